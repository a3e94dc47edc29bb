"""`replay`: sending deliveries again."""

from argparse import Namespace
from dataclasses import replace as changed
from threading import Event

from core.cli.filters import log_filter
from core.cli.output import Result, escape
from core.errors import DeskError, InvalidInput
from core.log import event_log
from core.log.event_log import LogFilter
from core.outgoing.replay import Replayed, look, plan, run
from core.store.database import Store


def replay(store: Store, options: Namespace) -> Result:
    """Send the rows that were named again, or those that match; tell what cannot be sent, and why."""
    if [bool(options.ids), options.failed, options.all].count(True) != 1:
        raise InvalidInput(
            "Name the rows to send again, or give --failed or --all.", "See replay --help.", code="usage"
        )
    wanted = plan(store, _known(store, options.ids) if options.ids else _matching(store, options))
    if options.dry_run:
        return _result(look(store, wanted), dry_run=True)
    done = run(store, wanted, per_second=options.rate, pause=Event().wait)
    return _result(done, dry_run=False)


def _known(store: Store, ids: list[int]) -> list[int]:
    for log_id in ids:
        event_log.get_row(store, log_id)
    return ids


def _matching(store: Store, options: Namespace) -> LogFilter:
    match = changed(log_filter(store, options), direction="EMITTED")
    return changed(match, status="FAILED") if options.failed else match


def _result(done: Replayed, *, dry_run: bool) -> Result:
    data = {
        "dry_run": dry_run,
        "queued": done.queued,
        "skipped": [{"id": log_id, "reason": reason} for log_id, reason in done.skipped],
    }
    verb = "Would send" if dry_run else "Sending"
    lines = [f"{verb} {len(done.queued):,} again."]
    lines += [f"Not {log_id}: {escape(reason)}" for log_id, reason in done.skipped]
    if done.skipped and not done.queued:
        nothing = DeskError("Nothing can be sent again.", done.skipped[0][1])
        return Result(data, "\n".join(lines), status=1, error=nothing)
    return Result(data, "\n".join(lines))
