"""`logs`: reading the event log."""

import sys
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.cli.filters import log_filter
from core.cli.output import Result, facts, table, when, write_bytes
from core.cli.paging import newest
from core.log import event_log, search
from core.log.case import export_case
from core.log.doubts import doubt
from core.log.event_log import Attempt
from core.log.export import as_public, as_text, export_rows
from core.outgoing.resend import links
from core.store.database import Store

STEP_PERCENT = 10


def list_rows(store: Store, options: Namespace) -> Result:
    """List rows, newest first."""
    match = log_filter(store, options)
    rows = newest(
        lambda than, limit: event_log.older(store, than, limit=limit, match=match),
        options.before,
        options.limit,
    )
    found = [as_public(row) for row in rows]
    columns = (
        "id",
        "date",
        "direction",
        "status",
        "event_type",
        "target_url",
        "plugin_id",
        "attempts",
        "error",
    )
    lines = ([each[name] for name in columns] for each in found)
    empty = f"The log has no such rows. {doubt(match.search or '')}".strip()
    return Result(found, table(columns, lines, empty=empty))


def show(store: Store, options: Namespace) -> Result:
    """Show a row with `history`, its attempts, and `receipt`, what came with a received one.

    `resent_from` and `resent_as` are the rows that it was edited from, and that were made from it.
    """
    row = as_public(event_log.get_row(store, options.id))
    history = event_log.attempts(store, options.id)
    receipt = event_log.receipt(store, options.id)
    linked = links(store, options.id)
    data = row | {"history": [_attempt(each) for each in history], "receipt": receipt and asdict(receipt)}
    data |= {"resent_from": linked.original, "resent_as": linked.resent}
    parts = [facts(row)]
    if history:
        columns = ("attempt", "at", "status", "connect_ms", "ms", "error")
        lines = (
            (each.number, when(each.at), each.status_code, each.connect_ms, each.duration_ms, each.error)
            for each in history
        )
        parts.append(table(columns, lines, empty=""))
    if receipt:
        parts.append(
            facts({"verified": receipt.verified, "scheme": receipt.scheme, "detail": receipt.detail})
        )
    return Result(data, "\n\n".join(parts))


def payload(store: Store, options: Namespace) -> Result:
    """Write a row's exact bytes to standard output; with --json, a document that holds them as text."""
    body = event_log.payload(store, options.id)
    if not options.json:
        write_bytes(body)
    return Result({"id": options.id, "size": len(body)} | as_text(body), "")


def export(store: Store, options: Namespace) -> Result:
    """Write the rows that match, newest first, to a file."""
    count = export_rows(store, Path(options.file), log_filter(store, options))
    return Result({"file": options.file, "rows": count}, f"Wrote {count:,} rows to {options.file}.")


def reindex(store: Store, options: Namespace) -> Result:
    """Build the text index anew, together with a desk that runs; tell how far it is on standard error."""
    search.rebuild(store)
    said = 0
    while search.index_next(store) or search.clear_some(store):
        search.merge_some(store)
        lag = search.lag(store)
        percent = 100 * (lag.newest - lag.rows) // max(lag.newest, 1)
        if not options.json and percent >= said + STEP_PERCENT:
            said = percent
            sys.stderr.write(f"{percent} %\n")
    rows = search.lag(store).newest
    return Result({"newest": rows}, "The text index is built.")


def case(store: Store, options: Namespace) -> Result:
    """Write a row, with its attempts and its verification, to a file that another desk can open."""
    export_case(store, options.id, Path(options.file))
    return Result({"id": options.id, "file": options.file}, f"Wrote event {options.id} to {options.file}.")


def _attempt(attempt: Attempt) -> dict[str, Any]:
    body = attempt.response_body.decode(errors="replace")
    return asdict(attempt) | {"at": when(attempt.at), "response_body": body}
