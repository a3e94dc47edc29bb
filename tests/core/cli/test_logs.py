"""Reading the log from the command line."""

import csv
import io
import json
import sys

import pytest

from core.cli import main
from core.log.case import read_case

ROW_KEYS = {
    *(
        "id",
        "date",
        "target_url",
        "webhook_id",
        "transaction_id",
        "app_id",
        "plugin_id",
        "event_type",
        "error",
    ),
    *("direction", "status", "status_code", "attempts", "duration_ms", "next_attempt_at", "uid"),
}


@pytest.fixture
def logged(desk):
    """Three emitted rows and a received one."""
    desk.webhook()
    desk.json("emit", "product_created", "--count", 3)
    desk.received("SELLER_CREATE")
    return desk


def ids(rows):
    return [row["id"] for row in rows]


def test_rows_come_newest_first_under_the_contracts_keys(logged):
    rows = logged.json("logs")

    assert ids(rows) == [4, 3, 2, 1]
    assert set(rows[0]) == ROW_KEYS
    assert rows[0]["date"] == "2023-11-14T22:13:20.000Z"


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--direction", "received"], [4]),
        (["--event", "product_created"], [3, 2, 1]),
        (["--status", "ACCEPTED"], [4]),
        (["--app", "1"], [3, 2, 1]),
        (["--webhook", "2"], []),
        (["--plugin", "shop"], [4]),
        (["--since", "1h"], [3, 2, 1]),
        (["--until", "2024-01-01"], [4]),
        (["--search", "seller_cr"], [4]),
        (["--limit", "2"], [4, 3]),
        (["--before", "3"], [2, 1]),
        (["--before", "4", "--limit", "1", "--status", "PENDING"], [3]),
    ],
)
def test_each_filter_lets_its_rows_through(logged, options, found):
    assert ids(logged.json("logs", *options)) == found


def test_a_search_for_a_status_that_does_not_exist_finds_nothing_and_names_those_that_do(logged):
    said = logged.run("logs", "--search", "status:nope").out
    assert "There is no status “nope”: it is pending, delivered, failed, held, accepted or refused." in said
    assert logged.json("logs", "--search", "status:nope") == []


def test_a_search_by_a_key_that_only_payloads_have_says_so_where_it_finds_nothing(logged):
    assert "“sku” was looked for in the payloads" in logged.run("logs", "--search", "sku:ABC-1").out
    assert logged.json("logs", "--search", "sku:ABC-1") == []


def test_more_rows_than_a_page_are_read_page_by_page(logged, monkeypatch):
    monkeypatch.setattr("core.cli.paging.PAGE", 2)

    assert ids(logged.json("logs")) == [4, 3, 2, 1]
    assert ids(logged.json("logs", "--limit", 3)) == [4, 3, 2]


def test_people_see_a_table_and_strangers_text_is_escaped(logged):
    logged.received("EVIL\x1b[31m")

    out = logged.run("logs").out

    assert out.splitlines()[0].startswith("ID")
    assert r"EVIL\x1b[31m" in out
    assert "\x1b" not in out


def test_an_empty_log_says_so(desk):
    assert desk.run("logs").out == "The log has no such rows.\n"


def test_a_row_is_shown_with_its_attempts_and_what_came_with_it(logged):
    row = logged.json("logs", "show", 1)

    assert set(row) == ROW_KEYS | {"history", "receipt", "resent_from", "resent_as"}
    assert (row["history"], row["receipt"]) == ([], None)
    assert "product_created" in logged.run("logs", "show", 1).out
    assert logged.refused("logs", "show", 99)["code"] == "not_found"


def test_a_payload_is_written_in_its_exact_bytes(desk, monkeypatch):
    desk.received(body=b'\xff{"price": 1.10}\r\n\x00')
    out = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", out)

    assert main(["--data-dir", str(desk.folder), "logs", "payload", "1"]) == 0
    assert out.buffer.getvalue() == b'\xff{"price": 1.10}\r\n\x00'


@pytest.mark.parametrize(
    ("body", "found"),
    [(b'{"a": 1.10}', {"payload": '{"a": 1.10}'}), (b"\xff", {"payload_base64": "/w=="})],
)
def test_a_payload_in_json_is_text_or_base64(desk, body, found):
    desk.received(body=body)

    assert desk.json("logs", "payload", 1) == {"id": 1, "size": len(body)} | found


def test_rows_are_exported_as_json_lines_with_payloads(logged, tmp_path):
    done = logged.json("logs", "export", tmp_path / "rows.jsonl", "--direction", "EMITTED")

    lines = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text().splitlines()]
    assert done == {"file": str(tmp_path / "rows.jsonl"), "rows": 3}
    assert ids(lines) == [3, 2, 1]
    assert set(lines[0]) == ROW_KEYS | {"payload"}


def test_rows_are_exported_as_csv(logged, tmp_path):
    logged.run("logs", "--status", "PENDING", "export", tmp_path / "rows.csv")

    with (tmp_path / "rows.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == ["3", "2", "1"]
    assert set(rows[0]) == ROW_KEYS | {"fetched_at"}


def test_an_export_to_nowhere_is_failed_work(logged, tmp_path):
    ran = logged.run("logs", "export", tmp_path / "none" / "rows.csv")

    assert ran.status == 1
    assert "rows.csv cannot be written" in ran.err


def test_the_text_index_is_built_anew_with_progress(logged):
    ran = logged.run("logs", "reindex")

    assert (ran.out, ran.err.splitlines()[-1]) == ("The text index is built.\n", "100 %")
    assert logged.json("logs", "reindex") == {"newest": 4}
    assert ids(logged.json("logs", "--search", "status:accepted type:SELLER*")) == [4]


def test_a_row_is_written_as_a_case(desk, tmp_path):
    desk.received()
    done = desk.json("logs", "case", 1, tmp_path / "case.json")
    assert done == {"id": 1, "file": str(tmp_path / "case.json")}
    assert read_case(tmp_path / "case.json").row.id == 1
    assert desk.refused("logs", "case", 9, tmp_path / "none.json")["code"] == "not_found"
