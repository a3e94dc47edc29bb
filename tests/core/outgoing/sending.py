"""A sender on a test's store, and waiting for what it does."""

from contextlib import contextmanager

from core.bus import Change
from core.log import event_log
from core.outgoing.sender import Sender
from tests.core import made
from tests.waiting import eventually


@contextmanager
def running_sender(store, **options):
    """Run a sender that is woken by what the store tells, as the engine does it."""
    sender = Sender(store, jitter=lambda: 0.0, **options)
    forget = store.bus.subscribe(lambda change: sender.wake() if change & Change.OUTBOX else None)
    sender.start()
    try:
        yield sender
    finally:
        sender.stop()
        forget()


def is_now(store, *expected):
    """Wait until the log's rows have these statuses, oldest first."""
    eventually(lambda: [row.status for row in made.rows(store)] == list(expected))


def attempted(store, count, log_id=1):
    """Wait until a delivery was attempted so many times, and return the attempts."""
    return eventually(lambda: len(found := event_log.attempts(store, log_id)) == count and found)


def flying(sender, webhook_id):
    """Return how many deliveries to a webhook are under way."""
    lane = sender._turns.lanes.get(webhook_id)
    return lane.flying if lane else 0
