"""Sending again: the same event, with its id and exact bytes, as a new obligation of the same row.

`send_again` does it for some rows. For many there is a plan: `previews` looks at what is wanted a page
at a time, and `steps` carries the plan out, the oldest row first, as the receivers had them. Both can
be left off between any two pages.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from peewee import JOIN

from core.bus import Change
from core.log.chosen import Chosen, choose, pages
from core.log.event_log import LogFilter, LogRow
from core.outgoing.rate import BATCH, step_size, wait_s
from core.store.database import Store
from core.store.records import AppRecord, LogRecord, WebhookRecord

SAMPLE = 5
MISSING = "It is not in the log."


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay did: the rows that are owed again, and the others with the reason for each."""

    queued: tuple[int, ...]
    skipped: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a plan would do, as far as it was looked at.

    `count` rows would be sent, of which `delivered` had arrived; `skipped` counts the others by reason.
    """

    count: int = 0
    delivered: int = 0
    sample: tuple[LogRow, ...] = ()
    skipped: tuple[tuple[str, int], ...] = ()


def send_again(store: Store, log_ids: Iterable[int]) -> Replayed:
    """Owe deliveries again, at once. What cannot be sent is skipped, with the reason.

    The event's id and bytes stay as they were, so a receiver that had it already can tell.
    """
    ids, queued, skipped = list(dict.fromkeys(log_ids)), list[int](), list[tuple[int, str]]()
    for start in range(0, len(ids), BATCH):
        with store.write(Change.LOG | Change.OUTBOX):
            reasons = why_not(store, ids[start : start + BATCH])
            batch = [log_id for log_id, reason in reasons.items() if reason is None]
            _owe_again(store, batch)
        queued += batch
        skipped += [(log_id, reason) for log_id, reason in reasons.items() if reason is not None]
    return Replayed(tuple(queued), tuple(skipped))


def plan(store: Store, wanted: Iterable[int] | LogFilter) -> Chosen:
    """Return some rows to send again, or all deliveries that a filter matches now."""
    if isinstance(wanted, LogFilter):
        wanted = replace(wanted, direction=wanted.direction or "EMITTED")
    return choose(store, wanted)


def previews(store: Store, wanted: Chosen) -> Iterator[Preview]:
    """Look at a plan's rows a page at a time; each preview knows one page more, the last one all."""
    skipped, seen = Counter[str](), Preview()
    yield seen
    for page in pages(store, wanted, BATCH):
        webhooks = _webhooks(store)
        reasons = {log_id: _row_reason(row, webhooks) for log_id, row in page.items()}
        skipped.update(reason for reason in reasons.values() if reason)
        fit = [row for log_id, row in page.items() if row and not reasons[log_id]]
        seen = Preview(
            seen.count + len(fit),
            seen.delivered + sum(row.status == "DELIVERED" for row in fit),
            (*seen.sample, *fit)[:SAMPLE],
            tuple(skipped.most_common()),
        )
        yield seen


def steps(store: Store, wanted: Chosen, *, per_second: int | None = None) -> Iterator[Replayed]:
    """Carry a plan out, one batch each time the next one is asked for.

    With a rate a batch is a tenth of a second's, so that who asks for them in time (`wait_s`) keeps it.
    """
    for page in pages(store, wanted, step_size(per_second)):
        yield send_again(store, page)


def run(
    store: Store, wanted: Chosen, *, per_second: int | None, pause: Callable[[float], object]
) -> Replayed:
    """Carry a whole plan out at a rate, by waiting with `pause`; return what became of each row."""
    queued, skipped, began = list[int](), list[tuple[int, str]](), time.monotonic()
    for done in steps(store, wanted, per_second=per_second):
        queued += done.queued
        skipped += done.skipped
        pause(wait_s(len(queued), per_second, time.monotonic() - began))
    return Replayed(tuple(queued), tuple(skipped))


def look(store: Store, wanted: Chosen) -> Replayed:
    """Return what would become of each row of a plan now; nothing is changed."""
    reasons = [each for page in pages(store, wanted, BATCH) for each in why_not(store, list(page)).items()]
    return Replayed(
        tuple(log_id for log_id, reason in reasons if reason is None),
        tuple((log_id, reason) for log_id, reason in reasons if reason is not None),
    )


def _webhooks(store: Store) -> dict[int, tuple[bool, bool]]:
    """Return of every webhook whether it is active, and whether its app is."""
    query = WebhookRecord.select(WebhookRecord.id, WebhookRecord.is_active, AppRecord.is_active)
    joined = query.join(AppRecord, on=AppRecord.id == WebhookRecord.app_id)
    return {webhook_id: (active, app_active) for webhook_id, active, app_active in store.rows(joined)}


def _row_reason(row: LogRow | None, webhooks: dict[int, tuple[bool, bool]]) -> str | None:
    if row is None:
        return MISSING
    active, app_active = webhooks.get(row.webhook_id or 0, (None, None))
    return _reason(row.direction, active, app_active, row.status)


def why_not(store: Store, log_ids: list[int]) -> dict[int, str | None]:
    """Return for each row why it cannot be sent again, None where it can."""
    query = (
        LogRecord.select(
            LogRecord.id,
            LogRecord.direction,
            WebhookRecord.is_active,
            AppRecord.is_active,
            LogRecord.status,
        )
        .join(WebhookRecord, JOIN.LEFT_OUTER, on=WebhookRecord.id == LogRecord.webhook_id)
        .join(AppRecord, JOIN.LEFT_OUTER, on=AppRecord.id == WebhookRecord.app_id)
    )
    found = {row[0]: _reason(*row[1:]) for row in store.rows(query.where(LogRecord.id.in_(log_ids)))}
    return {log_id: found.get(log_id, MISSING) for log_id in log_ids}


def _reason(direction: str, webhook_active: bool | None, app_active: bool | None, status: str) -> str | None:
    if direction == "RECEIVED":
        return "It was received, not sent. Its job can be tried again instead."
    if webhook_active is None:
        return "Its webhook was deleted."
    if not webhook_active:
        return "Its webhook is inactive."
    if not app_active:
        return "Its app is inactive."
    return "It is held; release it instead." if status == "HELD" else None


def _owe_again(store: Store, log_ids: list[int]) -> None:
    now = store.clock()
    store.many(
        "UPDATE event_log SET status = 'PENDING', next_attempt_at = ? WHERE id = ?",
        [(now, log_id) for log_id in log_ids],
    )
    store.many(
        "INSERT INTO outbox (log_id, webhook_id, due_at) SELECT id, webhook_id, ? FROM event_log WHERE id = ?"
        " ON CONFLICT (log_id) DO UPDATE SET due_at = excluded.due_at",
        [(now, log_id) for log_id in log_ids],
    )
