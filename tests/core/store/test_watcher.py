"""What other processes change is seen within half a second."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import peewee
import pytest

from core.bus import ROWS, Bus, Change
from core.outgoing.apps import create_app
from core.store import watcher as module
from core.store.database import open_store
from core.store.watcher import Watcher
from tests.waiting import eventually

ROOT = Path(__file__).parents[3]
SOON = 0.5


@pytest.fixture
def watched(store):
    """A store that runs the engine and is watched; and what its bus tells of others."""
    store.owner = True
    told: list[Change] = []
    store.bus.subscribe(told.append)
    watcher = Watcher(store, store.bus)
    watcher.start()
    yield store, told
    watcher.stop()


def other(store):
    return open_store(store.path.parent, bus=Bus())


def test_the_owner_is_told_what_another_store_changed(watched):
    store, told = watched
    create_app(other(store), name="Feed")
    eventually(lambda: told, within=SOON)
    assert told == [Change.APPS]


def test_the_owner_is_told_what_another_process_changed(watched):
    store, told = watched
    code = "import sys; from core.cli import main; sys.exit(main(sys.argv[1:]))"
    argv = [sys.executable, "-c", code, "--data-dir", str(store.path.parent), "app", "create", "Feed"]
    seen: list[float] = []
    store.bus.subscribe(lambda change: seen.append(time.monotonic()))
    subprocess.run(argv, cwd=ROOT, check=True, capture_output=True, timeout=20)
    ended = time.monotonic()
    eventually(lambda: told, within=SOON)
    assert (told, seen[0] - ended < SOON) == ([Change.APPS], True)


def test_a_guest_is_told_that_the_owner_changed_something(watched):
    store, told = watched
    owner = other(store)
    owner.owner, store.owner = True, False
    create_app(owner, name="Feed")
    eventually(lambda: told, within=SOON)
    assert set(told) == {ROWS}


def test_several_changes_between_two_looks_are_told_together(watched, monkeypatch):
    store, told = watched
    second = other(store)
    with second.write(Change.APPS | Change.LOG):
        pass
    with second.write(Change.JOBS):
        pass
    eventually(lambda: Change.JOBS in [kind for change in told for kind in change])
    assert {kind for change in told for kind in change} == {Change.APPS, Change.LOG, Change.JOBS}


def test_what_a_process_changed_itself_is_not_told_twice(watched):
    store, told = watched
    threads = [threading.Thread(target=create_app, args=(store,), kwargs={"name": str(n)}) for n in range(3)]
    for thread in threads:
        thread.start()
    create_app(other(store), name="Feed")
    eventually(lambda: len(told) > 3)
    assert told == [Change.APPS] * 3 + [Change.APPS]


def test_nothing_is_missed_between_the_start_and_the_first_look(store, monkeypatch):
    store.owner, second, written, connection = True, other(store), threading.Event(), store.connection

    def late(**options):
        if threading.current_thread().name == "watcher":
            written.wait(5)
        return connection(**options)

    monkeypatch.setattr(store, "connection", late)
    told: list[Change] = []
    store.bus.subscribe(told.append)
    watcher = Watcher(store, store.bus)
    watcher.start()
    create_app(second, name="Feed")
    written.set()
    eventually(lambda: told, within=2)
    watcher.stop()


def test_trouble_with_the_disk_passes(watched, monkeypatch, caplog):
    monkeypatch.setattr(module, "TRY_AGAIN", 0.01)
    store, told = watched

    def fail(*_args):
        raise peewee.OperationalError("disk I/O error")

    with monkeypatch.context() as patch:
        patch.setattr(store, "sql", fail)
        eventually(lambda: "cannot watch" in caplog.text)
    create_app(other(store), name="Feed")
    eventually(lambda: told, within=2)


def test_a_watcher_that_stops_leaves_no_thread(store):
    before = threading.active_count()
    watcher = Watcher(store, store.bus)
    watcher.start()
    watcher.stop()
    assert threading.active_count() == before


def test_a_kind_that_a_newer_version_knows_is_passed_over(watched):
    store, told = watched
    second = other(store)
    with second.write(Change.APPS):
        second.sql("INSERT INTO change VALUES ('TIDES', 1)")
    eventually(lambda: told)
    assert told == [Change.APPS]
