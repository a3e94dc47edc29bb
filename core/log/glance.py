"""The few figures that are always in sight. Cheap, as they are read after every change of the log."""

from dataclasses import dataclass

from core.log.stats import SPAN, waiting
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
        "SELECT (SELECT min(due_at) FROM outbox), (SELECT date FROM event_log ORDER BY id DESC LIMIT 1),"
        " (SELECT count(DISTINCT webhook_id) FROM failing_tally JOIN webhook ON id = webhook_id"
        "  WHERE span >= ? AND count > 0),"
        " (SELECT ifnull(sum(count), 0) FROM job_tally WHERE status IN ('PENDING', 'PROCESSING')),"
        " (SELECT count(*) FROM app), (SELECT count(*) FROM plugin)",
        ((now - DAY) // SPAN,),
    ).fetchone()
    return Glance(waiting(store, "PENDING"), *row)
