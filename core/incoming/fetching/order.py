"""Where a fetched event stands among the jobs: it came late, but it happened before what came meanwhile."""

from typing import Any

from core.store.database import Store


def job_before(store: Store, provider: str, payload: Any) -> int | None:
    """Return the last job that came before a fetched event happened, 0 for none; None if it says no time.

    Stripe's events say it in seconds. GitHub's payloads do not, and change no record.
    """
    created = payload.get("created") if provider == "stripe" and isinstance(payload, dict) else None
    if not isinstance(created, int) or isinstance(created, bool) or abs(created) > 10**11:
        return None
    row: tuple[int] | None = store.sql(
        "SELECT id FROM job WHERE log_id <= (SELECT id FROM event_log WHERE date <= ?"
        " ORDER BY date DESC, id DESC LIMIT 1) ORDER BY log_id DESC LIMIT 1",
        (created * 1000,),
    ).fetchone()
    return row[0] if row else 0
