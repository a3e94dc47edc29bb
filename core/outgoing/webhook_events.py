"""Which events a webhook subscribes to."""

from collections.abc import Iterable

from core.catalogue import ANY, catalogue
from core.errors import InvalidInput
from core.store.database import Store
from core.store.records import WebhookEventRecord


def check_events(events: Iterable[str]) -> list[str]:
    """Return events that a webhook can subscribe to, each once. Raises InvalidInput."""
    chosen, known = list(dict.fromkeys(events)), catalogue().events
    if not chosen:
        raise InvalidInput("A webhook needs at least one event.", "Choose what sets it off.", field="events")
    if unknown := [event for event in chosen if event != ANY and event not in known]:
        raise InvalidInput(
            f"There is no event {unknown[0]}.", "`catalogue events` shows those there are.", field="events"
        )
    return chosen


def set_events(store: Store, webhook_id: int, events: list[str]) -> None:
    """Let a webhook subscribe to these events and no others; call inside a `write`."""
    store.run(WebhookEventRecord.delete().where(WebhookEventRecord.webhook_id == webhook_id))
    rows = [{"webhook_id": webhook_id, "event": event} for event in events]
    store.run(WebhookEventRecord.insert_many(rows))


def events_of(store: Store, webhook_id: int | None = None) -> dict[int, tuple[str, ...]]:
    """Return the events that one webhook subscribes to, or each of them, by webhook."""
    query = WebhookEventRecord.select(WebhookEventRecord.webhook_id, WebhookEventRecord.event)
    if webhook_id is not None:
        query = query.where(WebhookEventRecord.webhook_id == webhook_id)
    found: dict[int, tuple[str, ...]] = {}
    for owner, event in store.rows(query):
        found[owner] = (*found.get(owner, ()), event)
    return found
