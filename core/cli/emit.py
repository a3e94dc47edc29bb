"""`emit`: recording events."""

from argparse import Namespace

from core.cli.files import read_bytes
from core.cli.output import Result
from core.outgoing.emit import MAX_PAYLOAD, emit
from core.store.database import Store


def emit_event(store: Store, options: Namespace) -> Result:
    """Record an event, or several, and owe each to the webhooks that take it."""
    payload = None if options.payload is None else read_bytes(options.payload, at_most=MAX_PAYLOAD)
    made = emit(store, options.event, payload, count=options.count)
    if options.count > 1:
        data = {"count": options.count, "first_uid": made.uid}
        return Result(data, f"Recorded {options.count:,} times {options.event}; the first is {made.uid}.")
    count = len(made.deliveries)
    owed = f"owed to {count} webhook{'' if count == 1 else 's'}" if count else "no webhook takes it"
    return Result(
        {"uid": made.uid, "deliveries": list(made.deliveries)},
        f"Recorded {options.event} as {made.uid}: {owed}.",
    )
