"""Deliveries that wait because their webhook, or its app, was paused after it had been active.

Rows are moved in batches, each in a transaction of its own: 100,000 of them must not hold the write
door for seconds. A kill between two batches leaves nothing wrong, because the sender sends only to
what is active, and `settle` finishes the work at the next start.
"""

import time
from collections.abc import Callable, Iterator

from peewee import fn

from core.bus import Change
from core.errors import InvalidInput
from core.outgoing.rate import BATCH, step_size, wait_s
from core.store.database import Store
from core.store.records import AppRecord, LogRecord, OutboxRecord, WebhookRecord

WEBHOOK_INACTIVE = "Webhook is inactive"
APP_INACTIVE = "App is inactive"
DELETED = "The webhook was deleted"
DISABLED = "The webhook was disabled"


def held_counts(store: Store) -> dict[int, int]:
    """Return how many deliveries wait, by webhook."""
    query = LogRecord.select(LogRecord.webhook_id, fn.COUNT(LogRecord.id)).where(LogRecord.status == "HELD")
    counts: dict[int, int] = dict(store.rows(query.group_by(LogRecord.webhook_id)))
    return counts


def release(store: Store, webhook_id: int) -> int:
    """Make what is held for an active webhook due now; return how many. Raises InvalidInput if it is not."""
    return sum(steps(store, webhook_id))


def release_at(
    store: Store, webhook_id: int, per_second: int | None, *, pause: Callable[[float], object]
) -> int:
    """Release what is held at a rate, by waiting with `pause`; return how many. Raises as `release` does."""
    done, began = 0, time.monotonic()
    for number in steps(store, webhook_id, per_second=per_second):
        done += number
        pause(wait_s(done, per_second, time.monotonic() - began))
    return done


def steps(store: Store, webhook_id: int, *, per_second: int | None = None) -> Iterator[int]:
    """Release what is held for a webhook, a step each time the next one is asked for; tell how many.

    What is not released when it is left off stays held. Each row is released once, so that it ends even
    where another process holds it again meanwhile. Raises InvalidInput if the webhook is not active.
    """
    last, size = 0, step_size(per_second)
    while True:
        with store.write(Change.LOG | Change.OUTBOX):
            _check_active(store, webhook_id)
            ids = _held_ids(store, webhook_id, above=last, limit=size)
            _owe(store, webhook_id, ids)
        yield len(ids)
        if len(ids) < size:
            return
        last = ids[-1]


def discard(store: Store, webhook_id: int) -> int:
    """Give up what is held for a webhook; return how many. The rows stay in the log as FAILED."""

    def batch() -> int:
        ids = _held_ids(store, webhook_id)
        _mark(store, ids, "FAILED", "Discarded while it was held")
        return len(ids)

    return _in_batches(store, batch)


def hold_owed(store: Store, webhook_id: int, reason: str) -> int:
    """Turn what an inactive webhook is owed into HELD rows; return how many."""
    return _in_batches(store, lambda: _take_owed(store, webhook_id, "HELD", reason))


def hold_some(store: Store, webhook_id: int, reason: str) -> bool:
    """Hold a batch of what an inactive webhook is owed; return whether there may be more.

    One that was activated meanwhile keeps what it is owed.
    """
    active = WebhookRecord.select(WebhookRecord.id).where(
        WebhookRecord.id == webhook_id, WebhookRecord.is_active
    )
    with store.write(Change.LOG | Change.OUTBOX):
        return store.one(active) is None and _take_owed(store, webhook_id, "HELD", reason) == BATCH


def fail_unsent(store: Store, webhook_id: int) -> int:
    """Give up everything a deleted webhook was owed, what was held included; return how many."""

    def batch() -> int:
        ids = _held_ids(store, webhook_id)
        _mark(store, ids, "FAILED", DELETED)
        return len(ids)

    owed = _in_batches(store, lambda: _take_owed(store, webhook_id, "FAILED", DELETED))
    return owed + _in_batches(store, batch)


