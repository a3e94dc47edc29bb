"""`webhook`: making, showing and changing webhooks."""

from argparse import Namespace
from typing import Any

from core.cli import held, sending
from core.cli.output import Result, one, table, when
from core.clock import epoch_ms
from core.errors import InvalidInput
from core.outgoing import rotation, webhooks
from core.outgoing.apps import get_app
from core.outgoing.headers import custom_headers, reveal_authorization
from core.outgoing.held import held_counts
from core.outgoing.reach import reach_words
from core.outgoing.sending import DEFAULT
from core.outgoing.silence import silences
from core.outgoing.webhooks import Webhook
from core.signing import keys
from core.store.database import Store


def create(store: Store, options: Namespace) -> Result:
    """Make a webhook."""
    made = webhooks.create_webhook(
        store,
        app_id=options.app,
        name=options.name,
        target_url=options.url,
        events=options.event,
        secret=_secret(options) or "",
        scheme=_scheme(options) or "nautical",
        is_active=options.active,
        **sending.given_parts(options, DEFAULT),
    )
    return one(as_dict(made), *_notes(store, made))


def list_all(store: Store, _options: Namespace) -> Result:
    """List all webhooks."""
    found = webhooks.list_webhooks(store)
    rows = ((each.id, each.app_id, each.name, each.is_active, each.target_url, each.events) for each in found)
    return Result(
        [as_dict(each) for each in found],
        table(
            ("id", "app", "name", "active", "target_url", "events"),
            rows,
            empty="There are no webhooks yet. Make one with: webhook create",
        ),
    )


def show(store: Store, options: Namespace) -> Result:
    """Show one webhook; its secret, credentials and header values only with --reveal."""
    found = webhooks.get_webhook(store, options.id)
    secret = {"secret": webhooks.reveal_secret(store, found.id)} if options.reveal else {}
    values = custom_headers(store, found.id) if options.reveal else ()
    more: dict[str, Any] = {"header_values": dict(values)} if values else {}
    if options.reveal and found.authorization:
        more["credentials"] = reveal_authorization(store, found.id)
    return one(as_dict(found) | secret | more, *_notes(store, found))


def update(store: Store, options: Namespace) -> Result:
    """Change what was given of a webhook."""
    before = webhooks.get_webhook(store, options.id)
    changed = webhooks.update_webhook(
        store,
        options.id,
        app_id=options.app,
        name=options.name,
        target_url=options.url,
        events=options.event,
        secret=_secret(options),
        scheme=_scheme(options),
        is_active=options.is_active,
        **sending.given_parts(options, before.sending),
    )
    return one(as_dict(changed), *_notes(store, changed))


def rotate_secret(store: Store, options: Namespace) -> Result:
    """Give a webhook another secret key, or with --end let the one before sign no more."""
    if options.end:
        changed = rotation.end_rotation(store, options.id)
    else:
        secret = _secret(options) or ""
        changed = rotation.rotate_secret(store, options.id, overlap_s=options.overlap, secret=secret)
    return one(as_dict(changed), *_notes(store, changed))


def delete(store: Store, options: Namespace) -> Result:
    """Delete a webhook."""
    webhooks.delete_webhook(store, options.id)
    return Result({"id": options.id, "deleted": True}, f"Deleted webhook {options.id}.")


def as_dict(webhook: Webhook) -> dict[str, Any]:
    """Return a webhook under the contract's keys, and what else there is to say of its secret key."""
    keys_too: dict[str, Any] = {"public_key": webhook.public_key} if webhook.public_key else {}
    if rotation.is_rotating(webhook, epoch_ms()):
        keys_too["old_secret_until"] = when(webhook.old_until)
    return {
        "id": webhook.id,
        "app_id": webhook.app_id,
        "name": webhook.name,
        "target_url": webhook.target_url,
        "events": list(webhook.events),
        "is_active": webhook.is_active,
        "scheme": webhook.scheme,
        "has_secret": webhook.has_secret,
        "created_at": when(webhook.created_at),
        **keys_too,
        **sending.as_dict(webhook),
    }


def _secret(options: Namespace) -> str | None:
    """Return the secret that was given or is to be made; None says nothing of it."""
    return keys.generate_private() if options.key_pair else options.secret


def _scheme(options: Namespace) -> str | None:
    """Return the scheme that was asked for: only one of them has pairs."""
    if options.key_pair and options.scheme == "nautical":
        raise InvalidInput("The scheme nautical has no key pairs.", "Give --scheme standard.", code="usage")
    return "standard" if options.key_pair else options.scheme


def _notes(store: Store, webhook: Webhook) -> list[str]:
    """Say what people should know of a webhook: why it gets nothing, and what waits for it."""
    notes = [silence.sentence for silence in silences(webhook, get_app(store, webhook.app_id))]
    notes += reach_words(store, webhook.target_url)
    if count := held_counts(store).get(webhook.id, 0):
        notes.append(held.note(webhook.id, count))
    return notes
