"""`webhook`: making, showing and changing webhooks."""

from argparse import Namespace
from typing import Any

from core.cli.output import Result, one, table, when
from core.outgoing import webhooks
from core.outgoing.apps import get_app
from core.outgoing.held import held_counts
from core.outgoing.silence import silences
from core.outgoing.webhooks import Webhook
from core.store.database import Store


def create(store: Store, options: Namespace) -> Result:
    """Make a webhook."""
    made = webhooks.create_webhook(
        store,
        app_id=options.app,
        name=options.name,
        target_url=options.url,
        events=options.event,
        secret=options.secret or "",
        scheme=options.scheme or "nautical",
        is_active=options.active,
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
    """Show one webhook; its secret only with --reveal."""
    found = webhooks.get_webhook(store, options.id)
    secret = {"secret": webhooks.reveal_secret(store, found.id)} if options.reveal else {}
    return one(as_dict(found) | secret, *_notes(store, found))


def update(store: Store, options: Namespace) -> Result:
    """Change what was given of a webhook."""
    changed = webhooks.update_webhook(
        store,
        options.id,
        name=options.name,
        target_url=options.url,
        events=options.event,
        secret=options.secret,
        scheme=options.scheme,
        is_active=options.is_active,
    )
    return one(as_dict(changed), *_notes(store, changed))


def delete(store: Store, options: Namespace) -> Result:
    """Delete a webhook."""
    webhooks.delete_webhook(store, options.id)
    return Result({"id": options.id, "deleted": True}, f"Deleted webhook {options.id}.")


def as_dict(webhook: Webhook) -> dict[str, Any]:
    """Return a webhook under the contract's keys."""
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
    }


def _notes(store: Store, webhook: Webhook) -> list[str]:
    """Say what people should know of a webhook: why it gets nothing, and what waits for it."""
    notes = [silence.sentence for silence in silences(webhook, get_app(store, webhook.app_id))]
    if count := held_counts(store).get(webhook.id, 0):
        choice = f"held release --webhook {webhook.id}, or held discard --webhook {webhook.id}"
        notes.append(f"{count} {'delivery is' if count == 1 else 'deliveries are'} held for it: {choice}")
    return notes
