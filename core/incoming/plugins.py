"""Plugins: the configured origins of incoming webhooks."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.bus import Change
from core.errors import InvalidInput, NotFound
from core.incoming.provider_options import check_options, read_options, write_options
from core.outgoing.apps import check_name
from core.signing import VERIFIERS, Options, adyen, standard
from core.store import audit
from core.store.database import Store
from core.store.records import PluginRecord, RefusalRecord

SLUG = re.compile(r"[0-9A-Za-z][.0-9A-Za-z_-]{0,127}")
UNVERIFIED = "none"
WITHOUT_SECRET = (UNVERIFIED, "saleor-jws")
"""The providers that verify nothing, or by the sender's public keys."""
PROVIDERS = tuple(VERIFIERS)


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plugin as it is shown: its secret stays in the vault. `created_at` is in epoch milliseconds."""

    id: str
    name: str
    provider: str
    seller: str
    is_active: bool
    has_secret: bool
    created_at: int
    options: Options = field(default_factory=Options)

    @property
    def path(self) -> str:
        """Where the receiver takes its requests."""
        return f"/plugins/{self.id}/"


def list_plugins(store: Store) -> list[Plugin]:
    """Return all plugins, in the order they were made."""
    return [_plugin(row) for row in store.rows(_select().order_by(PluginRecord.created_at, PluginRecord.id))]


def get_plugin(store: Store, plugin_id: str) -> Plugin:
    """Return one plugin. Raises NotFound."""
    row = store.one(_select().where(PluginRecord.id == plugin_id))
    if row is None:
        raise NotFound(f"There is no plugin {plugin_id}.", "`plugin list` shows those there are.")
    return _plugin(row)


def create_plugin(
    store: Store,
    *,
    name: str,
    provider: str,
    secret: str = "",
    seller: str = "",
    id: str | None = None,  # noqa: A002  # the contract's word
    is_active: bool = True,
    options: Mapping[str, str] = {},
) -> Plugin:
    """Make a plugin; it is active unless said otherwise. Without an id its name becomes one.

    `options` are what its provider needs to be told. Raises InvalidInput: an unknown provider, a secret
    that is missing, an option that is none, an id that is taken.
    """
    name = check_name(name)
    values = {
        "name": name,
        "seller": _check_seller(seller),
        "is_active": is_active,
        "created_at": store.clock(),
        **_verification(store, provider, secret),
        "options": write_options(check_options(provider, options)),
    }
    with store.write(Change.PLUGINS):
        plugin_id = check_id(id) if id is not None else suggested_id(name, _ids(store))
        if store.one(_select().where(PluginRecord.id == plugin_id)) is not None:
            raise InvalidInput(f"There is a plugin {plugin_id} already.", "Choose another id.", field="id")
        store.run(PluginRecord.insert(id=plugin_id, **values))
        return get_plugin(store, plugin_id)


def update_plugin(
    store: Store,
    plugin_id: str,
    *,
    name: str | None = None,
    provider: str | None = None,
    secret: str | None = None,
    seller: str | None = None,
    is_active: bool | None = None,
    options: Mapping[str, str] = {},
) -> Plugin:
    """Change a plugin; None leaves a part as it is, and so does an option that is not named.

    Raises NotFound and InvalidInput.
    """
    values: dict[str, Any] = {}
    if name is not None:
        values["name"] = check_name(name)
    if seller is not None:
        values["seller"] = _check_seller(seller)
    if is_active is not None:
        values["is_active"] = is_active
    with store.write(Change.PLUGINS):
        before = get_plugin(store, plugin_id)
        if secret is not None or provider not in (None, before.provider):
            kept = _sealed(store, plugin_id) if secret is None else None
            values |= _verification(store, provider or before.provider, secret, kept=kept)
        if options or provider not in (None, before.provider):
            made = check_options(provider or before.provider, options, before.options)
            values["options"] = write_options(made)
        if values:
            store.run(PluginRecord.update(**values).where(PluginRecord.id == plugin_id))
        return get_plugin(store, plugin_id)


def delete_plugin(store: Store, plugin_id: str) -> None:
    """Delete a plugin; its log rows and jobs stay. Raises NotFound."""
    with store.write(Change.PLUGINS):
        plugin = get_plugin(store, plugin_id)
        store.run(PluginRecord.delete().where(PluginRecord.id == plugin_id))
        store.run(RefusalRecord.delete().where(RefusalRecord.plugin_id == plugin_id))
        audit.note(store, "plugin deleted", f"plugin {plugin_id} {plugin.name}")


def reveal_secret(store: Store, plugin_id: str) -> str:
    """Return a plugin's secret in the clear, or nothing, and note in the audit that it was shown.

    Raises NotFound and KeyUnreadable.
    """
    with store.write(Change.NONE):
        row = store.one(PluginRecord.select(PluginRecord.secret).where(PluginRecord.id == plugin_id))
        if row is None:
            raise NotFound(f"There is no plugin {plugin_id}.")
        secret = store.vault.open(bytes(row[0])) if row[0] else ""
        audit.note(store, "secret shown", f"plugin {plugin_id}")
    return secret


def check_id(plugin_id: str) -> str:
    """Return an id that can stand in a URL. Raises InvalidInput."""
    if not SLUG.fullmatch(plugin_id):
        raise InvalidInput(
            "A plugin id has letters, digits, dots, dashes and underscores.",
            "For example nautical.fulfillment.shopify.",
            field="id",
        )
    return plugin_id


def suggested_id(name: str, taken: Collection[str]) -> str:
    """Return an id made from a name that is not among those `taken`."""
    base = re.sub(r"[^0-9a-z]+", "-", name.lower()).strip("-")[:100] or "plugin"
    if base not in taken:
        return base
    return next(made for number in range(2, len(taken) + 3) if (made := f"{base}-{number}") not in taken)


def check_secret(provider: str, secret: str) -> str:
    """Return a secret that a provider's requests can be verified with, without spaces around it.

    Raises InvalidInput.
    """
    secret = secret.strip()
    if not secret:
        raise InvalidInput(
            "A secret key is needed to verify what comes in.",
            "Copy it from the sender, or choose the provider none.",
            field="secret",
        )
    if provider in ("standard", "svix"):
        standard.check_verifier(secret)
    if provider == "adyen":
        adyen.read_key(secret)
    if provider == "basic" and ":" not in secret:  # no request could ever show it
        raise InvalidInput("This is not a user and a password.", "Write user:password.", field="secret")
    return secret


def _verification(
    store: Store, provider: str, secret: str | None, *, kept: bytes | None = None
) -> dict[str, Any]:
    """Return the columns that say how requests are verified; `kept` is the secret there is and stays."""
    if provider not in PROVIDERS:
        known = ", ".join(PROVIDERS)
        raise InvalidInput(f"There is no provider {provider}.", f"It is one of: {known}.", field="provider")
    if provider in WITHOUT_SECRET:
        return {"provider": provider, "secret": None}
    if kept:
        check_secret(provider, store.vault.open(kept))
        return {"provider": provider}
    return {"provider": provider, "secret": store.vault.seal(check_secret(provider, secret or ""))}


def _sealed(store: Store, plugin_id: str) -> bytes | None:
    row = store.one(PluginRecord.select(PluginRecord.secret).where(PluginRecord.id == plugin_id))
    return bytes(row[0]) if row and row[0] else None


def _check_seller(seller: str) -> str:
    return check_name(seller, what="seller") if seller.strip() else ""


def _ids(store: Store) -> set[str]:
    return {plugin_id for (plugin_id,) in store.rows(PluginRecord.select(PluginRecord.id))}


def _select() -> Any:
    record = PluginRecord
    return record.select(
        record.id,
        record.name,
        record.provider,
        record.seller,
        record.is_active,
        record.secret.is_null(False),
        record.created_at,
        record.options,
    )


def _plugin(row: tuple[Any, ...]) -> Plugin:
    plugin_id, name, provider, seller, is_active, has_secret, created_at, options = row
    return Plugin(
        plugin_id,
        name,
        provider,
        seller,
        bool(is_active),
        bool(has_secret),
        created_at,
        read_options(options),
    )
