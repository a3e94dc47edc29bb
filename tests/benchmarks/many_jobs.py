"""How long the page of jobs waits for its reads and acts, with few jobs and with very many.

`python -m tests.benchmarks.many_jobs` fills two data folders and does the same in both. What is read page by
page takes as long with many as with few; what has no index, such as a search that finds nothing, reads
every job, and what changes every job goes in batches between which the window and the others have their turn:
none is to take over 20 ms.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.bus import Change
from core.incoming import bulk, jobs
from core.incoming.bulk import HOLD, RETRY
from core.incoming.jobs import JobFilter
from core.log.glance import glance
from core.store.checkpointer import Checkpointer
from core.store.database import Store, open_store
from tests.benchmarks.table import show

FEW, MANY = 2_000, 200_000
ROUNDS = 7
PAGE = 200
TYPES = ("STOCK_UPDATE", "PRODUCT_UPDATE", "PRODUCT_CREATE", "CUSTOMER_CREATE")


def fill(store: Store, count: int) -> None:
    """Store jobs that are done, but for some that failed or wait; one seller has few of them."""
    with store.write(Change.JOBS):
        store.sql("INSERT INTO payload (id, body) VALUES (1, x'7b7d')")
        store.sql(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            " INSERT INTO event_log (id, date, direction, status, event_type, plugin_id, payload_id, size)"
            " SELECT i, i, 'RECEIVED', 'ACCEPTED', 'STOCK_UPDATE', 'shop', 1, 2 FROM n",
            (count,),
        )
        types = " ".join(f"WHEN {at} THEN '{name}'" for at, name in enumerate(TYPES))
        store.sql(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            " INSERT INTO job (id, created_at, updated_at, source, job_type, seller, status, scheduled,"
            " message, log_id, plugin_id, attempts)"
            f" SELECT i, i, i, 'Shop', CASE i % {len(TYPES)} {types} END,"
            " CASE WHEN i % 1000 = 3 THEN 'Rare' ELSE 'Seller ' || (i % 7) END,"
            " CASE WHEN i % 50 = 0 THEN 'FAILED' WHEN i % 10 = 1 THEN 'PENDING' ELSE 'SUCCESS' END,"
            " i % 20 <> 1, CASE WHEN i % 50 = 0 THEN '“sku” is missing.' ELSE 'Updated stock.' END,"
            " i, 'shop', 1 FROM n",
            (count,),
        )


def reads(store: Store) -> dict[str, Callable[[], object]]:
    """Return what the page reads, by what it is called in the table."""

    def page(**match: str) -> Callable[[], object]:
        return lambda: jobs.older(store, None, limit=PAGE, match=JobFilter(**match))

    return {
        "newest page": page(),
        "page in the middle": lambda: jobs.older(store, FEW // 2, limit=PAGE),
        "status": page(status="FAILED"),
        "job type": page(job_type=TYPES[1]),
        "seller with few": page(seller="Rare"),
        "status and seller with few": page(status="SUCCESS", seller="Rare"),
        "status and type": page(status="FAILED", job_type=TYPES[2]),
        "seller with few and type": page(seller="Rare", job_type=TYPES[3]),
        "search that finds": page(search="missing"),
        "search that finds nothing": page(search="no such words"),
        "sellers, switch and failed": lambda: (
            jobs.sellers(store),
            jobs.scheduling(store),
            jobs.failed(store),
        ),
        "figures of the window": lambda: glance(store, store.clock()),
    }


def acts(store: Store) -> dict[str, Callable[[], object]]:
    """Return what changes jobs; each is done once. Those over all jobs tell their longest step."""
    newest = [job.id for job in jobs.older(store, None, limit=500)]
    return {
        "hold 500 chosen": lambda: jobs.set_scheduled(store, newest, False),
        "count what failed by type": lambda: bulk.look(store, bulk.plan(store, RETRY, JobFilter("FAILED"))),
    }


def longest_step(store: Store, act: bulk.Act, match: JobFilter) -> tuple[float, float]:
    """Do an act to all that match; return the seconds of all and of the longest step."""
    work, steps = bulk.steps(store, bulk.plan(store, act, match)), [0.0]
    while True:
        began = time.perf_counter()
        if next(work, None) is None:
            return sum(steps), max(steps)
        steps.append(time.perf_counter() - began)


def measure(store: Store) -> dict[str, float]:
    """Return milliseconds by what was done."""
    found = {}
    for name, run in reads(store).items():
        run()
        found[name] = 1000 * statistics.median(_timed(run) for _ in range(ROUNDS))
    for name, run in acts(store).items():
        found[name] = 1000 * _timed(run)
    for name, act, match in (("hold all", HOLD, JobFilter()), ("retry all", RETRY, JobFilter("FAILED"))):
        whole, longest = longest_step(store, act, match)
        found[f"{name}: longest step"] = 1000 * longest
        found[f"{name}: in all"] = 1000 * whole
    return found


@contextmanager
def checkpointed(store: Store) -> Iterator[None]:
    """Have what is committed moved into the file as the engine does."""
    checkpointer = Checkpointer(store)
    checkpointer.start()
    forget = store.bus.subscribe(lambda _: checkpointer.note())
    try:
        yield
    finally:
        forget()
        checkpointer.stop()


def _timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def main() -> None:
    """Fill both folders and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--many", type=int, default=MANY, help="jobs in the larger folder")
    many = options.parse_args().many
    found = []
    for count in (FEW, many):
        with tempfile.TemporaryDirectory() as folder:
            store = open_store(Path(folder))
            with store.connection():
                fill(store, count)
                with checkpointed(store):
                    found.append(measure(store))
    few, much = found
    rows = [[name, f"{few[name]:.1f}", f"{much[name]:.1f}", f"{much[name] / few[name]:.1f}"] for name in few]
    show("The page of jobs, in milliseconds", ["", f"{FEW:,} jobs", f"{many:,} jobs", "ratio"], rows)


if __name__ == "__main__":
    main()
