"""The arguments of the commands on what comes in: plugins, mappings, jobs, records, and `verify`."""

import argparse

from core import statuses
from core.cli.arguments import Group, Parser, activity, command, count, noun, row_id, with_id


def add_plugin(commands: Group) -> None:
    """Add what it takes."""
    group = noun(commands, "plugin", "plugins: the origins of incoming webhooks")
    create = command(group, "create", "plugins.create", "make a plugin, active unless --inactive")
    _plugin_parts(create, required=True)
    create.add_argument("--id", metavar="PLUGIN_ID", help="such as nautical.fulfillment.shopify")
    create.add_argument("--inactive", action="store_true", help="answer its requests with 404 for now")
    command(group, "list", "plugins.list_all", "list all plugins")
    for action, text in (("show", "show one plugin"), ("delete", "delete a plugin; its log and jobs stay")):
        parser = command(group, action, f"plugins.{action}", text)
        parser.add_argument("id", metavar="PLUGIN_ID")
    update = command(group, "update", "plugins.update", "change a plugin")
    update.add_argument("id", metavar="PLUGIN_ID")
    _plugin_parts(update, required=False)
    activity(update)
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
    access = command(group, "api-access", "fetching.api_access", text)
    access.add_argument("id", metavar="PLUGIN_ID")
    access.add_argument(
        "--api-key", metavar="KEY", help="a key that may read events; an empty one removes it"
    )
    source = "GitHub's webhook: its address, https://github.com/owner/repository/settings/hooks/123"
    access.add_argument("--api-source", metavar="ADDRESS", help=source)
    text = "fetch what a plugin missed while the receiver was off"
    fetch = command(group, "fetch-missed", "fetching.fetch_missed", text)
    fetch.add_argument("id", metavar="PLUGIN_ID")
    since = "from when on, ISO 8601 or an age such as 2h; without it, from when the receiver was off"
    fetch.add_argument("--since", metavar="TIME", help=since)


def add_mapping(commands: Group) -> None:
    """Add what it takes."""
    group = noun(commands, "mapping", "mappings: what a sender's topics ask for, and where the fields are")
    listing = command(group, "list", "mappings.list_all", "a plugin's mappings, and topics without one")
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
    body.add_argument("--log", type=row_id, metavar="ID", help="a row's payload; without it the newest one's")
    body.add_argument("--body", metavar="FILE", help="a payload, - for standard input")


def _with_topic(group: Group, action: str, text: str) -> Parser:
    parser = command(group, action, f"mappings.{action}_one", text)
    parser.add_argument("plugin", metavar="PLUGIN_ID")
    parser.add_argument("topic", metavar="TOPIC", help="as the sender says it, such as products/create")
    return parser


def _mapping_parts(parser: Parser) -> None:
    text = "a JMESPath expression for a field; an empty one removes it"
    parser.add_argument("--field", action="append", default=[], metavar="NAME=EXPRESSION", help=text)
    parser.add_argument("--items", metavar="EXPRESSION", help="the list that holds a record each")


def add_jobs(commands: Group) -> None:
    """Add what it takes."""
    jobs = command(commands, "jobs", "jobs.list_jobs", "webhook jobs, newest first")
    jobs.add_argument("--status", type=str.upper, choices=statuses.JOBS)
    _job_filters(jobs, default=None)
    jobs.add_argument("--limit", type=count, default=50, help="how many jobs at most")
    group = jobs.add_subparsers(dest="action", metavar="ACTION")
    with_id(group, "show", "jobs.show", "show one job and its runs")
    with_id(group, "toggle", "jobs.toggle", "switch a job between scheduled and held")
    for action, text, verb in (
        ("retry", "run a failed job again, or all that failed", "run"),
        ("delete", "mark a job deleted, so that it never runs, or all that failed", "be deleted"),
    ):
        parser = command(group, action, f"jobs.{action}", text)
        parser.add_argument("id", type=row_id, nargs="?", metavar="ID")
        parser.add_argument("--failed", action="store_true", help="all that failed, within the filters")
        _job_filters(parser, default=argparse.SUPPRESS)  # or it would undo what stands before the action
        parser.add_argument("--dry-run", action="store_true", help=f"only tell what would {verb}")
    scheduling = command(group, "scheduling", "jobs.scheduling", "the switch over all jobs")
    scheduling.add_argument("switch", nargs="?", choices=("on", "off"), help="without it, tell the state")


def _job_filters(parser: Parser, *, default: str | None) -> None:
    parser.add_argument("--type", type=str.upper, default=default, help="a job type")
    parser.add_argument("--seller", default=default)
    parser.add_argument("--search", default=default, metavar="TEXT", help="part of a message, or an id")


def add_records(commands: Group) -> None:
    """Add what it takes."""
    group = noun(commands, "records", "records: what the desk knows from the jobs it did")
    found = command(group, "list", "records.list_records", "list records, newest first")
    found.add_argument("--kind", help="such as product, stock or order")
    found.add_argument("--search", metavar="TEXT", help="part of a key, or of what is kept")
    found.add_argument("--limit", type=count, default=50, help="how many records at most")
    show = with_id(group, "show", "records.show", "show one record, and which jobs changed what of it")
    show.add_argument("--limit", type=count, default=50, help="how many changes at most")


def add_verify(commands: Group) -> None:
    """Add what it takes."""
    text = "check a captured request and say why it fails"
    verify = command(commands, "verify", "verify.verify", text, needs_store=False)
    verify.add_argument(
        "--log", type=row_id, metavar="ID", help="a received row of the log, instead of files"
    )
    verify.add_argument("--provider", help="with --log, what the request is checked as instead")
    verify.add_argument("--secret", help="with --log, what is tried instead of the plugin's own")
    verify.add_argument("--headers", metavar="FILE", help="lines of Name: value, or JSON")
    verify.add_argument("--body", metavar="FILE", help="the exact bytes")
    verify.add_argument("--url", help="where it was sent, for providers that sign it")
    verify.add_argument("--header", metavar="NAME", help="hmac, header: where the signature or token stands")
    verify.add_argument("--algorithm", help="hmac: sha1, sha256 or sha512")
    verify.add_argument("--at", metavar="TIME", help="when it came, if not now: signed times expire")
