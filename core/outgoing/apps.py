"""Apps: they own webhooks and hold the permissions that events need."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from peewee import JOIN, fn

from core.bus import Change
from core.catalogue import catalogue
from core.errors import InvalidInput, NotFound
from core.outgoing import held
from core.store import audit
from core.store.database import Store
from core.store.records import AppRecord, WebhookRecord

NAME_LENGTH = 255
JOINERS = {0x200C: None, 0x200D: None}
"""Invisible, but parts of emoji and of some scripts' words."""


@dataclass(frozen=True, slots=True)
class App:
    """An app as it is shown. `created_at` is in epoch milliseconds."""

    id: int
    name: str
    is_active: bool
    permissions: tuple[str, ...]
    created_at: int
    webhook_count: int


def list_apps(store: Store) -> list[App]:
    """Return all apps, in the order they were made."""
    return [_app(row) for row in store.rows(_select().order_by(AppRecord.id))]


def get_app(store: Store, app_id: int) -> App:
    """Return one app. Raises NotFound."""
    row = store.one(_select().where(AppRecord.id == app_id))
    if row is None:
        raise NotFound(f"There is no app {app_id}.", "`app list` shows those there are.")
    return _app(row)


def create_app(store: Store, *, name: str, permissions: Iterable[str] = (), is_active: bool = False) -> App:
    """Make an app; it is inactive unless said otherwise. Raises InvalidInput."""
    now = store.clock()
    values = {
        "name": check_name(name),
        "permissions": _check_permissions(permissions),
        "is_active": is_active,
        "created_at": now,
        "activated_at": now if is_active else None,
    }
    with store.write(Change.APPS):
        return get_app(store, store.run(AppRecord.insert(**values)))


def update_app(
    store: Store,
    app_id: int,
    *,
    name: str | None = None,
    permissions: Iterable[str] | None = None,
    is_active: bool | None = None,
) -> App:
    """Change an app; None leaves a part as it is. What a deactivated app owes becomes HELD.

    Activating it does not release what was held meanwhile: that is asked, webhook by webhook.
    Raises NotFound and InvalidInput.
    """
    values: dict[str, Any] = {}
    if name is not None:
        values["name"] = check_name(name)
    if permissions is not None:
        values["permissions"] = _check_permissions(permissions)
    if is_active is not None:
        values["is_active"] = is_active
    if is_active:
        values["activated_at"] = fn.COALESCE(AppRecord.activated_at, store.clock())
    with store.write(Change.APPS | Change.WEBHOOKS | Change.LOG | Change.OUTBOX):
        get_app(store, app_id)
        if values:
            store.run(AppRecord.update(**values).where(AppRecord.id == app_id))
        app, owners = get_app(store, app_id), store.rows(_webhook_ids(app_id))
    if is_active is False:
        for (webhook_id,) in owners:
            held.hold_owed(store, webhook_id, held.APP_INACTIVE)
    return app


def delete_app(store: Store, app_id: int) -> None:
    """Delete an app and its webhooks; what they are owed becomes FAILED, the log stays. Raises NotFound."""
    with store.write(Change.APPS | Change.WEBHOOKS | Change.LOG | Change.OUTBOX):
        app, owners = get_app(store, app_id), store.rows(_webhook_ids(app_id))
        store.run(AppRecord.delete().where(AppRecord.id == app_id))
        audit.note(store, "app deleted", f"app {app_id} {app.name}")
    for (webhook_id,) in owners:
        held.fail_unsent(store, webhook_id)


def check_name(name: str, *, what: str = "name") -> str:
    """Return a name without spaces around it. Raises InvalidInput if nothing or too much is left."""
    name = name.strip()
    if not name:
        raise InvalidInput("A name is needed.", "Enter one that you will recognise in a list.", field=what)
    if len(name) > NAME_LENGTH:
        raise InvalidInput(f"A name has at most {NAME_LENGTH} characters.", field=what)
    if not name.translate(JOINERS).isprintable():
        raise InvalidInput("A name cannot hold line breaks or control characters.", field=what)
    return name


def _check_permissions(codes: Iterable[str]) -> str:
    given, known = tuple(dict.fromkeys(codes)), catalogue().permissions
    if unknown := [code for code in given if code not in known]:
        raise InvalidInput(
            f"There is no permission {unknown[0]}.",
            "`catalogue permissions` shows those there are.",
            field="permissions",
        )
    return json.dumps([code for code in known if code in given])


def _webhook_ids(app_id: int) -> Any:
    return WebhookRecord.select(WebhookRecord.id).where(WebhookRecord.app_id == app_id)


def _select() -> Any:
    count = fn.COUNT(WebhookRecord.id)
    return (
        AppRecord.select(
            AppRecord.id,
            AppRecord.name,
            AppRecord.is_active,
            AppRecord.permissions,
            AppRecord.created_at,
            count,
        )
        .join(WebhookRecord, JOIN.LEFT_OUTER, on=WebhookRecord.app_id == AppRecord.id)
        .group_by(AppRecord.id)
    )


def _app(row: tuple[Any, ...]) -> App:
    app_id, name, is_active, permissions, created_at, count = row
    return App(app_id, name, bool(is_active), tuple(json.loads(permissions)), created_at, count)
