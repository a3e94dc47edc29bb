"""Figures of the overview, counted over the last 24 hours and over what is owed.

The log is read by its dates alone: `+` and `CROSS` keep SQLite from an index over rows of all times.
"""

from dataclasses import dataclass
from datetime import datetime

from core.store.database import Store

HALF_HOUR = 30 * 60 * 1000
BUCKETS = 48
DUE_STEPS = (  # when the next attempt is, in milliseconds from now
    ("Now", 0),
    ("Under 1 min", 60_000),
    ("Under 5 min", 300_000),
    ("Under 30 min", 1_800_000),
    ("Under 2 h", 7_200_000),
)
LATER = "Later"
MOST_FAILING = 5


@dataclass(frozen=True, slots=True)
class Bucket:
    """What happened in the half hour from `at` on, in epoch milliseconds."""

    at: int
    emitted: int
    received: int
    failed: int


@dataclass(frozen=True, slots=True)
class FailingWebhook:
    """A webhook whose newest deliveries failed; `next_attempt_at` is None where nothing is owed."""

    webhook_id: int
    name: str
    app_name: str
    failed: int
    error: str
    last_at: int
    next_attempt_at: int | None


@dataclass(frozen=True, slots=True)
class Today:
    """The desk at a glance. Counts are since local midnight, the series covers 24 hours."""

    delivered: int
    failed: int
    received: int
    refused: int
    owed: int
    held: int
    next_due: int | None
    last_event_at: int | None
    failing: tuple[FailingWebhook, ...]
    series: tuple[Bucket, ...]
    owed_by_due: tuple[tuple[str, int], ...]


def today(store: Store, now: int) -> Today:
    """Count; `now` is in epoch milliseconds."""
    midnight = _midnight(now)
    counts = _counts(store, midnight)
    owed_by_due = _owed_by_due(store, now)
    return Today(
        delivered=counts.get("DELIVERED", 0),
        failed=counts.get("FAILED", 0),
        received=counts.get("ACCEPTED", 0),
        refused=counts.get("REFUSED", 0),
        owed=sum(count for _, count in owed_by_due),
        held=_number(store, "SELECT count(*) FROM event_log WHERE status = 'HELD'") or 0,
        next_due=_number(store, "SELECT min(due_at) FROM outbox"),
        last_event_at=_number(store, "SELECT date FROM event_log ORDER BY id DESC LIMIT 1"),
        failing=_failing(store, now),
        series=_series(store, now),
        owed_by_due=owed_by_due,
    )


def _midnight(now: int) -> int:
    local = datetime.fromtimestamp(now / 1000).astimezone()
    return int(local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp() * 1000)


def _counts(store: Store, since: int) -> dict[str, int]:
    rows = store.sql("SELECT status, count(*) FROM event_log WHERE date >= ? GROUP BY +status", (since,))
    return dict(rows.fetchall())


def _number(store: Store, question: str) -> int | None:
    row: tuple[int | None] | None = store.sql(question).fetchone()
    return row[0] if row else None


def _series(store: Store, now: int) -> tuple[Bucket, ...]:
    first = now // HALF_HOUR - BUCKETS + 1
    rows = store.sql(
        "SELECT date / ?, sum(direction = 'EMITTED'), sum(direction = 'RECEIVED'),"
        " sum(status IN ('FAILED', 'REFUSED')) FROM event_log WHERE date >= ? GROUP BY 1",
        (HALF_HOUR, first * HALF_HOUR),
    )
    found = {number: counts for number, *counts in rows}
    numbers = range(first, first + BUCKETS)
    return tuple(Bucket(number * HALF_HOUR, *found.get(number, (0, 0, 0))) for number in numbers)


def _owed_by_due(store: Store, now: int) -> tuple[tuple[str, int], ...]:
    """Count what is owed by when it is due, each step up to the next."""
    names, edges = [name for name, _ in DUE_STEPS] + [LATER], [now + edge for _, edge in DUE_STEPS]
    cases = " ".join("WHEN due_at <= ? THEN ?" for _ in edges)
    values = tuple(value for number, edge in enumerate(edges) for value in (edge, number))
    rows = store.sql(
        f"SELECT CASE {cases} ELSE {len(edges)} END, count(*) FROM outbox GROUP BY 1",  # noqa: S608  # our text
        values,
    )
    counts = dict(rows.fetchall())
    return tuple((name, counts.get(number, 0)) for number, name in enumerate(names))


def _failing(store: Store, now: int) -> tuple[FailingWebhook, ...]:
    rows = store.sql(
        "SELECT l.webhook_id, w.name, a.name, count(*), l.error, max(l.date),"
        " (SELECT min(due_at) FROM outbox o WHERE o.webhook_id = l.webhook_id)"
        " FROM event_log l CROSS JOIN webhook w ON w.id = l.webhook_id JOIN app a ON a.id = w.app_id"
        " WHERE l.date >= ? AND l.error IS NOT NULL AND l.attempts > 0 AND +l.status IN ('FAILED', 'PENDING')"
        " GROUP BY w.id ORDER BY count(*) DESC LIMIT ?",
        (now - BUCKETS * HALF_HOUR, MOST_FAILING),
    )
    return tuple(FailingWebhook(*row) for row in rows)
