"""Webhooks that somebody should look at: disabled by the desk, or failing for so long that they will be."""

from dataclasses import dataclass

from core.outgoing.breaker import DAY, WARN_AFTER
from core.store.database import Store


@dataclass(frozen=True, slots=True)
class Warned:
    """A webhook, and what is wrong with it."""

    webhook_id: int
    app_id: int
    name: str
    days: int
    """For how many days it has only failed, as far as it was warned of; 0 if it is disabled."""
    reason: str
    """Why it was disabled, as a sentence; else the last error."""


def warned(store: Store) -> tuple[Warned, ...]:
    """Return the disabled ones first, then those that have failed longest."""
    rows = store.sql(
        "SELECT w.id, w.app_id, w.name, w.is_active, ifnull(h.failing_ms, 0),"
        " iif(w.is_active, h.error, w.disabled_reason)"
        " FROM webhook w LEFT JOIN webhook_health h ON h.webhook_id = w.id"
        " WHERE iif(w.is_active, h.failing_ms >= ?, w.disabled_reason IS NOT NULL) ORDER BY 4, 5 DESC, 1",
        (WARN_AFTER[0],),
    ).fetchall()
    return tuple(
        Warned(webhook_id, app_id, name, _days(failing_ms) if is_active else 0, reason)
        for webhook_id, app_id, name, is_active, failing_ms, reason in rows
    )


def _days(failing_ms: int) -> int:
    return max(step for step in WARN_AFTER if failing_ms >= step) // DAY
