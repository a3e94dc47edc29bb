"""What the pages show of one app: read in one go, off the UI thread."""

from dataclasses import dataclass

from core.catalogue import ANY
from core.outgoing.apps import App, get_app
from core.outgoing.authorities import described
from core.outgoing.held import held_counts
from core.outgoing.last_delivery import LastDelivery, last_deliveries
from core.outgoing.silence import Silence, silences
from core.outgoing.tokens import AppToken, list_tokens
from core.outgoing.webhooks import Webhook, list_webhooks
from core.store.database import Store
from desktop.words import count


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """A webhook as a table shows it."""

    id: int
    webhook: Webhook
    app: App
    last: LastDelivery | None
    held: int
    """Deliveries that wait for it."""

    def silences(self) -> list[Silence]:
        """Return why it gets nothing, or not all."""
        return silences(self.webhook, self.app)


@dataclass(frozen=True, slots=True)
class AppState:
    """An app, its webhooks and its tokens, in the order they were made."""

    app: App
    rows: tuple[WebhookRow, ...]
    tokens: tuple[AppToken, ...]

    def row(self, webhook_id: int) -> WebhookRow | None:
        """Return one webhook's row, or None if it is gone."""
        return next((row for row in self.rows if row.id == webhook_id), None)


def read_app(store: Store, app_id: int) -> AppState:
    """Read an app with all that is shown of its webhooks. Raises NotFound."""
    app, held, last = get_app(store, app_id), held_counts(store), last_deliveries(store, app_id)
    webhooks = list_webhooks(store, app_id)
    for each in webhooks:
        described(each.sending.authorities)  # kept for the form: the first one takes the UI thread too long
    rows = (WebhookRow(each.id, each, app, last.get(each.id), held.get(each.id, 0)) for each in webhooks)
    return AppState(app, tuple(rows), tuple(list_tokens(store, app_id)))


def events_words(events: tuple[str, ...]) -> str:
    """Return what a webhook subscribes to: "4 events", "any event"."""
    return "any event" if ANY in events else count(len(events), "event")
