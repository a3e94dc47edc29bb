"""How many waiting jobs a second the runner does.

`python -m tests.benchmarks.jobs` stores payloads as the receiver does, then lets the runner do their jobs.
Each changes a record, and each sets off an event that is owed to a webhook. The same payloads come with a
topic as well, so that a mapping finds their fields. Then it lets one job of another plugin come, again and
again, while the jobs of the first one wait, and once they are done.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

from core.incoming import guards, intake
from core.incoming.mapping.mappings import set_mapping
from core.incoming.mapping.topic_mapping import TopicMapping
from core.incoming.plugins import create_plugin
from core.incoming.queue import Turn
from core.incoming.runner import run_batch
from core.outgoing.apps import create_app
from core.outgoing.webhooks import create_webhook
from core.signing import nautical
from core.store.database import Store, open_store
from tests.benchmarks.table import median, show, spread

BAR = 1_500
SKUS = 1_000
QUIET_JOBS = 21
KEY, TOPIC, FIELDS = "bench", "stock.moved", ("sku", "warehouse_external_id", "quantity")


def measure(count: int, plugin: str = "bench") -> float:
    """Return the jobs a second of a new data folder; those of the plugin `mapped` have a topic."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder))
        with store.connection():
            _prepare(store, count, plugin)
            turn, started = Turn(), time.perf_counter()
            while run_batch(store, turn=turn):
                pass
            took = time.perf_counter() - started
            statuses = store.sql("SELECT status, count(*) FROM job GROUP BY status").fetchall()
            assert statuses == [("SUCCESS", count)]
            assert store.sql("SELECT count(*) FROM outbox").fetchone() == (count,)
            return count / took


def measure_quiet(count: int) -> tuple[float, float]:
    """Return how long a job of a quiet plugin takes beside `count` waiting ones, and alone, in ms."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder))
        with store.connection():
            _prepare(store, count)
            turn = Turn()
            beside = [_quiet_job(store, turn, number) for number in range(QUIET_JOBS)]
            while run_batch(store, turn=turn):
                pass
            alone = [_quiet_job(store, turn, number) for number in range(QUIET_JOBS)]
            return 1000 * median(beside), 1000 * median(alone)


def _quiet_job(store: Store, turn: Turn, number: int) -> float:
    request = _request(number, "quiet")
    intake.take_all(store, [request], own_hosts=guards.own_hosts("127.0.0.1", 8765))
    began = time.perf_counter()
    while store.sql("SELECT 1 FROM job WHERE plugin_id = 'quiet' AND status = 'PENDING'").fetchone():
        run_batch(store, turn=turn)
    return time.perf_counter() - began


def _prepare(store: Store, count: int, plugin: str = "bench") -> None:
    for each in ("bench", "quiet"):
        create_plugin(store, id=each, name=each.title(), provider="none")
    create_plugin(store, id="mapped", name="Mapped", provider="nautical", secret=KEY)
    set_mapping(store, "mapped", TopicMapping(TOPIC, "STOCK_UPDATE", {name: name for name in FIELDS}))
    app = create_app(store, name="Bench", permissions=["MANAGE_INVENTORY"], is_active=True)
    create_webhook(
        store,
        app_id=app.id,
        name="Feed",
        target_url="http://127.0.0.1:9/",
        events=["any_events"],
        is_active=True,
    )
    hosts = guards.own_hosts("127.0.0.1", 8765)
    for start in range(0, count, 500):
        answers = intake.take_all(
            store, [_request(at, plugin) for at in range(start, start + 500)], own_hosts=hosts
        )
        assert {answer.status for answer in answers} == {204}


def _request(number: int, plugin: str = "bench") -> guards.Request:
    sku = f"BW-{number % SKUS}"
    body = {
        "sku": sku,
        "warehouse_external_id": "LOC-88",
        "quantity": number,
        "notes": "Counted by hand. " * 40,
    }
    headers = {"host": "127.0.0.1:8765", "content-type": "application/json"}
    raw = json.dumps(body).encode()
    if plugin != "mapped":
        return guards.Request(plugin, "stock_update", headers, raw)
    signed = {"x-nautical-event": TOPIC, "x-nautical-signature": nautical.sign(KEY, raw)}
    return guards.Request(plugin, "", headers | signed, raw)


def _ratio(rates: list[float], to: list[float]) -> str:
    return f"{median(rates) / median(to):.2f}"


def main() -> None:
    """Run the rounds and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--count", type=int, default=10_000, help="jobs a round, a multiple of 500")
    given = options.parse_args()
    rounds = [(measure(given.count), measure(given.count, "mapped")) for _ in range(given.rounds)]
    plain, mapped = (list(rates) for rates in zip(*rounds, strict=True))
    rows = [
        [f"{given.count:,} waiting jobs", f"{median(plain):,.0f}", spread(plain), ""],
        ["the same with a mapping", f"{median(mapped):,.0f}", spread(mapped), _ratio(mapped, plain)],
    ]
    show(f"Jobs (the bar is {BAR:,} a second)", ["", "jobs/s", "lowest to highest", "ratio"], rows)
    beside, alone = measure_quiet(given.count)
    quiet = [f"beside {given.count:,} of another", f"{beside:.1f}", f"{alone:.1f}", f"{beside / alone:.1f}"]
    show("One job of a quiet plugin, in milliseconds", ["", "beside", "alone", "ratio"], [quiet])


if __name__ == "__main__":
    main()
