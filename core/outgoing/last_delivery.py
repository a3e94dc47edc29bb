"""How the newest attempts of an app's webhooks ended."""

from dataclasses import dataclass

from core.store.database import Store


@dataclass(frozen=True, slots=True)
class LastDelivery:
    """How a webhook's newest finished attempt ended. `at` is in epoch, the duration in milliseconds."""

    webhook_id: int
    at: int
    status_code: int | None
    error: str | None
    duration_ms: int


def last_deliveries(store: Store, app_id: int) -> dict[int, LastDelivery]:
    """Return how the newest attempt of each webhook of an app ended."""
    rows = store.sql(
        "SELECT w.id, a.at, a.status_code, a.error, a.duration_ms, max(a.number) FROM webhook w"
        " JOIN attempt a ON a.log_id ="
        " (SELECT max(l.id) FROM event_log l WHERE l.webhook_id = w.id AND l.attempts > 0)"
        " WHERE w.app_id = ? GROUP BY w.id",
        (app_id,),
    )
    return {row[0]: LastDelivery(*row[:5]) for row in rows}
