"""Migrations, as steps of the test's own after those that are shipped."""

import multiprocessing
import shutil
import sqlite3
import stat
import sys
import threading
from contextlib import closing

import peewee
import pytest

from core.errors import StoreError
from core.outgoing.apps import create_app, list_apps
from core.store.database import FILE, open_store
from core.store.schema import STEPS, bring_up_to_date

GOOD = "def up(migrator, db):\n    db.execute_sql('CREATE TABLE {name} (id INTEGER)')\n"
BAD = GOOD + "    db.execute_sql('CREATE TABLE {name} (id INTEGER)')\n"


@pytest.fixture
def path(tmp_path):
    """A database of the shipped schema, with an app in it."""
    store = open_store(tmp_path / "desk")
    create_app(store, name="Feed")
    return store.path


@pytest.fixture
def steps(tmp_path):
    return shutil.copytree(STEPS, tmp_path / "steps")


def add(steps, name, text):
    (steps / f"{name}.py").write_text(text.format(name=f"t{name[:4]}"))


def read(path, question):
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute(question)]


def tables(path):
    return {name for name in read(path, "SELECT name FROM sqlite_master") if name.startswith("t0")}


def test_new_steps_run_in_order_and_only_once(path, steps):
    add(steps, "0010_later", "def up(migrator, db):\n    db.execute_sql('DROP TABLE t0009')\n")
    add(steps, "0009_sooner", GOOD)
    bring_up_to_date(path, is_new=False, steps=steps)
    bring_up_to_date(path, is_new=False, steps=steps)
    assert read(path, "SELECT name FROM schema_migration")[-2:] == ["0009_sooner", "0010_later"]
    assert tables(path) == set()


def test_a_step_that_fails_leaves_the_version_it_found(path, steps):
    before = read(path, "SELECT name FROM schema_migration")
    add(steps, "0009_good", GOOD)
    add(steps, "0010_bad", BAD)
    with pytest.raises(Exception, match="already exists"):
        bring_up_to_date(path, is_new=False, steps=steps)
    assert read(path, "SELECT name FROM schema_migration") == before
    assert tables(path) == set()
    assert [app.name for app in apps_in(path)] == ["Feed"]


def apps_in(path):
    store = open_store(path.parent)
    with store.connection():
        return list_apps(store)


def test_a_copy_for_this_user_alone_is_made_before(path, steps):
    add(steps, "0009_good", GOOD)
    bring_up_to_date(path, is_new=False, steps=steps)
    copy = path.with_name("before-0009_good.db")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert read(copy, "SELECT name FROM app") == ["Feed"]
    assert tables(copy) == set()


def test_the_copies_of_the_last_two_updates_stay(path, steps):
    for name in ("0097_a", "0098_b", "0099_c"):
        add(steps, name, GOOD)
        bring_up_to_date(path, is_new=False, steps=steps)
    assert sorted(copy.stem for copy in path.parent.glob("before-*")) == ["before-0098_b", "before-0099_c"]


def test_a_second_try_replaces_the_copy_of_the_first(path, steps):
    add(steps, "0009_bad", BAD)
    with pytest.raises(Exception, match="already exists"):
        bring_up_to_date(path, is_new=False, steps=steps)
    create_app(open_store(path.parent), name="Later")
    with pytest.raises(Exception, match="already exists"):
        bring_up_to_date(path, is_new=False, steps=steps)
    assert read(path.with_name("before-0009_bad.db"), "SELECT name FROM app") == ["Feed", "Later"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_copy_for_which_there_is_no_room_leaves_nothing_and_the_file_as_it_was(path, steps):
    import resource

    add(steps, "0009_good", GOOD)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size // 2, before[1]))
    try:
        with pytest.raises(peewee.DatabaseError):
            bring_up_to_date(path, is_new=False, steps=steps)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not list(path.parent.glob("before-*"))
    assert (tables(path), [app.name for app in apps_in(path)]) == (set(), ["Feed"])


def test_a_new_file_and_one_that_is_up_to_date_are_not_copied(path):
    open_store(path.parent)
    assert not list(path.parent.glob("before-*"))


def test_a_file_from_a_newer_version_is_refused_and_left_alone(path, steps):
    add(steps, "0099_future", GOOD)
    bring_up_to_date(path, is_new=False, steps=steps)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="newer version of Yardarm") as refused:
        open_store(path.parent)
    assert refused.value.code == "too_new"
    assert "Update Yardarm" in refused.value.advice
    assert path.read_bytes() == before


def test_a_step_keeps_the_rows_that_refer_to_a_table_it_rebuilds(path, steps):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO webhook (id, app_id, name, target_url, scheme, is_active, created_at)"
            " VALUES (1, 1, 'w', 'http://x.example', 'nautical', 0, 0)"
        )
        connection.commit()
    add(
        steps,
        "0009_rebuild",
        "def up(migrator, db):\n    migrator.migrate(migrator.drop_column('app', 'activated_at'))\n",
    )
    bring_up_to_date(path, is_new=False, steps=steps)
    assert read(path, "SELECT name FROM webhook") == ["w"]


def _open(folder, barrier, results):
    barrier.wait(20)
    store = open_store(folder)
    create_app(store, name="Feed")
    results.put(store.vault.seal("s"))


def test_processes_that_open_a_new_folder_at_once_agree(tmp_path):
    spawn = multiprocessing.get_context("spawn")
    barrier, results = spawn.Barrier(3), spawn.Queue()
    folder = tmp_path / "desk"
    processes = [spawn.Process(target=_open, args=(folder, barrier, results)) for _ in range(3)]
    for process in processes:
        process.start()
    sealed = [results.get(timeout=20) for _ in processes]
    for process in processes:
        process.join(10)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert len(apps_in(folder / FILE)) == 3
    vault = open_store(folder).vault
    assert [vault.open(each) for each in sealed] == ["s", "s", "s"]
    assert not list(folder.glob("before-*"))


def test_threads_that_open_a_new_folder_at_once_agree(tmp_path):
    errors, barrier = [], threading.Barrier(6)

    def work():
        barrier.wait(5)
        try:
            open_store(tmp_path / "desk")
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
