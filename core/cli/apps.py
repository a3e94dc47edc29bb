"""`app`: making, showing and changing apps."""

from argparse import Namespace
from typing import Any

from core.cli.output import Result, one, table, when
from core.outgoing import apps
from core.outgoing.apps import App
from core.store.database import Store


def create(store: Store, options: Namespace) -> Result:
    """Make an app."""
    made = apps.create_app(
        store, name=options.name, permissions=options.permission or (), is_active=options.active
    )
    return one(as_dict(made))


def list_all(store: Store, _options: Namespace) -> Result:
    """List all apps."""
    found = apps.list_apps(store)
    rows = ((each.id, each.name, each.is_active, each.webhook_count, each.permissions) for each in found)
    columns = ("id", "name", "active", "webhooks", "permissions")
    return Result(
        [as_dict(each) for each in found],
        table(columns, rows, empty="There are no apps yet. Make one with: app create NAME"),
    )


def show(store: Store, options: Namespace) -> Result:
    """Show one app."""
    return one(as_dict(apps.get_app(store, options.id)))


def update(store: Store, options: Namespace) -> Result:
    """Change what was given of an app; one empty --permission takes all permissions away."""
    given = options.permission
    changed = apps.update_app(
        store,
        options.id,
        name=options.name,
        permissions=None if given is None else [code for code in given if code],
        is_active=options.is_active,
    )
    return one(as_dict(changed))


def delete(store: Store, options: Namespace) -> Result:
    """Delete an app and its webhooks."""
    apps.delete_app(store, options.id)
    return Result({"id": options.id, "deleted": True}, f"Deleted app {options.id}.")


def as_dict(app: App) -> dict[str, Any]:
    """Return an app under the contract's keys."""
    return {
        "id": app.id,
        "name": app.name,
        "is_active": app.is_active,
        "permissions": list(app.permissions),
        "created_at": when(app.created_at),
    }
