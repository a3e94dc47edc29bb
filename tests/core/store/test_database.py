import os
import stat
import threading

import pytest

from core.bus import ROWS, Bus, Change
from core.errors import StoreError
from core.outgoing.apps import create_app, list_apps
from core.store import database
from core.store.database import MOST_ROWS, open_store


def pragma(store, name):
    return store.sql(f"PRAGMA {name}").fetchone()[0]


@pytest.fixture
def told(store):
    """What the bus tells, change by change."""
    told: list[Change] = []
    store.bus.subscribe(told.append)
    return told


def count(store):
    return store.sql("SELECT count(*) FROM setting").fetchone()[0]


def put(store, key="k"):
    store.sql("INSERT INTO setting VALUES (?, '1')", (key,))


@pytest.mark.parametrize("size", [0, 1, MOST_ROWS, 2 * MOST_ROWS + 3])
def test_many_rows_are_inserted_whatever_their_number(store, size):
    rows = [(f"k{number:03}", str(number)) for number in range(size)]
    store.bulk("INSERT INTO setting (key, value) VALUES {rows}", rows)
    assert store.sql("SELECT key, value FROM setting ORDER BY key").fetchall() == rows


def test_what_is_deleted_leaves_no_trace_and_gives_its_space_back(store):
    assert (pragma(store, "auto_vacuum"), pragma(store, "secure_delete")) == (2, 1)


def test_readers_never_wait_and_references_hold(store):
    assert (pragma(store, "journal_mode"), pragma(store, "foreign_keys")) == ("wal", 1)


def test_what_is_accepted_is_synced_and_what_can_be_repeated_is_not(tmp_path):
    store = open_store(tmp_path / "desk")
    with store.connection():
        assert pragma(store, "synchronous") == 2
    with store.connection(synchronous="normal"), store.write(Change.LOG):
        assert pragma(store, "synchronous") == 1
    with store.connection():
        assert pragma(store, "synchronous") == 2


def test_after_a_write_that_waited_in_vain_the_next_wait_shortly_until_one_succeeds(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "SHORT_SECONDS", 0.001)
    store, other = open_store(tmp_path / "desk"), open_store(tmp_path / "desk")
    with store.connection(patience=0.05):
        with other.write(Change.NONE), pytest.raises(StoreError), store.write(Change.NONE):
            pass
        assert (pragma(store, "busy_timeout"), store._patience.seconds) == (1, 0.001)
        with store.write(Change.NONE):
            assert pragma(store, "busy_timeout") == 1
        assert (pragma(store, "busy_timeout"), store._patience.seconds) == (50, 0.05)


@pytest.mark.skipif(os.name == "nt", reason="Windows guards files by the user's profile")
def test_the_folder_and_every_file_in_it_are_for_this_user_alone(engine):
    create_app(engine.store, name="Feed")
    folder = engine.data_dir
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert {"yardarm.db", "yardarm.db-wal", "key", "engine.lock"} <= set(modes)
    assert set(modes.values()) == {0o600}, modes
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_thread_without_a_connection_gets_one_to_write_and_loses_it_after(tmp_path):
    store = open_store(tmp_path / "desk")
    create_app(store, name="Feed")
    assert store.db.is_closed()
    with store.connection(), store.connection():
        pass
    assert store.db.is_closed()


def test_the_bus_is_told_after_the_commit(tmp_path):
    store = open_store(tmp_path / "desk")
    other, seen = open_store(tmp_path / "desk"), []

    def look(change):
        with other.connection():
            seen.append((change, count(other)))

    store.bus.subscribe(look)
    with store.write(Change.SETTINGS):
        put(store)
        assert seen == []
    assert seen == [(Change.SETTINGS, 1)]


def test_what_is_rolled_back_is_neither_kept_nor_told(store, told):
    with pytest.raises(ValueError, match="no"), store.write(Change.SETTINGS):
        put(store)
        raise ValueError("no")
    assert (count(store), told) == (0, [])


def test_a_write_inside_a_write_fails_clearly_and_the_door_opens_again(store, told):
    with pytest.raises(RuntimeError, match="writing already"), store.write(Change.SETTINGS):
        put(store)
        create_app(store, name="Feed")
    with store.write(Change.SETTINGS):
        put(store)
    assert (count(store), list_apps(store), told) == (1, [], [Change.SETTINGS])


def test_a_write_waits_for_the_one_of_another_thread(tmp_path):
    store, inside, order = open_store(tmp_path / "desk"), threading.Event(), []

    def second():
        inside.wait(5)
        with store.write(Change.NONE):
            order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with store.write(Change.NONE):
        inside.set()
        thread.join(0.05)  # time enough to break in, if the door were open
        order.append("first")
    thread.join(5)
    assert order == ["first", "second"]


def test_many_threads_lose_no_write(tmp_path):
    store = open_store(tmp_path / "desk")

    def add(thread):
        for number in range(25):
            with store.write(Change.SETTINGS):
                put(store, f"{thread}.{number}")

    threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.connection():
        assert count(store) == 100


@pytest.mark.parametrize("rows", [0, 1, MOST_ROWS, 2 * MOST_ROWS + 1])
def test_one_statement_takes_any_number_of_rows(store, rows):
    store.bulk("INSERT INTO setting VALUES {rows}", [(f"k{at}", str(at)) for at in range(rows)])
    store.bulk("DELETE FROM setting WHERE key IN (SELECT column1 FROM (VALUES {rows}))", [("k0",)])
    assert count(store) == max(rows - 1, 0)


def test_a_listener_that_fails_undoes_nothing(store, caplog):
    def fail(_change):
        raise ValueError("a listener's bug")

    store.bus.subscribe(fail)
    with store.write(Change.SETTINGS):
        put(store)
    assert count(store) == 1
    assert "a listener failed" in caplog.text


def test_only_a_process_without_the_engine_notes_what_it_changed(store):
    with store.write(Change.APPS | Change.SENDER):
        pass
    store.owner = True
    with store.write(ROWS):
        pass
    assert store.sql("SELECT kind, seq FROM change").fetchall() == [("APPS", 1)]


def test_two_stores_of_one_folder_see_each_others_rows(store):
    other = open_store(store.path.parent, bus=Bus())
    create_app(other, name="Feed")
    assert [app.name for app in list_apps(store)] == ["Feed"]
