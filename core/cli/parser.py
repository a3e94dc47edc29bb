"""The arguments of every command.

What a command does is named here as `module.function`, and imported when it is run.
"""

import argparse
from pathlib import Path
from typing import Any, NoReturn

from core import VERSION
from core.errors import InvalidInput

_LARGEST_ID = 2**63 - 1
_STATUSES = ("PENDING", "DELIVERED", "FAILED", "HELD", "ACCEPTED", "REFUSED")
_JOB_STATUSES = ("PENDING", "PROCESSING", "SUCCESS", "FAILED", "DELETED")

RATE = "at most N a second; without it all at once"

Group = Any
"""What `add_subparsers` returns: a generic class that argparse keeps to itself."""


class Parser(argparse.ArgumentParser):
    """A parser that raises what is wrong instead of printing it, because --json prints errors its own way."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        """Raise InvalidInput."""
        raise InvalidInput(f"{message[:1].upper()}{message[1:]}.", f"See {self.prog} --help.", code="usage")


def build_parser() -> Parser:
    """Make the parser of the whole command line."""
    root = Parser(
        prog="python main.py",
        description="Yardarm, the webhook desk. Without a command the window opens.",
        epilog="Exit status: 0 done, 1 the work failed, 2 wrong usage or bad input.",
    )
    _common(root)
    root.add_argument("--version", action="version", version=f"Yardarm {VERSION}")
    commands = root.add_subparsers(dest="command", metavar="COMMAND")
    for add in (
        _serve,
        _app,
        _webhook,
        _plugin,
        _mapping,
        _emit,
        _logs,
        _jobs,
        _records,
        _replay,
        _resend,
        _held,
        _key,
        _catalogue,
        _verify,
    ):
        add(commands)
    return root


def _serve(commands: Group) -> None:
    serve = _command(commands, "serve", "serve.serve", "run the desk without a window", needs_store=False)
    serve.add_argument("--host", help="the address to listen on; without it, the settings'")
    serve.add_argument("--port", type=_port, help="the port to listen on; 0 picks a free one")
    serve.add_argument("--no-send", action="store_true", help="receive and run jobs, but send nothing")
    serve.add_argument(
        "--refuse-private-targets", action="store_true", help="send to no address of a private network"
    )
    serve.add_argument("--allow-remote", action="store_true", help="let other machines reach the receiver")


def _app(commands: Group) -> None:
    group = _group(commands, "app", "apps: they own webhooks and hold permissions")
    create = _command(group, "create", "apps.create", "make an app, inactive unless --active")
    create.add_argument("name", metavar="NAME")
    _permissions(create)
    create.add_argument("--active", action="store_true", help="make it active at once")
    _command(group, "list", "apps.list_all", "list all apps")
    _with_id(group, "show", "apps.show", "show one app")
    update = _with_id(group, "update", "apps.update", "change an app")
    update.add_argument("--name")
    _permissions(update)
    _activity(update)
    _with_id(group, "delete", "apps.delete", "delete an app and its webhooks; the log stays")
    token = _with_id(group, "token", "apps.token", "make a token to emit with; it is shown this once")
    token.add_argument("--name", default="token", help="what will use it")
    instead = token.add_mutually_exclusive_group()
    instead.add_argument("--list", action="store_true", help="list the app's tokens instead")
    instead.add_argument("--revoke", type=_row_id, metavar="TOKEN_ID", help="make one worthless instead")


def _webhook(commands: Group) -> None:
    group = _group(commands, "webhook", "webhooks: where an app's events are sent")
    create = _command(group, "create", "webhooks.create", "make a webhook, inactive unless --active")
    create.add_argument("--app", type=_row_id, required=True, metavar="ID", help="the app that owns it")
    _webhook_parts(create, required=True)
    create.add_argument("--active", action="store_true", help="make it active at once")
    _command(group, "list", "webhooks.list_all", "list all webhooks")
    show = _with_id(group, "show", "webhooks.show", "show one webhook")
    show.add_argument("--reveal", action="store_true", help="show its secret key too")
    update = _with_id(group, "update", "webhooks.update", "change a webhook")
    _webhook_parts(update, required=False)
    _activity(update)
    _with_id(group, "delete", "webhooks.delete", "delete a webhook; what it is owed fails, the log stays")
    health = _with_id(group, "health", "health.show", "how a webhook is doing, and why it is paused")
    health.add_argument("--resume", action="store_true", help="end its pause, so that it is sent to now")
    text = "give a webhook another secret key; the one before signs on for a while"
    rotate = _with_id(group, "rotate-secret", "webhooks.rotate_secret", text)
    rotate.add_argument("--overlap", type=_seconds, default=86_400, metavar="SECONDS", help="how long; a day")
    _keys(rotate, "the new key; without it one is made")
    rotate.add_argument("--end", action="store_true", help="instead, let the key before sign no more")


def _webhook_parts(parser: Parser, *, required: bool) -> None:
    parser.add_argument("--name", required=required)
    parser.add_argument("--url", required=required, help="where to send: https:// or http://")
    parser.add_argument(
        "--event",
        action="append",
        required=required,
        help="what sets it off; once for each event, any_events takes all",
    )
    _keys(parser, "the key that signs; an empty one removes it")
    parser.add_argument("--scheme", choices=("nautical", "standard"), help="how requests are signed")
    _sending_parts(parser)


def _sending_parts(parser: Parser) -> None:
    parser.add_argument(
        "--header",
        action="append",
        metavar="NAME: VALUE",
        help="sent too; once for each, an empty one removes all",
    )
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--basic", metavar="USER:PASSWORD", help="authorisation; an empty one removes it")
    either.add_argument("--bearer", metavar="TOKEN", help="authorisation; an empty one removes it")
    trusted = parser.add_mutually_exclusive_group()
    text = "trust the certificates in this PEM file too; the file may go then"
    trusted.add_argument("--ca-file", metavar="FILE", help=text)
    trusted.add_argument("--no-ca-file", action="store_true", help="trust the system's alone")
    parser.add_argument(
        "--timeout", type=int, metavar="SECONDS", help="how long an attempt may take: 1 to 60"
    )
    parser.add_argument("--retry", choices=("standard", "short"), help="over three days, or about an hour")
    parser.add_argument("--at-once", type=int, metavar="N", help="at most so many at once; 0 for no limit")
    parser.add_argument(
        "--per-second", type=int, metavar="N", help="at most so many a second; 0 for no limit"
    )
    order = parser.add_mutually_exclusive_group()
    order.add_argument(
        "--in-order", action="store_true", default=None, help="each waits for the one before it"
    )
    order.add_argument("--any-order", action="store_false", dest="in_order", default=None, help="none waits")


def _keys(parser: Parser, text: str) -> None:
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--secret", help=text)
    either.add_argument("--key-pair", action="store_true", help="make an ed25519 pair: scheme standard, v1a")


def _plugin(commands: Group) -> None:
    group = _group(commands, "plugin", "plugins: the origins of incoming webhooks")
    create = _command(group, "create", "plugins.create", "make a plugin, active unless --inactive")
    _plugin_parts(create, required=True)
    create.add_argument("--id", metavar="PLUGIN_ID", help="such as nautical.fulfillment.shopify")
    create.add_argument("--inactive", action="store_true", help="answer its requests with 404 for now")
    _command(group, "list", "plugins.list_all", "list all plugins")
    for action, text in (("show", "show one plugin"), ("delete", "delete a plugin; its log and jobs stay")):
        parser = _command(group, action, f"plugins.{action}", text)
        parser.add_argument("id", metavar="PLUGIN_ID")
    update = _command(group, "update", "plugins.update", "change a plugin")
    update.add_argument("id", metavar="PLUGIN_ID")
    _plugin_parts(update, required=False)
    _activity(update)
    _fetching(group)


def _plugin_parts(parser: Parser, *, required: bool) -> None:
    parser.add_argument("--name", required=required)
    parser.add_argument("--provider", required=required, help="how its requests are verified")
    parser.add_argument("--secret", help="the key that verifies; needed unless the provider is none")
    parser.add_argument("--seller", help="the account that its webhooks are for")
    parser.add_argument(
        "--public-url", metavar="URL", help="square: the URL that it was given, if not this one"
    )
    parser.add_argument("--host", help="saleor-jws: the host that publishes its keys")
    parser.add_argument("--header", metavar="NAME", help="hmac, header: where the signature or token stands")
    parser.add_argument("--algorithm", help="hmac: sha1, sha256 or sha512")
    parser.add_argument("--id-header", metavar="NAME", help="hmac, basic, bearer, header: the delivery's id")
    parser.add_argument("--topic-header", metavar="NAME", help="hmac, basic, bearer, header: what happened")


def _fetching(group: Group) -> None:
    text = "how its provider's API is asked for what was missed: Stripe's or GitHub's"
    access = _command(group, "api-access", "fetching.api_access", text)
    access.add_argument("id", metavar="PLUGIN_ID")
    access.add_argument(
        "--api-key", metavar="KEY", help="a key that may read events; an empty one removes it"
    )
    source = "GitHub's webhook: its address, https://github.com/owner/repository/settings/hooks/123"
    access.add_argument("--api-source", metavar="ADDRESS", help=source)
    text = "fetch what a plugin missed while the receiver was off"
    fetch = _command(group, "fetch-missed", "fetching.fetch_missed", text)
    fetch.add_argument("id", metavar="PLUGIN_ID")
    since = "from when on, ISO 8601 or an age such as 2h; without it, from when the receiver was off"
    fetch.add_argument("--since", metavar="TIME", help=since)


def _mapping(commands: Group) -> None:
    group = _group(commands, "mapping", "mappings: what a sender's topics ask for, and where the fields are")
    listing = _command(group, "list", "mappings.list_all", "a plugin's mappings, and topics without one")
    listing.add_argument("plugin", metavar="PLUGIN_ID")
    _with_topic(group, "show", "show what a topic is mapped to")
    change = _with_topic(group, "set", "map a topic; what is left out stays as it is mapped now")
    asks = change.add_mutually_exclusive_group()
    asks.add_argument("--job-type", type=str.upper, metavar="TYPE", help="what it asks for")
    asks.add_argument("--keep-only", action="store_true", help="keep the payload and do nothing")
    _mapping_parts(change)
    change.add_argument("--retry", action="store_true", help="then run the topic's failed jobs again")
    _with_topic(group, "delete", "delete a mapping of one's own; a shipped one holds again")
    trial = _with_topic(group, "try", "try a mapping on a payload; nothing is kept")
    _mapping_parts(trial)
    body = trial.add_mutually_exclusive_group()
    body.add_argument(
        "--log", type=_row_id, metavar="ID", help="a row's payload; without it the newest one's"
    )
    body.add_argument("--body", metavar="FILE", help="a payload, - for standard input")


def _with_topic(group: Group, action: str, text: str) -> Parser:
    parser = _command(group, action, f"mappings.{action}_one", text)
    parser.add_argument("plugin", metavar="PLUGIN_ID")
    parser.add_argument("topic", metavar="TOPIC", help="as the sender says it, such as products/create")
    return parser


def _mapping_parts(parser: Parser) -> None:
    text = "a JMESPath expression for a field; an empty one removes it"
    parser.add_argument("--field", action="append", default=[], metavar="NAME=EXPRESSION", help=text)
    parser.add_argument("--items", metavar="EXPRESSION", help="the list that holds a record each")


def _emit(commands: Group) -> None:
    emit = _command(commands, "emit", "emit.emit_event", "record an event and owe it to its webhooks")
    emit.add_argument("event", metavar="EVENT")
    emit.add_argument("--payload", metavar="FILE", help="JSON to send, - for standard input; else the sample")
    emit.add_argument("--count", type=int, default=1, help="how many such events")


def _logs(commands: Group) -> None:
    logs = _command(commands, "logs", "logs.list_rows", "the event log, newest first")
    _filters(logs)
    logs.add_argument("--limit", type=_count, default=50, help="how many rows at most")
    logs.add_argument("--before", type=_row_id, metavar="ID", help="only rows older than this one")
    group = logs.add_subparsers(dest="action", metavar="ACTION")
    _with_id(group, "show", "logs.show", "show a row, its attempts and what came with it")
    _with_id(group, "payload", "logs.payload", "write a row's exact bytes")
    case = _with_id(group, "case", "logs.case", "write a row to a file that another desk can open")
    case.add_argument("file", metavar="FILE")
    export = _command(group, "export", "logs.export", "write rows to a file")
    _filters(export)
    export.add_argument("file", metavar="FILE", help="CSV if it ends in .csv, else JSON lines with payloads")
    _command(group, "reindex", "logs.reindex", "build the text index anew, which finds words in payloads")
    _keeping(group)


def _keeping(group: Group) -> None:
    delete = _command(group, "delete", "keeping.delete", "delete rows that are over, with their payloads")
    _filters(delete)
    delete.add_argument("ids", nargs="*", type=_row_id, metavar="ID", help="rows of the log")
    delete.add_argument("--all", action="store_true", help="everything that is over")
    retention = _command(group, "retention", "keeping.retain", "how long what is over is kept")
    retention.add_argument("status", nargs="?", choices=("DELIVERED", "FAILED", "ACCEPTED", "REFUSED"))
    for name, unit in (("days", "days"), ("rows", "rows"), ("megabytes", "MB of payloads")):
        retention.add_argument(f"--{name}", type=_count, metavar="N", help=f"keep at most N {unit}")
    retention.add_argument("--forever", action="store_true", help="keep everything of the status")
    redaction = _command(group, "redaction", "keeping.redact", "what is never stored of what comes in")
    redaction.add_argument("--path", action="append", default=[], help="a JSON path, such as $..email")
    redaction.add_argument("--header", action="append", default=[], help="the name of a header")
    redaction.add_argument("--nothing", action="store_true", help="store everything again")
    erase = _command(group, "erase", "keeping.erase", "erase a person everywhere")
    erase.add_argument("term", metavar="TERM", help="an e-mail address or an id, as it is in the payloads")
    for each in (delete, retention, erase):
        each.add_argument("--dry-run", action="store_true", help="only tell what would go")


def _jobs(commands: Group) -> None:
    jobs = _command(commands, "jobs", "jobs.list_jobs", "webhook jobs, newest first")
    jobs.add_argument("--status", type=str.upper, choices=_JOB_STATUSES)
    _job_filters(jobs, default=None)
    jobs.add_argument("--limit", type=_count, default=50, help="how many jobs at most")
    group = jobs.add_subparsers(dest="action", metavar="ACTION")
    _with_id(group, "show", "jobs.show", "show one job and its runs")
    _with_id(group, "toggle", "jobs.toggle", "switch a job between scheduled and held")
    for action, text, verb in (
        ("retry", "run a failed job again, or all that failed", "run"),
        ("delete", "mark a job deleted, so that it never runs, or all that failed", "be deleted"),
    ):
        parser = _command(group, action, f"jobs.{action}", text)
        parser.add_argument("id", type=_row_id, nargs="?", metavar="ID")
        parser.add_argument("--failed", action="store_true", help="all that failed, within the filters")
        _job_filters(parser, default=argparse.SUPPRESS)  # or it would undo what stands before the action
        parser.add_argument("--dry-run", action="store_true", help=f"only tell what would {verb}")
    scheduling = _command(group, "scheduling", "jobs.scheduling", "the switch over all jobs")
    scheduling.add_argument("switch", nargs="?", choices=("on", "off"), help="without it, tell the state")


def _job_filters(parser: Parser, *, default: str | None) -> None:
    parser.add_argument("--type", type=str.upper, default=default, help="a job type")
    parser.add_argument("--seller", default=default)
    parser.add_argument("--search", default=default, metavar="TEXT", help="part of a message, or an id")


def _records(commands: Group) -> None:
    group = _group(commands, "records", "records: what the desk knows from the jobs it did")
    found = _command(group, "list", "records.list_records", "list records, newest first")
    found.add_argument("--kind", help="such as product, stock or order")
    found.add_argument("--search", metavar="TEXT", help="part of a key, or of what is kept")
    found.add_argument("--limit", type=_count, default=50, help="how many records at most")
    show = _with_id(group, "show", "records.show", "show one record, and which jobs changed what of it")
    show.add_argument("--limit", type=_count, default=50, help="how many changes at most")


def _replay(commands: Group) -> None:
    replay = _command(commands, "replay", "replay.replay", "send deliveries again")
    _filters(replay)
    replay.add_argument("ids", nargs="*", type=_row_id, metavar="ID", help="rows of the log")
    replay.add_argument("--failed", action="store_true", help="all that failed, within the filters")
    replay.add_argument("--dry-run", action="store_true", help="only tell what would be sent")
    replay.add_argument("--rate", type=_count, metavar="N", help=RATE)


def _resend(commands: Group) -> None:
    resend = _command(commands, "resend", "resend.resend_edited", "send an edited event")
    resend.add_argument("id", type=_row_id, metavar="ID", help="the delivery that it is made from")
    resend.add_argument("--payload", metavar="FILE", help="another payload, - for standard input")
    resend.add_argument("--webhook", type=_row_id, metavar="ID", help="another webhook")
    resend.add_argument("--url", default="", help="an address in place of the webhook's; tried once")
    resend.add_argument("--dry-run", action="store_true", help="only tell what would be sent")


def _held(commands: Group) -> None:
    held = _command(commands, "held", "held.list_held", "what waits for webhooks that are paused")
    held.add_argument("--webhook", type=_row_id, metavar="ID")
    group = held.add_subparsers(dest="action", metavar="ACTION")
    for action, text in (("release", "send what is held"), ("discard", "give up what is held")):
        parser = _command(group, action, f"held.{action}", text)
        parser.add_argument("--webhook", type=_row_id, required=True, metavar="ID")
        if action == "release":
            parser.add_argument("--rate", type=_count, metavar="N", help=RATE)


def _key(commands: Group) -> None:
    key = _command(commands, "key", "key.key", "where the key is that seals the secrets, and moving it")
    key.add_argument("place", nargs="?", choices=("file", "keychain"), help="without it, tell where it is")


def _catalogue(commands: Group) -> None:
    group = _group(commands, "catalogue", "what events, job types and permissions there are")
    _command(group, "events", "catalogue.events", "the events and their permissions", needs_store=False)
    _command(group, "job-types", "catalogue.job_types", "what payloads can ask for", needs_store=False)
    _command(group, "permissions", "catalogue.permissions", "what apps may hold", needs_store=False)


def _verify(commands: Group) -> None:
    text = "check a captured request and say why it fails"
    verify = _command(commands, "verify", "verify.verify", text, needs_store=False)
    verify.add_argument(
        "--log", type=_row_id, metavar="ID", help="a received row of the log, instead of files"
    )
    verify.add_argument("--provider", help="with --log, what the request is checked as instead")
    verify.add_argument("--secret", help="with --log, what is tried instead of the plugin's own")
    verify.add_argument("--headers", metavar="FILE", help="lines of Name: value, or JSON")
    verify.add_argument("--body", metavar="FILE", help="the exact bytes")
    verify.add_argument("--url", help="where it was sent, for providers that sign it")
    verify.add_argument("--header", metavar="NAME", help="hmac, header: where the signature or token stands")
    verify.add_argument("--algorithm", help="hmac: sha1, sha256 or sha512")
    verify.add_argument("--at", metavar="TIME", help="when it came, if not now: signed times expire")


def _group(commands: Group, name: str, text: str) -> Group:
    parser = commands.add_parser(name, help=text, description=_sentence(text))
    _common(parser)
    return parser.add_subparsers(dest="action", metavar="ACTION", required=True)


def _command(group: Group, name: str, run: str, text: str, *, needs_store: bool = True) -> Parser:
    parser: Parser = group.add_parser(name, help=text, description=_sentence(text))
    parser.set_defaults(run=run, needs_store=needs_store)
    _common(parser)
    return parser


def _with_id(group: Group, name: str, run: str, text: str) -> Parser:
    parser = _command(group, name, run, text)
    parser.add_argument("id", type=_row_id, metavar="ID")
    return parser


def _common(parser: Parser) -> None:
    """Add what is taken at any place; without defaults, so that no place undoes another."""
    nothing = argparse.SUPPRESS
    parser.add_argument("--json", action="store_true", default=nothing, help="print one JSON document")
    text = "the folder of the database, the key and the logs"
    parser.add_argument("--data-dir", type=Path, default=nothing, metavar="DIR", help=text)


def _filters(parser: Parser) -> None:
    """Add which rows of the log are meant; without defaults for the same reason."""

    def add(name: str, **options: Any) -> None:
        parser.add_argument(name, default=argparse.SUPPRESS, **options)

    add("--direction", type=str.upper, choices=("EMITTED", "RECEIVED"))
    add("--event", metavar="TYPE", help="an event or a job type")
    add("--status", type=str.upper, choices=_STATUSES)
    add("--app", type=_row_id, metavar="ID")
    add("--webhook", type=_row_id, metavar="ID")
    add("--plugin", metavar="PLUGIN_ID")
    add("--since", metavar="TIME", help="ISO 8601, or an age such as 2h")
    add("--until", metavar="TIME", help="ISO 8601, or an age such as 2h")
    add("--search", metavar="TEXT", help="part of an id, a type or a URL")


def _permissions(parser: Parser) -> None:
    parser.add_argument("--permission", action="append", metavar="CODE", help="once for each permission")


def _activity(parser: Parser) -> None:
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--active", action="store_const", const=True, default=None, dest="is_active")
    choice.add_argument("--inactive", action="store_const", const=False, default=None, dest="is_active")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _row_id(text: str) -> int:
    return _whole(text, 1, _LARGEST_ID)


def _count(text: str) -> int:
    return _whole(text, 1, 1_000_000)


def _seconds(text: str) -> int:
    return _whole(text, 0, 1_000_000_000)


def _port(text: str) -> int:
    return _whole(text, 0, 65_535)


def _whole(text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20 and least <= int(text) <= most):
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from {least} to {most}")
    return int(text)
