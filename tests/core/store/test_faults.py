"""A store that cannot be used says so in words, with what to do, and goes on when it can be again."""

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import peewee
import pytest

from core.bus import Change
from core.errors import StoreError
from core.outgoing.apps import create_app, list_apps
from core.store.database import FILE, open_store

NOBODY = 65_534


@pytest.fixture
def folder():
    """A folder whose rights hold for the test's user, who is not root while it runs."""
    folder = Path(tempfile.mkdtemp())
    open_store(folder / "first")  # what that imports may lie where only root can read
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    try:
        if as_root:
            os.chown(folder, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, 0)
        yield folder
    finally:
        if as_root:
            os.setresuid(0, 0, 0)
        folder.chmod(0o700)
        shutil.rmtree(folder)


def refused(data_dir):
    with pytest.raises(StoreError) as error:
        open_store(data_dir)
    assert error.value.title
    assert error.value.advice
    return error.value


def fill(store):
    """Let the disk be full from now on: the file may not grow by a page."""
    store.sql(f"PRAGMA max_page_count = {store.sql('PRAGMA page_count').fetchone()[0]}")


def big(store):
    store.sql("INSERT INTO payload (body) VALUES (zeroblob(1000000))")


def test_a_folder_that_cannot_be_written_says_what_to_do(folder):
    folder.chmod(0o500)
    assert "cannot be written" in refused(folder).title
    assert "--data-dir" in refused(folder / "desk").advice


def test_a_file_that_cannot_be_written_can_be_read_and_says_so_when_written(folder):
    create_app(open_store(folder), name="Feed")
    (folder / FILE).chmod(0o400)
    store = open_store(folder)
    with store.connection():
        assert [app.name for app in list_apps(store)] == ["Feed"]
    with pytest.raises(StoreError, match="read-only") as error:
        create_app(store, name="Other")
    assert str(folder) in error.value.advice


def test_a_file_that_cannot_be_read_says_so(folder):
    open_store(folder)
    (folder / FILE).chmod(0)
    assert refused(folder).code == "cannot_open"


def test_a_folder_in_place_of_the_file_says_so(tmp_path):
    (tmp_path / FILE).mkdir()
    assert refused(tmp_path).code == "cannot_open"


def test_a_file_in_place_of_the_folder_says_so(tmp_path):
    (tmp_path / "desk").write_text("mine")
    assert "cannot be made" in refused(tmp_path / "desk").title


def test_a_file_that_is_no_database_is_named_and_left_as_it_is(tmp_path):
    (tmp_path / FILE).write_bytes(b"not a database at all" * 100)
    error = refused(tmp_path)
    assert (error.code, str(tmp_path) in error.advice) == ("damaged", True)
    assert (tmp_path / FILE).read_bytes() == b"not a database at all" * 100


def test_a_file_that_lost_everything_is_not_taken_for_a_new_one(tmp_path):
    create_app(open_store(tmp_path), name="Feed")
    os.truncate(tmp_path / FILE, 0)
    error = refused(tmp_path)
    assert (error.code, (tmp_path / FILE).stat().st_size) == ("damaged", 0)
    (tmp_path / FILE).unlink()
    store = open_store(tmp_path)
    with store.connection():
        assert list_apps(store) == []


def test_a_database_of_another_program_is_named_and_left_as_it_is(tmp_path):
    with closing(sqlite3.connect(tmp_path / FILE)) as others:
        others.execute("CREATE TABLE song (title TEXT)")
    before = (tmp_path / FILE).read_bytes()
    error = refused(tmp_path)
    assert (error.code, "not Yardarm's" in error.title) == ("damaged", True)
    assert (tmp_path / FILE).read_bytes() == before
    assert list(tmp_path.glob("before-*")) == []


def test_a_damaged_page_is_told_by_who_reads_it(tmp_path):
    store = open_store(tmp_path)
    create_app(store, name="Feed")
    with (tmp_path / FILE).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096 * 60)
    with pytest.raises(StoreError, match="damaged"), store.connection():
        list_apps(store)


def test_a_full_disk_keeps_nothing_tells_nothing_and_passes(store):
    told: list[Change] = []
    store.bus.subscribe(told.append)
    fill(store)
    with pytest.raises(StoreError, match="disk is full") as error, store.write(Change.LOG):
        big(store)
    assert error.value.code == "disk_full"
    assert (store.sql("SELECT count(*) FROM payload").fetchone()[0], told) == (0, [])
    store.sql("PRAGMA max_page_count = 1000000")
    with store.write(Change.LOG):
        big(store)
    assert told == [Change.LOG]


def test_a_disk_without_room_for_what_sqlite_reads_with_is_called_full(store, monkeypatch):
    def fail():
        with pytest.raises(StoreError) as error, store.connection():
            raise peewee.OperationalError("disk I/O error")
        return error.value.code

    assert fail() == "disk"
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=4_096))
    assert fail() == "disk_full"


def test_a_folder_in_place_of_a_lock_says_so(tmp_path):
    (tmp_path / "migrate.lock").mkdir()
    assert "Is a directory" in refused(tmp_path).advice


def test_another_program_that_holds_the_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("core.store.database.BUSY_SECONDS", 0.05)
    store, other = open_store(tmp_path), open_store(tmp_path)
    with other.write(Change.NONE), pytest.raises(StoreError, match="Another program"):
        create_app(store, name="Feed")
    assert create_app(store, name="Feed").id == 1


def test_trouble_in_a_connection_that_is_open_already_has_words_too(store):
    with pytest.raises(StoreError, match="cannot be used"), store.connection():
        raise peewee.OperationalError("something new")


@pytest.mark.parametrize(
    "statement", ["SELECT * FROM nowhere", "SELEC 1", "INSERT INTO change VALUES (NULL, 1)"]
)
def test_a_bug_of_ours_keeps_its_own_error(store, statement):
    with pytest.raises(peewee.PeeweeException), store.connection():
        store.sql(statement)
