"""`replay`: sending deliveries again."""

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace as changed

from core.cli.filters import log_filter
from core.cli.output import Result, escape
from core.errors import DeskError, InvalidInput
from core.log import event_log
from core.outgoing.replay import Replayed, send_again, why_not
from core.store.database import Store

PAGE = 500


def replay(store: Store, options: Namespace) -> Result:
    """Send the rows that were named again, or all that failed; tell what cannot be sent, and why."""
    if bool(options.ids) == options.failed:
        raise InvalidInput(
            "Name the rows to send again, or give --failed.", "See replay --help.", code="usage"
        )
    pages = _failed(store, options) if options.failed else iter([_known(store, options.ids)])
    queued, skipped = list[int](), list[tuple[int, str]]()
    for page in pages:
        done = _look(store, page) if options.dry_run else send_again(store, page)
        queued += done.queued
        skipped += done.skipped
    return _result(queued, skipped, dry_run=options.dry_run)


def _known(store: Store, ids: list[int]) -> list[int]:
    for log_id in ids:
        event_log.get_row(store, log_id)
    return ids


def _failed(store: Store, options: Namespace) -> Iterator[list[int]]:
    """Give the failed rows page by page, downwards: what fails again meanwhile is not met twice."""
    match = changed(log_filter(store, options), direction="EMITTED", status="FAILED")
    than = None
    while ids := [row.id for row in event_log.older(store, than, limit=PAGE, match=match)]:
        than = ids[-1]
        yield ids


def _look(store: Store, ids: list[int]) -> Replayed:
    reasons = why_not(store, ids)
    return Replayed(
        tuple(log_id for log_id, reason in reasons.items() if reason is None),
        tuple((log_id, reason) for log_id, reason in reasons.items() if reason is not None),
    )


def _result(queued: list[int], skipped: list[tuple[int, str]], *, dry_run: bool) -> Result:
    data = {
        "dry_run": dry_run,
        "queued": queued,
        "skipped": [{"id": log_id, "reason": reason} for log_id, reason in skipped],
    }
    verb = "Would send" if dry_run else "Sending"
    lines = [f"{verb} {len(queued):,} again."]
    lines += [f"Not {log_id}: {escape(reason)}" for log_id, reason in skipped]
    if skipped and not queued:
        return Result(
            data, "\n".join(lines), status=1, error=DeskError("Nothing can be sent again.", skipped[0][1])
        )
    return Result(data, "\n".join(lines))
