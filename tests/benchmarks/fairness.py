"""How much one endpoint that hangs, or one that is owed 100,000 deliveries, delays the others.

`python -m tests.benchmarks.fairness` emits at a steady rate to 20 webhooks and takes, of 19 that are well,
the time from emit to answer as the log has it: in turns with all 20 well, with the endpoint of the other one
answering after 15 s, and with 100,000 older deliveries owed to that one.
"""

import argparse
import tempfile
import threading
import time
from pathlib import Path

from core.engine import Engine
from core.outgoing.apps import create_app
from core.outgoing.emit import emit
from core.outgoing.health import percentile
from core.outgoing.webhooks import Webhook, create_webhook
from core.store.database import Store
from core.threads import take_short_turns
from tests.benchmarks.endpoint import running_endpoint
from tests.benchmarks.table import median, show, spread
from tests.core import made
from tests.waiting import eventually

EVENT = "product_created"
WEBHOOKS = 20
EVERY_S = 0.05
OWED = 100_000
BAR = 2.0
CALM, HANGS, OWES = "all 20 are well", "one hangs for 15 s", f"one is owed {OWED:,}"


def p95(url: str, events: int, case: str) -> float:
    """Return the p95 of the 19 others from emit to answer, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(Path(folder), receiver_port=0)
        engine.open()
        store = engine.store
        with store.connection():
            first = _webhooks(store, f"{url}/hang" if case == HANGS else url)
            if case == OWES:
                made.many(store, first, OWED)
            engine.start()
            try:
                eventually(lambda: engine.sender_state().running)
                return _p95(store, first, events)
            finally:
                engine.stop()


def _webhooks(store: Store, first_url: str) -> Webhook:
    """Make 20 webhooks and return the first one, whose endpoint is `first_url`."""
    app = create_app(store, name="Bench", permissions=["MANAGE_PRODUCTS"], is_active=True)
    base = first_url.removesuffix("/hang")
    first, *_ = [
        create_webhook(
            store,
            app_id=app.id,
            name=f"Sink {number}",
            target_url=base if number else first_url,
            events=[EVENT],
            secret="s" * 32,
            is_active=True,
        )
        for number in range(WEBHOOKS)
    ]
    return first


def _p95(store: Store, first: Webhook, events: int) -> float:
    pause, began = threading.Event(), time.monotonic()
    for number in range(events):
        pause.wait(max(0.0, began + number * EVERY_S - time.monotonic()))
        emit(store, EVENT)
    done = "SELECT count(*) FROM event_log WHERE status = 'DELIVERED' AND webhook_id <> ?"
    eventually(lambda: store.sql(done, (first.id,)).fetchone()[0] == events * (WEBHOOKS - 1), within=60)
    took = store.sql(
        "SELECT a.at + a.duration_ms - l.date FROM event_log l JOIN attempt a ON a.log_id = l.id"
        " WHERE l.webhook_id <> ?",
        (first.id,),
    ).fetchall()
    return float(percentile(sorted(ms for (ms,) in took), 0.95) or 0)


def main() -> None:
    """Run the rounds and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--events", type=int, default=100, help="events a run, 20 a second")
    given = options.parse_args()
    found: dict[str, list[float]] = {CALM: [], HANGS: [], OWES: []}
    take_short_turns()  # as `serve` does
    with running_endpoint() as url:
        p95(url, 20, CALM)  # everything is imported and warm
        for _ in range(given.rounds):
            for case, times in found.items():
                times.append(p95(url, given.events, case))
    rows = []
    for case, times in found.items():
        ratio = median([each / calm for each, calm in zip(times, found[CALM], strict=True)])
        rows.append([case, f"{median(times):.0f} ms", spread(times), f"{ratio:.2f}"])
    show(
        f"Fairness: p95 from emit to answer of the other 19 webhooks (the bar is {BAR} times all well)",
        ["", "p95", "lowest to highest", "of all well"],
        rows,
    )


if __name__ == "__main__":
    main()
