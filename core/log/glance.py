"""The few figures that are always in sight. Cheap, as they are read after every change of the log."""

from dataclasses import dataclass

from core.store.database import Store

DAY = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Glance:
    """What is owed and waiting, and how many there are of what is set up. Times in epoch milliseconds."""

    owed: int
    next_due: int | None
    last_event_at: int | None
    failing: int
    """Webhooks with a delivery of the last 24 hours that failed, or is owed again after a failure."""
    jobs: int
    """Jobs that are not over."""
    apps: int
    plugins: int


def glance(store: Store, now: int) -> Glance:
    """Count; `now` is in epoch milliseconds."""
    row = store.sql(
        "SELECT (SELECT count(*) FROM outbox), (SELECT min(due_at) FROM outbox),"
        " (SELECT date FROM event_log ORDER BY id DESC LIMIT 1),"
        " (SELECT count(DISTINCT l.webhook_id) FROM event_log l JOIN webhook w ON w.id = l.webhook_id"
        "  WHERE +l.status IN ('FAILED', 'PENDING') AND l.date >= ? AND l.attempts > 0"
        "  AND l.error IS NOT NULL),"
        " (SELECT count(*) FROM job WHERE status IN ('PENDING', 'PROCESSING')),"
        " (SELECT count(*) FROM app), (SELECT count(*) FROM plugin)",
        (now - DAY,),
    ).fetchone()
    return Glance(*row)
