"""Webhooks: where an app's events are sent, and how they are signed."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from peewee import fn

from core.bus import Change
from core.errors import NotFound
from core.outgoing import health, held
from core.outgoing.apps import check_name, get_app
from core.outgoing.headers import authorization_columns, header_columns
from core.outgoing.sending import DEFAULT, Sending, check_sending, columns, from_columns
from core.outgoing.target_url import check_target_url
from core.outgoing.webhook_events import check_events, events_of, set_events
from core.outgoing.webhook_secrets import (
    check_scheme,
    check_secret,
    generate_secret,
    secret_columns,
    signing_columns,
)
from core.store import audit
from core.store.database import Store
from core.store.records import WebhookRecord

SENDING = len(fields(Sending))
"""How many columns at the end of a row say how deliveries are sent."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook as it is shown: its secret stays in the vault. Times are epoch milliseconds."""

    id: int
    app_id: int
    name: str
    target_url: str
    events: tuple[str, ...]
    is_active: bool
    scheme: str
    has_secret: bool
    created_at: int
    activated_at: int | None
    """When it was first active; a webhook that never was gets nothing, not even HELD rows."""
    disabled_reason: str | None = None
    """Why the desk itself made it inactive, as a sentence; None if it did not."""
    public_key: str = ""
    """What receivers verify with where the secret is the private half of a pair."""
    old_until: int | None = None
    """Until when the secret before this one signs; core.outgoing.rotation tells whether it still does."""
    sending: Sending = DEFAULT
    header_names: tuple[str, ...] = ()
    """Its own headers, in lower case; core.outgoing.headers.custom_headers gives their values."""
    authorization: str = ""
    """`basic` or `bearer`, or nothing."""


def list_webhooks(store: Store, app_id: int | None = None) -> list[Webhook]:
    """Return an app's webhooks, or all, in the order they were made."""
    query = _select().order_by(WebhookRecord.id)
    rows = store.rows(query if app_id is None else query.where(WebhookRecord.app_id == app_id))
    events = events_of(store)
    return [_webhook(row, events.get(row[0], ())) for row in rows]


def get_webhook(store: Store, webhook_id: int) -> Webhook:
    """Return one webhook. Raises NotFound."""
    row = store.one(_select().where(WebhookRecord.id == webhook_id))
    if row is None:
        raise NotFound(f"There is no webhook {webhook_id}.", "`webhook list` shows those there are.")
    return _webhook(row, events_of(store, webhook_id).get(webhook_id, ()))


def create_webhook(
    store: Store,
    *,
    app_id: int,
    name: str,
    target_url: str,
    events: Iterable[str],
    secret: str = "",
    scheme: str = "nautical",
    is_active: bool = False,
    sending: Sending = DEFAULT,
    headers: Iterable[tuple[str, str]] = (),
    authorization: str = "",
) -> Webhook:
    """Make a webhook; it is inactive unless said otherwise.

    With scheme `standard` a secret is made where none is given. `authorization` is what
    `core.outgoing.headers` makes with `basic` or `bearer`. Raises InvalidInput and NotFound.
    """
    check_scheme(scheme)
    secret = secret or (generate_secret(scheme) if scheme == "standard" else "")
    chosen, now = check_events(events), store.clock()
    values = {
        "app_id": app_id,
        "name": check_name(name),
        "target_url": check_target_url(target_url),
        "scheme": scheme,
        **secret_columns(store, check_secret(secret, scheme)),
        "is_active": is_active,
        "created_at": now,
        "activated_at": now if is_active else None,
        **_sending_columns(store, sending, headers, authorization),
    }
    with store.write(Change.WEBHOOKS | Change.APPS):
        get_app(store, app_id)
        webhook_id = store.run(WebhookRecord.insert(**values))
        set_events(store, webhook_id, chosen)
        return get_webhook(store, webhook_id)


