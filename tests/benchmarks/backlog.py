"""What a million deliveries that are owed cost: the engine's memory, and how soon the first one leaves.

`python -m tests.benchmarks.backlog` makes a data folder in which 100,000 events are owed to ten webhooks,
starts `serve` on it in a process of its own, and looks at that process while it sends. Linux alone tells a
process's memory in this way.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from core.bus import Change
from core.outgoing.emit import prepare
from core.store.database import Store, open_store
from tests.benchmarks.endpoint import answered, running_endpoint
from tests.benchmarks.table import show
from tests.core import made
from tests.waiting import eventually

MAIN = [sys.executable, str(Path(__file__).parents[2] / "main.py")]
WEBHOOKS = 10
MEMORY_BAR, FIRST_BAR = 200, 2.0
"""MB and seconds."""

_EVENTS = "WITH RECURSIVE event (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM event WHERE n < ?1)"
_PAYLOADS = f"{_EVENTS} INSERT INTO payload (id, body) SELECT n, ?2 FROM event"
_LOG = (
    f"{_EVENTS} INSERT INTO event_log (direction, date, status, event_type, target_url, webhook_id, app_id,"
    " uid, next_attempt_at, payload_id, size) SELECT 'EMITTED', ?2 + n / 100, 'PENDING', 'product_created',"
    " target_url, webhook.id, app_id, printf('evt_%028x', n), ?2 + n / 100, n, ?3 FROM event, webhook"
)
_OUTBOX = "INSERT INTO outbox SELECT id, webhook_id, next_attempt_at FROM event_log"


def owe(folder: Path, url: str, rows: int) -> None:
    """Make a data folder in which so many deliveries are due."""
    store = open_store(folder)
    with store.connection():
        app = made.app(store)
        for _ in range(WEBHOOKS):
            made.hook(store, url, app_id=app.id, secret="s" * 32)
        with store.write(Change.NONE):
            _fill(store, rows // WEBHOOKS)


def _fill(store: Store, events: int) -> None:
    now = store.clock()
    body = prepare("product_created", None, now=now)
    store.sql(_PAYLOADS, (events, body))
    store.sql(_LOG, (events, now - 3_600_000, len(body)))
    store.sql(_OUTBOX)


def measure(folder: Path, url: str, seconds: float) -> tuple[float, float, float]:
    """Serve for some seconds; return when the first one left, the peak of memory in MB, and the rate."""
    environ = {**os.environ, "YARDARM_DATA_DIR": str(folder)}
    started = time.monotonic()
    words = [*MAIN, "serve", "--port", "0"]
    with subprocess.Popen(words, env=environ, stdout=subprocess.DEVNULL) as process:
        try:
            eventually(lambda: answered(url) > 0, within=60)
            first, before = time.monotonic() - started, answered(url)
            threading.Event().wait(seconds)
            return first, _peak_mb(process.pid), (answered(url) - before) / seconds
        finally:
            process.terminate()


def _peak_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def main() -> None:
    """Make the folder, serve it, and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--seconds", type=float, default=30)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, running_endpoint() as url:
        owe(Path(folder), url, given.rows)
        first, peak, rate = measure(Path(folder), url, given.seconds)
    show(
        f"{given.rows:,} owed deliveries, and `serve` started on them",
        ["", "measured", "bar"],
        [
            ["the first one leaves after", f"{first:.2f} s", f"{FIRST_BAR:g} s"],
            [f"memory at most, in {given.seconds:g} s of sending", f"{peak:.0f} MB", f"{MEMORY_BAR} MB"],
            ["deliveries a second", f"{rate:,.0f}", ""],
        ],
    )


if __name__ == "__main__":
    main()
