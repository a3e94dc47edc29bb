"""What the pages show of apps and of one of them: read in one go, off the UI thread."""

from dataclasses import dataclass

from core.catalogue import ANY
from core.errors import NotFound
from core.outgoing.apps import App, get_app, list_apps
from core.outgoing.authorities import described
from core.outgoing.health import paused_ids
from core.outgoing.held import held_counts
from core.outgoing.last_delivery import LastDelivery, last_deliveries
from core.outgoing.silence import Silence, silences
from core.outgoing.tokens import AppToken, list_tokens
from core.outgoing.webhooks import Webhook, get_webhook, list_webhooks
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
    is_paused: bool
    """Whether it is active, and left alone for a while as it keeps failing."""

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


@dataclass(frozen=True, slots=True)
class AppsState:
    """All apps, and the one that is looked at; None where there is none."""

    apps: list[App]
    chosen: AppState | None


def read_apps(store: Store, app_id: int | None, webhook_id: int | None) -> AppsState:
    """Read all apps and the chosen one: that of a webhook, that of an id, or the first."""
    apps = list_apps(store)
    if webhook_id is not None:
        try:
            app_id = get_webhook(store, webhook_id).app_id
        except NotFound:
            webhook_id = None
    ids = [app.id for app in apps]
    chosen = app_id if app_id in ids else ids[0] if ids else None
    return AppsState(apps, None if chosen is None else read_app(store, chosen))


def read_app(store: Store, app_id: int) -> AppState:
    """Read an app with all that is shown of its webhooks. Raises NotFound."""
    app, held, last = get_app(store, app_id), held_counts(store), last_deliveries(store, app_id)
    paused = paused_ids(store)
    webhooks = list_webhooks(store, app_id)
    for each in webhooks:
        described(each.sending.authorities)  # kept for the form: the first one takes the UI thread too long
    rows = tuple(
        WebhookRow(
            each.id,
            each,
            app,
            last.get(each.id),
            held.get(each.id, 0),
            is_paused=each.is_active and each.id in paused,
        )
        for each in webhooks
    )
    return AppState(app, rows, tuple(list_tokens(store, app_id)))


def events_words(events: tuple[str, ...]) -> str:
    """Return what a webhook subscribes to: "4 events", "any event"."""
    return "any event" if ANY in events else count(len(events), "event")