def update_webhook(
    store: Store,
    webhook_id: int,
    *,
    app_id: int | None = None,
    name: str | None = None,
    target_url: str | None = None,
    events: Iterable[str] | None = None,
    secret: str | None = None,
    scheme: str | None = None,
    is_active: bool | None = None,
    sending: Sending | None = None,
    headers: Iterable[tuple[str, str]] | None = None,
    authorization: str | None = None,
) -> Webhook:
    """Change a webhook; None leaves a part as it is, an empty secret or authorization removes it.

    What a deactivated webhook is owed becomes HELD, as does that of one that moves to an inactive app. What
    was held stays so when it is activated: `held.release` or `held.discard` is asked for apart. Raises
    NotFound and InvalidInput.
    """
    values = _plain_columns(store, app_id, name, target_url, is_active)
    values |= _sending_columns(store, sending, headers, authorization)
    chosen = None if events is None else check_events(events)
    with store.write(Change.WEBHOOKS | Change.APPS | Change.LOG | Change.OUTBOX):
        before = get_webhook(store, webhook_id)
        app = get_app(store, before.app_id if app_id is None else app_id)
        values |= signing_columns(store, before, scheme, secret)
        if values:
            store.run(WebhookRecord.update(**values).where(WebhookRecord.id == webhook_id))
        if is_active is not None or values.get("target_url", before.target_url) != before.target_url:
            health.forget(store, webhook_id)
        if chosen is not None:
            set_events(store, webhook_id, chosen)
        webhook = get_webhook(store, webhook_id)
    if is_active is False:
        held.hold_owed(store, webhook_id, held.WEBHOOK_INACTIVE)
    elif not app.is_active:
        held.hold_owed(store, webhook_id, held.APP_INACTIVE)
    return webhook


def delete_webhook(store: Store, webhook_id: int) -> None:
    """Delete a webhook; what it is owed becomes FAILED and the log stays. Raises NotFound."""
    with store.write(Change.WEBHOOKS | Change.APPS | Change.LOG | Change.OUTBOX):
        webhook = get_webhook(store, webhook_id)
        store.run(WebhookRecord.delete().where(WebhookRecord.id == webhook_id))
        audit.note(store, "webhook deleted", f"webhook {webhook_id} {webhook.name}")
    held.fail_unsent(store, webhook_id)


def reveal_secret(store: Store, webhook_id: int) -> str:
    """Return a webhook's secret in the clear, or nothing, and note in the audit that it was shown.

    Raises NotFound and KeyUnreadable.
    """
    with store.write(Change.NONE):
        row = store.one(WebhookRecord.select(WebhookRecord.secret).where(WebhookRecord.id == webhook_id))
        if row is None:
            raise NotFound(f"There is no webhook {webhook_id}.")
        secret = store.vault.open(bytes(row[0])) if row[0] else ""
        audit.note(store, "secret shown", f"webhook {webhook_id}")
    return secret


def _plain_columns(
    store: Store, app_id: int | None, name: str | None, target_url: str | None, is_active: bool | None
) -> dict[str, Any]:
    """Return the columns that change when whose it is, or where and whether it sends, does; None as below."""
    values: dict[str, Any] = {} if app_id is None else {"app_id": app_id}
    if name is not None:
        values["name"] = check_name(name)
    if target_url is not None:
        values["target_url"] = check_target_url(target_url)
    if is_active is not None:
        values |= {"is_active": is_active, "disabled_at": None, "disabled_reason": None}
    if is_active:
        values["activated_at"] = fn.COALESCE(WebhookRecord.activated_at, store.clock())
    return values


def _sending_columns(
    store: Store,
    sending: Sending | None,
    headers: Iterable[tuple[str, str]] | None,
    authorization: str | None,
) -> dict[str, Any]:
    """Return the columns that change when how deliveries are sent does; None leaves a part as it is."""
    values = {} if sending is None else columns(check_sending(sending))
    if headers is not None:
        values |= header_columns(store, headers)
    if authorization is not None:
        values |= authorization_columns(store, authorization)
    return values


def _select() -> Any:
    record = WebhookRecord
    has_secret = record.secret.is_null(False)
    return record.select(
        record.id,
        record.app_id,
        record.name,
        record.target_url,
        record.is_active,
        record.scheme,
        has_secret,
        record.created_at,
        record.activated_at,
        record.disabled_reason,
        record.public_key,
        record.old_until,
        record.header_names,
        record.authorization_kind,
        record.retry_schedule,
        record.timeout_s,
        record.at_once,
        record.per_second,
        record.in_order,
        record.authorities,
    )


def _webhook(row: tuple[Any, ...], events: tuple[str, ...]) -> Webhook:
    webhook_id, app_id, name, target_url, is_active, scheme, has_secret, *rest = row
    *more, names, authorization = rest[:-SENDING]
    sending = from_columns(rest[-SENDING:])
    return Webhook(
        *(webhook_id, app_id, name, target_url, events, bool(is_active), scheme, bool(has_secret)),
        *(*more, sending, tuple(json.loads(names)), authorization),
    )
