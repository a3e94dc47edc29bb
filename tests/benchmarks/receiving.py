"""How many verified webhooks a second the receiver takes, and what storing them costs.

`python -m tests.benchmarks.receiving` runs `serve` in turns: as it is, where a 204 means that the log row,
the payload and the job are on disk (synchronous=FULL), and with the storing left out.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.incoming.plugins import create_plugin
from core.settings import save
from core.store.database import open_store
from tests.benchmarks.load import WRK, Load, send
from tests.benchmarks.table import median, show, spread

SECRET = "s" * 32
BAR, BAR_P99 = 3_000, 60
STORED, UNSTORED = ("main.py",), ("-m", "tests.benchmarks.unstored")


def measure(server: tuple[str, ...], *, seconds: int) -> Load:
    """Run one server on a new data folder under load."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = open_store(folder)
        create_plugin(store, id="bench", name="Bench", provider="nautical", secret=SECRET)
        with store.connection():
            save(store, scheduling=False)  # what is measured is the receiver; jobs.py measures the jobs
        body = folder / "body.json"
        body.write_bytes(payload())
        with _serving(server, folder) as url:
            load = send(f"{url}/plugins/bench/stock_update", SECRET, body, seconds=seconds)
        assert not load.refused, f"{load.refused} were refused"
        with store.connection():
            _check(store, load, seconds, stored=server is STORED)
        return load


def payload() -> bytes:
    """Return about 1 KiB that a warehouse might send."""
    notes = "Counted by hand on the quay. " * 30
    content = {"sku": "BW-1042", "warehouse_external_id": "LOC-88", "quantity": 12, "notes": notes}
    return json.dumps(content, indent=2).encode()


@contextmanager
def _serving(server: tuple[str, ...], folder: Path) -> Iterator[str]:
    words = [sys.executable, *server, "--data-dir", str(folder), "serve", "--port", "0", "--no-send"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())["receiver"]
        finally:
            process.terminate()


def _check(store, load: Load, seconds: int, *, stored: bool) -> None:
    (kept,) = store.sql("SELECT count(*) FROM event_log JOIN job ON log_id = event_log.id").fetchone()
    assert kept == 0 if not stored else kept >= 0.95 * load.rate * seconds, f"{kept} are in the log"


def main() -> None:
    """Run the rounds and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=int, default=4, help="for each server in a round")
    given = options.parse_args()
    without, stored = [], []
    for _ in range(given.rounds):
        without.append(measure(UNSTORED, seconds=given.seconds))
        stored.append(measure(STORED, seconds=given.seconds))
    _show(without, stored)


def _show(without: list[Load], stored: list[Load]) -> None:
    rows = []
    for words, loads in (("verified, not stored", without), ("verified and stored", stored)):
        rates = [load.rate for load in loads]
        share = median([load.rate / base.rate for load, base in zip(loads, without, strict=True)])
        p99 = f"{median([load.p99_ms for load in loads]):.1f}"
        rows.append([words, f"{median(rates):,.0f}", spread(rates), f"{share:.2f}", p99])
    title = f"Receiving with {'wrk' if WRK else 'our own load'} over 64 connections"
    head = ["", "requests/s", "lowest to highest", "of not stored", "p99 ms"]
    show(f"{title} (the bar is {BAR:,} a second, stored)", head, rows)


if __name__ == "__main__":
    main()
