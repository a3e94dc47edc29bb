"""Sending again: the same event, with its id and exact bytes, as a new obligation of the same row."""

from collections.abc import Iterable
from dataclasses import dataclass

from peewee import JOIN

from core.bus import Change
from core.store.database import Store
from core.store.records import AppRecord, LogRecord, WebhookRecord

BATCH = 500


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay did: the rows that are owed again, and the others with the reason for each."""

    queued: tuple[int, ...]
    skipped: tuple[tuple[int, str], ...]


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
    return {log_id: found.get(log_id, "It is not in the log.") for log_id in log_ids}


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
