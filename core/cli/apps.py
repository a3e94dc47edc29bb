"""`app`: making, showing and changing apps."""

from argparse import Namespace
from typing import Any

from core.cli import held
from core.cli.output import Result, one, table, when
from core.errors import NotFound
from core.outgoing import apps, tokens
from core.outgoing.apps import App
from core.outgoing.held import held_counts
from core.outgoing.tokens import AppToken
from core.outgoing.webhooks import list_webhooks
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
    return _one(store, apps.get_app(store, options.id))


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
    return _one(store, changed)


def delete(store: Store, options: Namespace) -> Result:
    """Delete an app and its webhooks."""
    apps.delete_app(store, options.id)
    return Result({"id": options.id, "deleted": True}, f"Deleted app {options.id}.")


def token(store: Store, options: Namespace) -> Result:
    """Make a token, list an app's, or revoke one of them."""
    if options.list:
        return _list_tokens(store, options.id)
    if options.revoke is not None:
        if options.revoke not in {each.id for each in tokens.list_tokens(store, options.id)}:
            raise NotFound(f"App {options.id} has no token {options.revoke}.", "--list shows those it has.")
        tokens.revoke_token(store, options.revoke)
        return Result({"id": options.revoke, "revoked": True}, f"Revoked token {options.revoke}.")
    made, text = tokens.create_token(store, options.id, name=options.name)
    words = f"{text}\nKeep it now: it is not shown again. Send it as “authorization: Bearer …”."
    return Result({**_token(made), "token": text}, words)


def _one(store: Store, app: App) -> Result:
    """Give an app, and say of an active one what is still held for its webhooks."""
    counts = held_counts(store) if app.is_active else {}
    ids = [each.id for each in list_webhooks(store, app.id) if each.id in counts]
    return one(as_dict(app), *(held.note(each, counts[each]) for each in ids))


def _list_tokens(store: Store, app_id: int) -> Result:
    apps.get_app(store, app_id)
    found = tokens.list_tokens(store, app_id)
    rows = ((each.id, each.name, f"…{each.last_four}", when(each.created_at)) for each in found)
    text = table(("id", "name", "ends in", "made"), rows, empty="This app has no tokens.")
    return Result([_token(each) for each in found], text)


def _token(each: AppToken) -> dict[str, Any]:
    return {
        "id": each.id,
        "app_id": each.app_id,
        "name": each.name,
        "last_four": each.last_four,
        "created_at": when(each.created_at),
    }


def as_dict(app: App) -> dict[str, Any]:
    """Return an app under the contract's keys."""
    return {
        "id": app.id,
        "name": app.name,
        "is_active": app.is_active,
        "permissions": list(app.permissions),
        "created_at": when(app.created_at),
    }
