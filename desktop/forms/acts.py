"""What the forms and tables of apps and webhooks do: activate, give a permission, delete.

Each writes off the UI thread, says what it did, and asks where something was held or would go.
"""

from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from core.catalogue import catalogue
from core.outgoing import held
from core.outgoing.apps import App, delete_app, get_app, update_app
from core.outgoing.silence import Silence
from core.outgoing.webhooks import Webhook, delete_webhook, list_webhooks, update_webhook
from core.store.database import Store
from desktop.desk import Desk
from desktop.forms.app_state import AppState, WebhookRow
from desktop.forms.held_dialog import HeldDialog
from desktop.tasks import off_ui, spawn
from desktop.widgets.notes import Act, ask
from desktop.words import count


def started(owner: QObject, work: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], None]:
    """Return a slot that starts `work`; `owner` has to live as long as the slot, as a page does."""

    def start() -> None:
        spawn(work(), owner)

    return start


async def switch_webhook(desk: Desk, parent: QWidget, webhook: Webhook, *, on: bool) -> None:
    """Activate or deactivate a webhook; on activation ask what becomes of what was held for it."""
    store = desk.engine.store
    waiting = await off_ui(store, _switch_webhook, store, webhook.id, on=on)
    if on and waiting:
        ask_about_held(desk, parent, webhook.name, waiting)
    elif on:
        desk.toast(f"“{webhook.name}” is active")
    else:
        back = started(parent, partial(switch_webhook, desk, parent, webhook, on=True))
        desk.toast(f"“{webhook.name}” is not active; what it is owed is held", back)


async def switch_app(desk: Desk, parent: QWidget, app: App, *, on: bool) -> None:
    """Activate or deactivate an app; on activation ask what becomes of what was held meanwhile."""
    store = desk.engine.store
    waiting = await off_ui(store, _switch_app, store, app.id, on=on)
    if on and waiting:
        ask_about_held(desk, parent, app.name, waiting)
    elif on:
        desk.toast(f"“{app.name}” is active")
    else:
        back = started(parent, partial(switch_app, desk, parent, app, on=True))
        desk.toast(f"“{app.name}” is not active; what is owed is held", back)


async def give_permission(desk: Desk, app_id: int, code: str) -> None:
    """Give an app one more permission."""
    store = desk.engine.store
    app = await off_ui(store, _give_permission, store, app_id, code)
    desk.toast(f"“{app.name}” has “{catalogue().permissions[code].label}” now")


def mend(desk: Desk, parent: QWidget, row: WebhookRow, why: Silence, choose: Callable[[], None]) -> Act:
    """Return the act that ends a silence; `choose` leads to the permissions where several would do."""
    if why.kind == "app_inactive":
        return Act(why.act, started(parent, partial(switch_app, desk, parent, row.app, on=True)))
    if why.kind == "webhook_inactive":
        return Act(why.act, started(parent, partial(switch_webhook, desk, parent, row.webhook, on=True)))
    if why.permission is None:
        return Act(why.act, choose)
    return Act(why.act, started(parent, partial(give_permission, desk, row.app.id, why.permission)))


def ask_about_held(desk: Desk, parent: QWidget, name: str, waiting: Mapping[int, int]) -> None:
    """Ask whether what is held is released or discarded; `waiting` counts it by webhook.

    Returns at once. Escape leaves it held.
    """
    HeldDialog(desk, name, waiting, parent).open()


def ask_to_delete_app(desk: Desk, parent: QWidget, state: AppState) -> None:
    """Ask before an app goes, and say what goes with it."""
    number = len(state.rows)
    goes = (
        f"{'Its webhook' if number == 1 else f'Its {number} webhooks'} and what they are still owed go too. "
    )
    text = (goes if number else "It has no webhooks. ") + "The event log stays."
    run = started(parent, partial(_delete_app, desk, state.app))
    ask(parent, f"Delete “{state.app.name}”?", text, Act("Delete", run))


def ask_to_delete_webhook(desk: Desk, parent: QWidget, row: WebhookRow) -> None:
    """Ask before a webhook goes, and say what goes with it."""
    waiting = f"{count(row.held, 'held delivery', 'held deliveries')} and " if row.held else ""
    text = f"Its settings, {waiting}what it is still owed go. The event log stays."
    run = started(parent, partial(_delete_webhook, desk, row.webhook))
    ask(parent, f"Delete “{row.webhook.name}”?", text, Act("Delete", run))


async def _delete_app(desk: Desk, app: App) -> None:
    await off_ui(desk.engine.store, delete_app, desk.engine.store, app.id)
    desk.toast(f"Deleted “{app.name}”")


async def _delete_webhook(desk: Desk, webhook: Webhook) -> None:
    await off_ui(desk.engine.store, delete_webhook, desk.engine.store, webhook.id)
    desk.toast(f"Deleted “{webhook.name}”")


def _switch_webhook(store: Store, webhook_id: int, *, on: bool) -> dict[int, int]:
    update_webhook(store, webhook_id, is_active=on)
    return waiting_for(store, (webhook_id,))


def _switch_app(store: Store, app_id: int, *, on: bool) -> dict[int, int]:
    update_app(store, app_id, is_active=on)
    return waiting_for(store, tuple(each.id for each in list_webhooks(store, app_id) if each.is_active))


def waiting_for(store: Store, ids: tuple[int, ...]) -> dict[int, int]:
    """Return how many deliveries are held for those of these webhooks that have any."""
    counts = held.held_counts(store)
    return {webhook_id: counts[webhook_id] for webhook_id in ids if webhook_id in counts}


def _give_permission(store: Store, app_id: int, code: str) -> App:
    return update_app(store, app_id, permissions=(*get_app(store, app_id).permissions, code))
