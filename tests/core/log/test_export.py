"""Rows of the log in a file."""

import csv
import json
import os
import stat
import sys
import tracemalloc
from pathlib import Path

import pytest

from core.errors import DeskError, InvalidInput
from core.log import deleting, event_log, export
from core.log.event_log import LogFilter
from core.log.export import COLUMNS, export_rows
from core.store.database import open_store
from core.store.records import LogRecord, PayloadRecord
from tests.core import made


@pytest.fixture
def store(tmp_path):
    store = open_store(tmp_path / "desk")
    with store.connection():
        yield store


def log(store, body=b"{}", **values):
    payload = store.run(PayloadRecord.insert(body=body))
    row = {"date": 0, "direction": "EMITTED", "status": "FAILED", "event_type": "product_created"}
    return store.run(
        LogRecord.insert(row | {"attempts": 0, "payload_id": payload, "size": len(body)} | values)
    )


def test_json_lines_hold_rows_and_payloads_newest_first(store, tmp_path):
    log(store, b'{"a": 1.10}')
    log(store, b"\xff")

    assert export_rows(store, tmp_path / "rows.jsonl", LogFilter()) == 2

    newest, oldest = map(json.loads, (tmp_path / "rows.jsonl").read_text().splitlines())
    assert (newest["id"], newest["payload_base64"]) == (2, "/w==")
    assert (oldest["id"], oldest["payload"], oldest["date"]) == (1, '{"a": 1.10}', "1970-01-01T00:00:00.000Z")


def test_more_rows_than_a_page_are_all_written(store, tmp_path, monkeypatch):
    monkeypatch.setattr(export, "PAGE", 2)
    for _ in range(5):
        log(store)

    assert export_rows(store, tmp_path / "rows.csv", LogFilter()) == 5
    assert len((tmp_path / "rows.csv").read_text().splitlines()) == 6


def test_a_row_that_is_deleted_after_its_page_was_read_is_left_out(store, tmp_path, monkeypatch):
    for _ in range(3):
        log(store)
    read = event_log.payload

    def payload(store, log_id):
        if log_id == 2:
            deleting.delete(store, [2])
        return read(store, log_id)

    monkeypatch.setattr(event_log, "payload", payload)
    assert export_rows(store, tmp_path / "rows.jsonl", LogFilter()) == 2
    lines = (tmp_path / "rows.jsonl").read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == [3, 1]


def test_csv_has_its_headings_also_without_rows(store, tmp_path):
    assert export_rows(store, tmp_path / "ROWS.CSV", LogFilter(status="HELD")) == 0
    assert (tmp_path / "ROWS.CSV").read_text().strip() == ",".join(COLUMNS)


@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl"])
def test_what_was_fetched_because_it_was_missed_says_when(store, tmp_path, name):
    log(store)
    log(store, direction="RECEIVED", status="ACCEPTED", fetched_at=1_000)

    export_rows(store, tmp_path / name, LogFilter())

    lines = (tmp_path / name).read_text().splitlines()
    rows = csv.DictReader(lines) if name.endswith(".csv") else map(json.loads, lines)
    assert [row.get("fetched_at") or None for row in rows] == ["1970-01-01T00:00:01.000Z", None]


@pytest.mark.parametrize("evil", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)"])
def test_a_spreadsheet_reads_no_formula_of_a_stranger(store, tmp_path, evil):
    log(store, error=evil)

    export_rows(store, tmp_path / "rows.csv", LogFilter())

    with (tmp_path / "rows.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["error"] == f"'{evil}"


def test_only_the_user_can_read_the_file_and_an_old_one_is_replaced(store, tmp_path):
    (tmp_path / "rows.csv").write_text("old")

    export_rows(store, tmp_path / "rows.csv", LogFilter())

    assert stat.S_IMODE((tmp_path / "rows.csv").stat().st_mode) == 0o600
    assert "old" not in (tmp_path / "rows.csv").read_text()


def test_a_folder_that_is_not_there_is_told(store, tmp_path):
    with pytest.raises(DeskError, match=r"rows\.csv cannot be written"):
        export_rows(store, tmp_path / "none" / "rows.csv", LogFilter())


@pytest.mark.skipif(sys.platform == "win32", reason="it has no named pipes in folders")
def test_a_pipe_is_written_to_and_stays_a_pipe(store, tmp_path):
    log(store)
    pipe = tmp_path / "rows.csv"
    os.mkfifo(pipe)
    with os.fdopen(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)) as reader:
        assert export_rows(store, pipe, LogFilter()) == 1
        assert pipe.is_fifo()
        assert len(reader.read().splitlines()) == 2


@pytest.mark.parametrize("name", ["yardarm.db", "key", "yardarm.db-wal", "KEY"])
def test_the_desks_own_database_and_key_are_not_replaced(store, tmp_path, name):
    with pytest.raises(InvalidInput, match="of Yardarm's own"):
        export_rows(store, store.path.with_name(name), LogFilter())
    assert export_rows(store, tmp_path / name, LogFilter()) == 0


def test_the_desks_own_files_are_not_replaced_through_a_link(store, tmp_path):
    key = store.path.with_name("key")
    before = key.read_bytes()
    (tmp_path / "link.csv").symlink_to(key)
    with pytest.raises(InvalidInput, match="of Yardarm's own"):
        export_rows(store, tmp_path / "link.csv", LogFilter())
    assert key.read_bytes() == before


def test_a_link_stays_a_link_and_its_file_is_replaced(store, tmp_path):
    (tmp_path / "rows.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to(tmp_path / "rows.csv")
    export_rows(store, tmp_path / "link.csv", LogFilter())
    assert (tmp_path / "link.csv").is_symlink()
    assert "old" not in (tmp_path / "rows.csv").read_text()


@pytest.mark.parametrize("name", ["/", ".", "", ".."])
def test_a_name_that_is_no_files_is_told(store, name):
    with pytest.raises(DeskError, match="cannot be written"):
        export_rows(store, Path(name), LogFilter())


def test_an_export_that_fails_leaves_no_file(store, tmp_path, monkeypatch):
    log(store)
    monkeypatch.setattr(export, "as_public", lambda row: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        export_rows(store, tmp_path / "rows.csv", LogFilter())

    assert [path.name for path in tmp_path.iterdir()] == ["desk"]


@pytest.mark.parametrize("rows", [1_000, pytest.param(1_000_000, marks=pytest.mark.long)])
@pytest.mark.parametrize("suffix", [".jsonl", ".csv"])
def test_memory_does_not_grow_with_the_rows(store, tmp_path, rows, suffix):
    made.many(store, made.hook(store), rows)
    tracemalloc.start()
    try:
        assert export_rows(store, tmp_path / f"rows{suffix}", LogFilter()) == rows
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 6_000_000
