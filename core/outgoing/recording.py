"""The commit of what attempts brought; plain SQL over many rows at once, as in core.outgoing.outbox."""

import json
from collections.abc import Callable, Sequence
from operator import attrgetter

from core.bus import Change
from core.log.search import readdress
from core.outgoing.disabling import disable
from core.outgoing.outbox import Tried
from core.outgoing.retry import next_due, schedule_of
from core.store.database import Store


def commit(store: Store, tried: Sequence[Tried], *, jitter: Callable[[], float]) -> set[int]:
    """Record attempts together: their rows, the log's state, and what is owed after them.

    A row that left the outbox meanwhile (held, given up, or its webhook deleted) keeps the state it
    was given, unless the attempt delivered it after all. The log names the address that each went to. Returns
    the webhooks that were disabled, of which the rest that they are owed is still to be held.
    """
    failed = [each for each in tried if not each.succeeded]
    gone = {each.owed.webhook_id for each in failed if each.is_gone}
    moved = {each.owed.log_id: each.url for each in tried if each.is_elsewhere}
    with store.write(Change.LOG | Change.WEBHOOKS if gone else Change.LOG):
        (last,) = store.sql("SELECT ifnull(max(id), 0) FROM attempt").fetchone()
        store.bulk(_ATTEMPT, [_attempt_row(each) for each in tried])
        store.sql(_DELIVERED, (last,))
        store.sql(_DONE, (last,))
        if failed:
            still_owed = _still_owed(store, failed)
            store.bulk(_TRIED, [_tried_row(each) for each in failed if each.owed.log_id not in still_owed])
            _schedule(store, [each for each in failed if each.owed.log_id in still_owed], jitter)
        readdress(store, moved)
        for webhook_id in gone:
            disable(store, webhook_id, "Its endpoint answered 410 Gone.")
    return gone


_ATTEMPT = (
    "INSERT INTO attempt (log_id, number, at, status_code, error, duration_ms, request_headers,"
    " response_headers, response_body, connect_ms) SELECT column1, column2 + 1, column3, column4, column5,"
    " column6, column7, column8, column9, column10 FROM (VALUES {rows})"
    " WHERE column1 IN (SELECT id FROM event_log)"  # it may have been deleted meanwhile
)
_SUCCEEDED = "(SELECT * FROM attempt WHERE id > ? AND status_code BETWEEN 200 AND 299)"
"""Of the attempts that were just recorded those that delivered something."""
_DELIVERED = (
    "UPDATE event_log SET status = 'DELIVERED', error = NULL, next_attempt_at = NULL,"
    f" status_code = a.status_code, duration_ms = a.duration_ms, attempts = a.number FROM {_SUCCEEDED} a"
    " WHERE event_log.id = a.log_id"
)
_DONE = f"DELETE FROM outbox WHERE log_id IN (SELECT log_id FROM {_SUCCEEDED})"
_ENDED = "status_code = column2, duration_ms = column3, attempts = column4 FROM (VALUES {rows})"
_TRIED = f"UPDATE event_log SET {_ENDED} WHERE id = column1"
_FAILED = (
    f"UPDATE event_log SET status = column5, error = column6, next_attempt_at = column7, {_ENDED}"
    " WHERE id = column1"
)
_MOVE = "UPDATE outbox SET due_at = column1 FROM (VALUES {rows}) WHERE log_id = column2"


def _drop(store: Store, ids: Sequence[int]) -> None:
    store.sql("DELETE FROM outbox WHERE log_id IN (SELECT value FROM json_each(?))", (json.dumps(ids),))


def _schedule(store: Store, failed: list[Tried], jitter: Callable[[], float]) -> None:
    now = store.clock()
    when = [_next(each, now, jitter) for each in failed]
    store.bulk(_FAILED, [_failed_row(each, at) for each, at in zip(failed, when, strict=True)])
    later = [(at, each.owed.log_id) for each, at in zip(failed, when, strict=True) if at is not None]
    store.bulk(_MOVE, later)
    _drop(store, [each.owed.log_id for each, at in zip(failed, when, strict=True) if at is None])


def _next(each: Tried, now: int, jitter: Callable[[], float]) -> int | None:
    """Return when a failed delivery is due again: by the schedule, and not before its endpoint wants it."""
    if each.is_gone or each.owed.own_url is not None:
        return None
    due = next_due(each.owed.attempts + 1, schedule_of(each.retry), now=now, jitter=jitter)
    return due if due is None or each.retry_at is None else max(due, each.retry_at)


def _still_owed(store: Store, failed: Sequence[Tried]) -> set[int]:
    ids = json.dumps([each.owed.log_id for each in failed])
    rows = store.sql("SELECT log_id FROM outbox WHERE log_id IN (SELECT value FROM json_each(?))", (ids,))
    return {log_id for (log_id,) in rows}


_attempt_row = attrgetter(
    *("owed.log_id", "owed.attempts", "at", "status_code", "error", "duration_ms", "request_headers"),
    *("response_headers", "response_body", "connect_ms"),
)


def _tried_row(each: Tried) -> tuple[object, ...]:
    return each.owed.log_id, each.status_code, each.duration_ms, each.owed.attempts + 1


def _failed_row(each: Tried, at: int | None) -> tuple[object, ...]:
    status = "PENDING" if at is not None else "HELD" if each.is_gone else "FAILED"
    error = f"{each.error}: the webhook was disabled" if each.is_gone else each.error
    return (*_tried_row(each), status, error, at)
