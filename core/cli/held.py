"""`held`: what waits for webhooks that are paused."""

from argparse import Namespace
from threading import Event

from core.cli.output import Result, table
from core.outgoing import held
from core.outgoing.webhooks import get_webhook, list_webhooks
from core.store.database import Store


def list_held(store: Store, options: Namespace) -> Result:
    """List how many deliveries wait, by webhook."""
    counts = held.held_counts(store)
    if options.webhook is not None:
        counts = {options.webhook: counts.get(get_webhook(store, options.webhook).id, 0)}
    names = {each.id: each.name for each in list_webhooks(store)}
    found = [
        {"webhook_id": webhook_id, "name": names.get(webhook_id), "held": count}
        for webhook_id, count in counts.items()
    ]
    rows = (list(each.values()) for each in found)
    return Result(found, table(("webhook", "name", "held"), rows, empty="Nothing is held."))


def note(webhook_id: int, count: int) -> str:
    """Say how many deliveries wait for a webhook, and the two commands that end that."""
    choice = f"held release --webhook {webhook_id}, or held discard --webhook {webhook_id}"
    waiting = f"{count:,} {'delivery is' if count == 1 else 'deliveries are'}"
    return f"{waiting} held for webhook {webhook_id}: {choice}"


def release(store: Store, options: Namespace) -> Result:
    """Make what is held for a webhook due, at a rate if one is given."""
    webhook = get_webhook(store, options.webhook)
    count = held.release_at(store, webhook.id, options.rate, pause=Event().wait)
    return Result(
        {"webhook_id": webhook.id, "released": count}, f"Released {count:,} for webhook {webhook.id}."
    )


def discard(store: Store, options: Namespace) -> Result:
    """Give up what is held for a webhook."""
    webhook = get_webhook(store, options.webhook)
    count = held.discard(store, webhook.id)
    return Result(
        {"webhook_id": webhook.id, "discarded": count}, f"Discarded {count:,} of webhook {webhook.id}."
    )
