"""Where a fetched event stands among the jobs: it came late, but it happened before what came meanwhile."""

from typing import Any

from core.store.database import Store
from core.store.records import JobRecord, LogRecord


def job_before(store: Store, provider: str, payload: Any) -> int | None:
    """Return the last job that came before a fetched event happened, 0 for none; None if it says no time.

    Stripe's events say it in seconds. GitHub's payloads do not, and change no record.
    """
    created = payload.get("created") if provider == "stripe" and isinstance(payload, dict) else None
    if not isinstance(created, int) or isinstance(created, bool) or abs(created) > 10**11:
        return None
    before = LogRecord.select(LogRecord.id).where(LogRecord.date <= created * 1000)
    log_row = store.one(before.order_by(LogRecord.date.desc(), LogRecord.id.desc()))
    jobs = JobRecord.select(JobRecord.id).where(JobRecord.log_id <= (log_row[0] if log_row else 0))
    row = store.one(jobs.order_by(JobRecord.log_id.desc()))
    return row[0] if row else 0
