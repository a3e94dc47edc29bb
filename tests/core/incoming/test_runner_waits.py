"""A job that meets a full disk or another program's lock waits, and nothing is lost."""

import contextlib
import sqlite3

import pytest

from core.errors import StoreError
from core.incoming import jobs, queue
from core.incoming.runner import Runner, run_batch
from core.outgoing import emit
from tests.core import made
from tests.core.incoming.outcomes import events, outcomes, records, statuses, stock

pytestmark = pytest.mark.usefixtures("wide_door")


def big(number):
    return {"external_id": str(number), "name": "x" * 200_000}


def nearly_full(store, pages=20):
    """Leave room for small jobs, and none for a big one."""
    store.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.sql(f"PRAGMA max_page_count = {store.sql('PRAGMA page_count').fetchone()[0] + pages}")


def step(running, times=1):
    """Let a runner do what its thread does, here."""
    for _ in range(times):
        running._step()


@pytest.fixture
def still(store, monkeypatch):
    """A runner without its thread, which never waits for a job."""
    running = Runner(store, is_own=emit.nobody)
    monkeypatch.setattr(running.woken, "wait", lambda seconds: None)
    return running


def test_a_job_that_alone_meets_a_full_disk_waits_and_holds_up_only_its_record(store, clock, still):
    made.jobs(store, big(1), job_type="PRODUCT_CREATE")
    made.jobs(store, {"external_id": "1", "brand": "Tern"}, job_type="PRODUCT_UPDATE")
    made.jobs(store, stock(7))
    nearly_full(store)
    step(still, 5)
    assert statuses(store) == ["PENDING", "PENDING", "SUCCESS"]
    first, second, _ = outcomes(store)
    assert first[1] == "The disk is full. It is tried again by itself."
    assert second[1] == "It waits for job 1, which goes first."
    assert [jobs.get_job(store, number).attempts for number in (1, 2)] == [1, 0]
    store.sql("PRAGMA max_page_count = 1000000")
    step(still)
    assert statuses(store)[:2] == ["PENDING", "PENDING"]
    clock.now += queue.FIRST_WAIT
    step(still, 3)
    assert statuses(store) == ["SUCCESS"] * 3
    assert records(store)[1][1]["brand"] == "Tern"
    assert [row.status for row in jobs.attempts(store, 1)] == ["PENDING", "SUCCESS"]


def test_a_job_that_waits_is_tried_at_once_when_it_is_scheduled_again(store, still):
    made.jobs(store, big(1), job_type="PRODUCT_CREATE")
    nearly_full(store)
    step(still, 3)
    assert queue.next_due(store) is not None
    store.sql("PRAGMA max_page_count = 1000000")
    jobs.toggle(store, 1)
    jobs.toggle(store, 1)
    step(still)
    assert statuses(store) == ["SUCCESS"]


def test_a_job_does_not_wait_for_a_time_of_a_clock_that_was_set_back(store, clock, still):
    made.jobs(store, stock(1))
    store.sql("UPDATE job SET due_at = ?", (clock.now + queue.LONGEST_WAIT,))
    step(still)
    assert statuses(store) == ["PENDING"]
    clock.now -= 3_600_000
    step(still, 2)
    assert statuses(store) == ["SUCCESS"]


def test_another_programs_lock_leaves_every_job_as_it_was(store, still):
    made.jobs(store, stock(1), stock(2, "B"))
    store.sql("PRAGMA busy_timeout = 1")
    with contextlib.closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        step(still)  # from now on one by one
        with pytest.raises(StoreError, match="Another program holds the database"):
            step(still)
    assert outcomes(store) == [("PENDING", "")] * 2
    step(still, 3)
    assert statuses(store) == ["SUCCESS"] * 2
    assert [jobs.get_job(store, number).attempts for number in (1, 2)] == [1, 1]


def test_the_waits_of_a_job_grow_and_end_growing():
    waits = [queue.wait_ms(attempts) for attempts in range(1, 40)]
    assert waits[:3] == [5_000, 10_000, 20_000]
    assert set(waits[-30:]) == {queue.LONGEST_WAIT}


def test_a_full_disk_leaves_every_job_as_it_was(store):
    made.hook(store)
    made.jobs(store, stock(1), {**stock(2, "B"), "sku": "B"})
    made.jobs(
        store, *[{"external_id": str(n), "name": "x" * 200_000} for n in range(3)], job_type="PRODUCT_CREATE"
    )
    store.sql(f"PRAGMA max_page_count = {store.sql('PRAGMA page_count').fetchone()[0] + 60}")
    with pytest.raises(StoreError, match="disk is full"):
        while run_batch(store):
            pass
    kept = statuses(store)
    assert "FAILED" not in kept
    assert kept.count("SUCCESS") == len(records(store)) == len(events(store))
    store.sql("PRAGMA max_page_count = 1000000")
    while run_batch(store):
        pass
    assert statuses(store) == ["SUCCESS"] * 5
    assert len(events(store)) == 5


def test_a_kill_before_the_commit_leaves_nothing_and_after_the_next_start_one_event(store, monkeypatch):
    made.hook(store)
    made.jobs(store, stock(7))

    class Killed(BaseException):
        pass

    def die(*_args):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(store, "_note", die)  # the last thing before the commit
        with pytest.raises(Killed):
            run_batch(store)
    assert (statuses(store), records(store), events(store)) == (["PENDING"], [], [])
    run_batch(store)
    assert (statuses(store), events(store)) == (["SUCCESS"], ["stock_updated"])
