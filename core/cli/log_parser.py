"""The arguments of the commands on the log: reading, keeping, and sending again."""

from core import statuses
from core.cli.arguments import Group, command, count, filters, row_id, with_id

RATE = "at most N a second; without it all at once"


def add_logs(commands: Group) -> None:
    """Add what it takes."""
    logs = command(commands, "logs", "logs.list_rows", "the event log, newest first")
    filters(logs)
    logs.add_argument("--limit", type=count, default=50, help="how many rows at most")
    logs.add_argument("--before", type=row_id, metavar="ID", help="only rows older than this one")
    group = logs.add_subparsers(dest="action", metavar="ACTION")
    with_id(group, "show", "logs.show", "show a row, its attempts and what came with it")
    with_id(group, "payload", "logs.payload", "write a row's exact bytes")
    case = with_id(group, "case", "logs.case", "write a row to a file that another desk can open")
    case.add_argument("file", metavar="FILE")
    export = command(group, "export", "logs.export", "write rows to a file")
    filters(export)
    export.add_argument("file", metavar="FILE", help="CSV if it ends in .csv, else JSON lines with payloads")
    command(group, "reindex", "logs.reindex", "build the text index anew, which finds words in payloads")
    _keeping(group)


def _keeping(group: Group) -> None:
    delete = command(group, "delete", "keeping.delete", "delete rows that are over, with their payloads")
    filters(delete)
    delete.add_argument("ids", nargs="*", type=row_id, metavar="ID", help="rows of the log")
    delete.add_argument("--all", action="store_true", help="everything that is over")
    text = "how long what is over is kept, and the HISTORY of records"
    retention = command(group, "retention", "keeping.retain", text)
    kinds = (*statuses.OVER, "HISTORY")
    retention.add_argument("status", nargs="?", type=str.upper, choices=kinds)
    for name, unit in (("days", "days"), ("rows", "rows"), ("megabytes", "MB of payloads")):
        retention.add_argument(f"--{name}", type=count, metavar="N", help=f"keep at most N {unit}")
    retention.add_argument("--forever", action="store_true", help="keep all of it")
    redaction = command(group, "redaction", "keeping.redact", "what is never stored of what comes in")
    redaction.add_argument("--path", action="append", default=[], help="a JSON path, such as $..email")
    redaction.add_argument("--header", action="append", default=[], help="the name of a header")
    redaction.add_argument("--nothing", action="store_true", help="store everything again")
    erase = command(group, "erase", "keeping.erase", "erase a person everywhere")
    erase.add_argument("term", metavar="TERM", help="an e-mail address or an id, as it is in the payloads")
    for each in (delete, retention, erase):
        each.add_argument("--dry-run", action="store_true", help="only tell what would go")


def add_replay(commands: Group) -> None:
    """Add what it takes."""
    replay = command(commands, "replay", "replay.replay", "send deliveries again")
    filters(replay)
    replay.add_argument("ids", nargs="*", type=row_id, metavar="ID", help="rows of the log")
    replay.add_argument("--failed", action="store_true", help="all that failed, within the filters")
    replay.add_argument("--all", action="store_true", help="all deliveries that the filters let through")
    replay.add_argument("--dry-run", action="store_true", help="only tell what would be sent")
    replay.add_argument("--rate", type=count, metavar="N", help=RATE)


def add_resend(commands: Group) -> None:
    """Add what it takes."""
    resend = command(commands, "resend", "resend.resend_edited", "send an edited event")
    resend.add_argument("id", type=row_id, metavar="ID", help="the delivery that it is made from")
    resend.add_argument("--payload", metavar="FILE", help="another payload, - for standard input")
    resend.add_argument("--webhook", type=row_id, metavar="ID", help="another webhook")
    resend.add_argument("--url", default="", help="an address in place of the webhook's; tried once")
    resend.add_argument("--dry-run", action="store_true", help="only tell what would be sent")


def add_held(commands: Group) -> None:
    """Add what it takes."""
    held = command(commands, "held", "held.list_held", "what waits for webhooks that are paused")
    held.add_argument("--webhook", type=row_id, metavar="ID")
    group = held.add_subparsers(dest="action", metavar="ACTION")
    for action, text in (("release", "send what is held"), ("discard", "give up what is held")):
        parser = command(group, action, f"held.{action}", text)
        parser.add_argument("--webhook", type=row_id, required=True, metavar="ID")
        if action == "release":
            parser.add_argument("--rate", type=count, metavar="N", help=RATE)
