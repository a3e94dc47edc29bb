"""How many verified webhooks a second the receiver takes, and what storing them costs.

`python -m tests.benchmarks.receiving` runs `serve` in turns: as it is, where a 204 means that the log row,
the payload and the job are on disk (synchronous=FULL), and with the storing left out. Where Node.js is there,
so does a service of fastify and better-sqlite3, which stores one row for each request.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from core.incoming.plugins import create_plugin
from core.settings import save
from core.store.database import open_store
from tests.benchmarks import fastify
from tests.benchmarks.load import CONNECTIONS, WRK, Load, send
from tests.benchmarks.started import started
from tests.benchmarks.table import median, show, spread

SECRET = "s" * 32
BARS = "the bars for what is stored: 0.5 of not stored, 2 of fastify, p99 under 60 ms"
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
        options = ("--data-dir", str(folder), "serve", "--port", "0", "--no-send")
        with started([sys.executable, *server, *options]) as url:
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


def _check(store, load: Load, seconds: int, *, stored: bool) -> None:
    (kept,) = store.sql("SELECT count(*) FROM event_log JOIN job ON log_id = event_log.id").fetchone()
    assert kept == 0 if not stored else kept >= 0.95 * load.rate * seconds, f"{kept} are in the log"


def main() -> None:
    """Run the rounds and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=int, default=4, help="for each server in a round")
    given = options.parse_args()
    folder = fastify.install()
    without, stored, node = [], [], []
    for _ in range(given.rounds):
        without.append(measure(UNSTORED, seconds=given.seconds))
        stored.append(measure(STORED, seconds=given.seconds))
        if folder:
            node.append(fastify.measure(folder, payload(), seconds=given.seconds))
    _show(without, stored, node)


def _show(without: list[Load], stored: list[Load], node: list[Load]) -> None:
    rows = []
    for words, loads in (
        ("verified, not stored", without),
        ("verified and stored", stored),
        ("fastify, one row stored", node),
    ):
        if loads:
            rates = f"{median([load.rate for load in loads]):,.0f}", spread([load.rate for load in loads])
            p99 = f"{median([load.p99_ms for load in loads]):.1f}"
            rows.append([words, *rates, _share(loads, without), _share(loads, node), p99])
    title = f"Receiving with {'wrk' if WRK else 'our own load'} over {CONNECTIONS} connections"
    head = ["", "requests/s", "lowest to highest", "of not stored", "of fastify", "p99 ms"]
    show(f"{title} ({BARS})", head, rows)


def _share(loads: list[Load], of: list[Load]) -> str:
    """Return the median ratio over the rounds: what is compared ran one after the other."""
    return (
        f"{median([load.rate / base.rate for load, base in zip(loads, of, strict=True)]):.2f}" if of else ""
    )


if __name__ == "__main__":
    main()
