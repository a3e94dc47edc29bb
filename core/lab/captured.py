"""Requests that were kept, and the secrets that they may have been meant for, for the lab to look into."""

import asyncio
import functools
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from core.errors import InvalidInput, KeyUnreadable, NotFound
from core.incoming.key_sets import MINUTE, download
from core.incoming.origins import KEY_SET_PROVIDER
from core.incoming.plugins import Plugin, get_plugin, list_plugins
from core.lab.report import Stored, Subject
from core.log import event_log
from core.log.event_log import Headers, LogRow, Receipt
from core.signing import Options, Seen, keys
from core.store.database import Store
from core.store.records import PluginRecord, ReceiptRecord, WebhookRecord


@dataclass(frozen=True, slots=True)
class Captured:
    """A received request as it was kept: credentials in its headers are masked.

    `at` is in epoch milliseconds. `options` are the plugin's of now, and the defaults once it was deleted.
    """

    log_id: int
    plugin_id: str
    provider: str
    headers: Headers
    body: bytes
    target: str
    at: int
    options: Options
    lost: str
    """As in `Subject`."""
    refused: str
    """Why it was refused, in the shortest words; empty if it was taken."""


def read_captured(store: Store, log_id: int) -> Captured:
    """Read a received row. Raises NotFound, and InvalidInput for one that was sent."""
    row, receipt = event_log.get_row(store, log_id), event_log.receipt(store, log_id)
    if receipt is None:
        raise InvalidInput(
            f"The event {log_id} was sent, not received.", "Its inspector shows its signature.", field="log"
        )
    body, plugin = event_log.payload(store, log_id), _plugin(store, row.plugin_id or "")
    target = store.one(ReceiptRecord.select(ReceiptRecord.target).where(ReceiptRecord.log_id == log_id))
    return Captured(
        log_id,
        row.plugin_id or "",
        receipt.scheme,
        receipt.headers,
        body,
        target[0] if target else "",
        row.date,
        plugin.options if plugin else Options(),
        _lost(row, receipt, len(body)),
        (row.error or "") if row.status == "REFUSED" else "",
    )


def subject_of(captured: Captured, secret: str) -> Subject:
    """Return what the lab looks into of a request that was kept."""
    seen = Seen(dict(captured.headers), captured.body, captured.at, captured.target, captured.options)
    return Subject(captured.provider, secret, seen, captured.lost)


def own_secret(store: Store, plugin_id: str) -> str:
    """Return what verifies a plugin's requests, never to be shown; nothing once it was deleted.

    That is a key set where its sender publishes one, which is fetched. Raises DeskError. May block.
    """
    plugin = _plugin(store, plugin_id)
    if plugin and plugin.provider == KEY_SET_PROVIDER:
        return _published(plugin.options.host, store.clock() // MINUTE)
    sealed = store.one(PluginRecord.select(PluginRecord.secret).where(PluginRecord.id == plugin_id))
    return store.vault.open(bytes(sealed[0])) if sealed and sealed[0] else ""


def stored_secrets(store: Store) -> list[Stored]:
    """Return the secrets of plugins and webhooks that can be read, never to be shown."""
    with suppress(KeyUnreadable):
        return [*_of_plugins(store), *_of_webhooks(store)]
    return []


@functools.lru_cache(maxsize=20)
def _published(host: str, _minute: int) -> str:
    """Return the key set of a host, which is fetched at most once a minute."""
    return asyncio.run(download(host))


def _of_plugins(store: Store) -> Iterator[Stored]:
    for plugin in list_plugins(store):
        if plugin.has_secret:
            label = f"the plugin {plugin.name} ({plugin.id})"
            yield Stored(label, plugin.provider, own_secret(store, plugin.id), plugin.options)


def _of_webhooks(store: Store) -> Iterator[Stored]:
    """Return what the desk signs with, too: a request may be one of its own, come back."""
    record = WebhookRecord
    query = record.select(
        record.id, record.name, record.scheme, record.public_key, record.secret, record.old_secret
    )
    for hook_id, name, scheme, public_key, *sealed in store.rows(query.where(record.secret.is_null(False))):
        label = f"the webhook {name} ({hook_id})"
        now, before = (store.vault.open(bytes(each)) if each else "" for each in sealed)
        yield Stored(label, scheme, public_key or now)
        if before:
            yield Stored(f"{label} before it was replaced", scheme, keys.public_key(before) or before)


def _plugin(store: Store, plugin_id: str) -> Plugin | None:
    with suppress(NotFound):
        return get_plugin(store, plugin_id)
    return None


def _lost(row: LogRow, receipt: Receipt, size: int) -> str:
    """Return what of a request is no more there, as in `Subject`."""
    if row.fetched_at is not None:
        return "fetched"
    if receipt.redacted:
        return "redacted"
    headers = dict(receipt.headers)
    length = headers.get("content-length", "")
    is_cut = length.isdigit() and int(length) > size and "content-encoding" not in headers
    return "cut" if is_cut else ""
