"""`webhook health`: how a webhook is doing."""

from argparse import Namespace
from dataclasses import asdict

from core.cli.output import Result, one, when
from core.outgoing import health
from core.outgoing.webhooks import get_webhook
from core.store.database import Store

TIMES = ("first_failure_at", "next_try_at", "disabled_at")


def show(store: Store, options: Namespace) -> Result:
    """Show a webhook's health, after ending its pause with --resume."""
    webhook = get_webhook(store, options.id)
    if options.resume:
        health.resume(store, webhook.id)
    found = health.of(store, webhook.id)
    times = {name: when(getattr(found, name)) for name in TIMES}
    return one(asdict(found) | times, *filter(None, [found.warning]))
