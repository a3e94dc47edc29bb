"""The thread that runs jobs: what wakes it, what it survives, and how it stops."""

import threading
import time

import peewee
import pytest

from core import settings
from core.errors import StoreError
from core.incoming import queue, runner
from core.incoming.runner import Runner
from core.outgoing import emit
from tests.core import made
from tests.core.incoming.outcomes import statuses, stock
from tests.waiting import eventually

pytestmark = pytest.mark.usefixtures("wide_door")


@pytest.fixture
def running(store):
    running = Runner(store, is_own=emit.nobody)
    store.bus.subscribe(lambda change: running.wake())
    running.start()
    yield running
    running.stop()


def looking_fails(monkeypatch, troubles):
    """Let each look for jobs fail until all the troubles are spent."""
    find = queue.next_jobs

    def fail(*args, **options):
        if troubles:
            raise troubles.pop()
        return find(*args, **options)

    monkeypatch.setattr(queue, "next_jobs", fail)


def test_a_runner_runs_what_waits_and_what_comes(store, running):
    made.jobs(store, stock(1))
    eventually(lambda: statuses(store) == ["SUCCESS"])
    settings.save(store, scheduling=False)
    made.jobs(store, stock(2))
    settings.save(store, scheduling=True)
    eventually(lambda: statuses(store) == ["SUCCESS"] * 2)


@pytest.mark.parametrize("trouble", [peewee.OperationalError("disk I/O error"), ValueError("a bug")])
def test_a_runner_goes_on_after_trouble(store, monkeypatch, caplog, trouble):
    monkeypatch.setattr(runner, "TRY_AGAIN", 0.01)
    looking_fails(monkeypatch, [trouble] * 3)
    made.jobs(store, stock(1))
    running = Runner(store, is_own=emit.nobody)
    running.start()
    eventually(lambda: statuses(store) == ["SUCCESS"])
    running.stop()
    words = "The disk cannot be read" if isinstance(trouble, peewee.PeeweeException) else "a bug"
    assert words in caplog.text


def test_a_long_wait_for_the_store_ends_when_others_can_write_again(store, monkeypatch):
    monkeypatch.setattr(runner, "TRY_AGAIN", 0.01)
    troubles = [peewee.OperationalError("disk I/O error")]
    looking_fails(monkeypatch, troubles)
    running = Runner(store, is_own=emit.nobody)
    running._pause = runner.LONGEST
    store.bus.subscribe(lambda change: running.wake())
    made.jobs(store, stock(1))
    running.start()
    eventually(lambda: not troubles)
    made.jobs(store, stock(2))
    eventually(lambda: statuses(store) == ["SUCCESS"] * 2)
    running.stop()


def test_a_runner_that_cannot_open_the_store_yet_tries_again(store, monkeypatch, caplog):
    monkeypatch.setattr(runner, "TRY_AGAIN", 0.01)
    opened, troubles = store.connection, [StoreError("Another program holds the database.")] * 2

    def connection(**options):
        if troubles and threading.current_thread().name == "jobs":
            raise troubles.pop()
        return opened(**options)

    monkeypatch.setattr(store, "connection", connection)
    made.jobs(store, stock(1))
    running = Runner(store, is_own=emit.nobody)
    running.start()
    eventually(lambda: statuses(store) == ["SUCCESS"])
    running.stop()
    assert "jobs wait: Another program holds the database" in caplog.text


def test_a_job_is_looked_for_again_soon_however_late_it_is_due_as_the_clock_may_be_set():
    assert [runner._until(due, 100_000) for due in (0, 101_000, 10_000_000)] == [0.05, 1.0, 30.0]


def test_a_runner_stops_at_once_and_leaves_the_rest_for_the_next(store, monkeypatch):
    monkeypatch.setattr(runner, "BATCH", 1)
    made.jobs(store, *[stock(number) for number in range(300)])
    running = Runner(store, is_own=emit.nobody)
    running.start()
    eventually(lambda: "SUCCESS" in statuses(store))
    started = time.monotonic()
    running.stop()
    assert time.monotonic() - started < 1
    done = statuses(store).count("SUCCESS")
    assert statuses(store) == ["SUCCESS"] * done + ["PENDING"] * (300 - done)