def settle(store: Store) -> None:
    """Finish what a kill interrupted: nothing is owed to who is gone or inactive, or held for who is gone."""
    rows = store.sql(
        f"{_OWED_TO} SELECT owed.id, w.is_active, a.is_active FROM owed"
        " LEFT JOIN webhook w ON w.id = owed.id LEFT JOIN app a ON a.id = w.app_id WHERE owed.id IS NOT NULL"
    )
    for webhook_id, webhook_active, app_active in rows.fetchall():
        if webhook_active is None:
            fail_unsent(store, webhook_id)
        elif not webhook_active:
            hold_owed(store, webhook_id, WEBHOOK_INACTIVE)
        elif not app_active:
            hold_owed(store, webhook_id, APP_INACTIVE)
    held_for = store.sql(f"{_HELD_FOR} SELECT id FROM held WHERE id NOT IN (SELECT id FROM webhook)")
    for (webhook_id,) in held_for.fetchall():
        fail_unsent(store, webhook_id)


_OWED_TO = (  # the webhooks, by jumping from one to the next in the index: there may be a million rows
    "WITH RECURSIVE owed (id) AS (SELECT min(webhook_id) FROM outbox"
    " UNION ALL SELECT (SELECT min(webhook_id) FROM outbox WHERE webhook_id > id) FROM owed"
    " WHERE id IS NOT NULL)"
)
_HELD_FOR = (
    "WITH RECURSIVE held (id) AS (SELECT min(webhook_id) FROM event_log WHERE status = 'HELD'"
    " UNION ALL SELECT (SELECT min(webhook_id) FROM event_log WHERE status = 'HELD' AND webhook_id > id)"
    " FROM held WHERE id IS NOT NULL)"
)


def _check_active(store: Store, webhook_id: int) -> None:
    joined = WebhookRecord.select(WebhookRecord.is_active, AppRecord.is_active).join(
        AppRecord, on=AppRecord.id == WebhookRecord.app_id
    )
    row = store.one(joined.where(WebhookRecord.id == webhook_id))
    if row is not None and not all(row):
        what = APP_INACTIVE if row[0] else WEBHOOK_INACTIVE
        raise InvalidInput(f"{what}.", "Activate it first; what is held waits till then.")


def _in_batches(store: Store, batch: Callable[[], int]) -> int:
    done = 0
    while True:
        with store.write(Change.LOG | Change.OUTBOX):
            moved = batch()
        done += moved
        if moved < BATCH:
            return done


def _take_owed(store: Store, webhook_id: int, status: str, reason: str) -> int:
    owed = OutboxRecord.select(OutboxRecord.log_id).where(OutboxRecord.webhook_id == webhook_id)
    ids = [log_id for (log_id,) in store.rows(owed.order_by(OutboxRecord.due_at).limit(BATCH))]
    _mark(store, ids, status, reason)
    store.many("DELETE FROM outbox WHERE log_id = ?", [(log_id,) for log_id in ids])
    return len(ids)


def _mark(store: Store, ids: list[int], status: str, reason: str) -> None:
    store.many(
        "UPDATE event_log SET status = ?, error = ?, next_attempt_at = NULL WHERE id = ?",
        [(status, reason, log_id) for log_id in ids],
    )


def _owe(store: Store, webhook_id: int, ids: list[int]) -> None:
    """Make held rows due now."""
    now = store.clock()
    store.many(
        "UPDATE event_log SET status = 'PENDING', error = NULL, next_attempt_at = ? WHERE id = ?",
        [(now, log_id) for log_id in ids],
    )
    store.many(
        "INSERT OR REPLACE INTO outbox (log_id, webhook_id, due_at) VALUES (?, ?, ?)",
        [(log_id, webhook_id, now) for log_id in ids],
    )


def _held_ids(store: Store, webhook_id: int, *, above: int = 0, limit: int = BATCH) -> list[int]:
    held = (LogRecord.webhook_id == webhook_id) & (LogRecord.status == "HELD") & (LogRecord.id > above)
    query = LogRecord.select(LogRecord.id).where(held).order_by(LogRecord.id).limit(limit)
    return [log_id for (log_id,) in store.rows(query)]
