"""The arguments of every command; those of what comes in and of the log have files of their own."""

from core import VERSION
from core.cli.arguments import Group, Parser, activity, command, common, noun, port, row_id, seconds, with_id
from core.cli.incoming_parser import add_jobs, add_mapping, add_plugin, add_records, add_verify
from core.cli.log_parser import add_held, add_logs, add_replay, add_resend


def build_parser() -> Parser:
    """Make the parser of the whole command line."""
    root = Parser(
        prog="python main.py",
        description="Yardarm, the webhook desk. Without a command the window opens.",
        epilog="Exit status: 0 done, 1 the work failed, 2 wrong usage or bad input.",
    )
    common(root)
    root.add_argument("--version", action="version", version=f"Yardarm {VERSION}")
    commands = root.add_subparsers(dest="command", metavar="COMMAND")
    for add in (
        _serve,
        _app,
        _webhook,
        add_plugin,
        add_mapping,
        _emit,
        add_logs,
        add_jobs,
        add_records,
        add_replay,
        add_resend,
        add_held,
        _settings,
        _key,
        _catalogue,
        add_verify,
    ):
        add(commands)
    return root


def _serve(commands: Group) -> None:
    serve = command(commands, "serve", "serve.serve", "run the desk without a window", needs_store=False)
    serve.add_argument("--host", help="the address to listen on; without it, the settings'")
    serve.add_argument("--port", type=port, help="the port to listen on; 0 picks a free one")
    serve.add_argument("--no-send", action="store_true", help="receive and run jobs, but send nothing")
    serve.add_argument(
        "--refuse-private-targets", action="store_true", help="send to no address of a private network"
    )
    serve.add_argument("--allow-remote", action="store_true", help="let other machines reach the receiver")


def _app(commands: Group) -> None:
    group = noun(commands, "app", "apps: they own webhooks and hold permissions")
    create = command(group, "create", "apps.create", "make an app, inactive unless --active")
    create.add_argument("name", metavar="NAME")
    _permissions(create)
    create.add_argument("--active", action="store_true", help="make it active at once")
    command(group, "list", "apps.list_all", "list all apps")
    with_id(group, "show", "apps.show", "show one app")
    update = with_id(group, "update", "apps.update", "change an app")
    update.add_argument("--name")
    _permissions(update)
    activity(update)
    with_id(group, "delete", "apps.delete", "delete an app and its webhooks; the log stays")
    token = with_id(group, "token", "apps.token", "make a token to emit with; it is shown this once")
    token.add_argument("--name", default="token", help="what will use it")
    instead = token.add_mutually_exclusive_group()
    instead.add_argument("--list", action="store_true", help="list the app's tokens instead")
    instead.add_argument("--revoke", type=row_id, metavar="TOKEN_ID", help="make one worthless instead")


def _webhook(commands: Group) -> None:
    group = noun(commands, "webhook", "webhooks: where an app's events are sent")
    create = command(group, "create", "webhooks.create", "make a webhook, inactive unless --active")
    create.add_argument("--app", type=row_id, required=True, metavar="ID", help="the app that owns it")
    _webhook_parts(create, required=True)
    create.add_argument("--active", action="store_true", help="make it active at once")
    command(group, "list", "webhooks.list_all", "list all webhooks")
    show = with_id(group, "show", "webhooks.show", "show one webhook")
    show.add_argument("--reveal", action="store_true", help="show its secret key too")
    update = with_id(group, "update", "webhooks.update", "change a webhook")
    update.add_argument("--app", type=row_id, metavar="ID", help="move it to another app")
    _webhook_parts(update, required=False)
    activity(update)
    with_id(group, "delete", "webhooks.delete", "delete a webhook; what it is owed fails, the log stays")
    health = with_id(group, "health", "health.show", "how a webhook is doing, and why it is paused")
    health.add_argument("--resume", action="store_true", help="end its pause, so that it is sent to now")
    text = "give a webhook another secret key; the one before signs on for a while"
    rotate = with_id(group, "rotate-secret", "webhooks.rotate_secret", text)
    rotate.add_argument("--overlap", type=seconds, default=86_400, metavar="SECONDS", help="how long; a day")
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


def _emit(commands: Group) -> None:
    emit = command(commands, "emit", "emit.emit_event", "record an event and owe it to its webhooks")
    emit.add_argument("event", metavar="EVENT")
    emit.add_argument("--payload", metavar="FILE", help="JSON to send, - for standard input; else the sample")
    emit.add_argument("--count", type=int, default=1, help="how many such events")


def _settings(commands: Group) -> None:
    text = "what the whole desk goes by; with options, change it"
    parser = command(commands, "settings", "settings.change", text)
    text = "what deliveries go through, such as proxy.example:3128; none, or empty for the system's"
    parser.add_argument("--proxy", metavar="HOST:PORT", help=text)
    parser.add_argument("--marketplace-domain", metavar="NAME", help="sent as x-nautical-domain")
    parser.add_argument("--public-names", metavar="HOSTS", help="by which a tunnel calls the receiver")
    parser.add_argument(
        "--payload-mb", type=int, metavar="N", help="the largest body that is received, in MB"
    )
    text = "at most so many requests from all plugins; 0 for no limit"
    parser.add_argument("--received-per-second", type=int, metavar="N", help=text)
    text = "at most so many from one plugin; 0 for no limit"
    parser.add_argument("--plugin-per-second", type=int, metavar="N", help=text)
    text = "how long a repeat is recognised, in days"
    parser.add_argument("--repeat-days", type=int, metavar="N", help=text)


def _key(commands: Group) -> None:
    key = command(commands, "key", "key.key", "where the key is that seals the secrets, and moving it")
    key.add_argument("place", nargs="?", choices=("file", "keychain"), help="without it, tell where it is")


def _catalogue(commands: Group) -> None:
    group = noun(commands, "catalogue", "what events, job types and permissions there are")
    command(group, "events", "catalogue.events", "the events and their permissions", needs_store=False)
    command(group, "job-types", "catalogue.job_types", "what payloads can ask for", needs_store=False)
    command(group, "permissions", "catalogue.permissions", "what apps may hold", needs_store=False)


def _permissions(parser: Parser) -> None:
    parser.add_argument("--permission", action="append", metavar="CODE", help="once for each permission")
