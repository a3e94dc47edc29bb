"""`plugin`: making, showing and changing the origins of incoming webhooks."""

from argparse import Namespace
from typing import Any

from core.cli.output import Result, one, table
from core.incoming import plugins
from core.incoming.address import receiver_url
from core.incoming.plugins import Plugin
from core.incoming.provider_options import NAMES, USED
from core.store.database import Store


def create(store: Store, options: Namespace) -> Result:
    """Make a plugin."""
    made = plugins.create_plugin(
        store,
        name=options.name,
        provider=options.provider,
        secret=options.secret or "",
        seller=options.seller or "",
        id=options.id,
        is_active=not options.inactive,
        options=_given(options),
    )
    return one(as_dict(made, receiver_url(store)))


def list_all(store: Store, _options: Namespace) -> Result:
    """List all plugins."""
    found = [as_dict(each, receiver_url(store)) for each in plugins.list_plugins(store)]
    columns = ("id", "name", "provider", "seller", "is_active", "url")
    rows = ([each[name] for name in columns] for each in found)
    return Result(found, table(columns, rows, empty="There are no plugins yet. Make one with: plugin create"))


def show(store: Store, options: Namespace) -> Result:
    """Show one plugin."""
    return one(as_dict(plugins.get_plugin(store, options.id), receiver_url(store)))


def update(store: Store, options: Namespace) -> Result:
    """Change what was given of a plugin."""
    changed = plugins.update_plugin(
        store,
        options.id,
        name=options.name,
        provider=options.provider,
        secret=options.secret,
        seller=options.seller,
        is_active=options.is_active,
        options=_given(options),
    )
    return one(as_dict(changed, receiver_url(store)))


def delete(store: Store, options: Namespace) -> Result:
    """Delete a plugin."""
    plugins.delete_plugin(store, options.id)
    return Result({"id": options.id, "deleted": True}, f"Deleted plugin {options.id}.")


def as_dict(plugin: Plugin, receiver: str) -> dict[str, Any]:
    """Return a plugin under the contract's keys; `url` is what its sender is given."""
    return {
        "id": plugin.id,
        "name": plugin.name,
        "provider": plugin.provider,
        "seller": plugin.seller,
        "is_active": plugin.is_active,
        "has_secret": plugin.has_secret,
        "url": f"{receiver}{plugin.path}",
        **{name: getattr(plugin.options, name) for name in USED.get(plugin.provider, ())},
    }


def _given(options: Namespace) -> dict[str, str]:
    return {name: text for name in NAMES if (text := getattr(options, name)) is not None}
