"""What senders hear while nothing can be stored, and what is stored then: nothing, or all of it."""

import json

import pytest

from core.bus import Change
from core.store import database
from core.store.database import open_store
from tests.core.incoming.conftest import TABLES, open_desk

PAYLOAD = json.dumps({"a": "x" * 4_000}).encode()


@pytest.mark.parametrize(
    ("held_by", "words"),
    [
        ("another program", "Another program holds the database"),
        ("a thread that waits for the disk", "The database is busy"),
    ],
)
def test_while_the_store_cannot_write_the_sender_is_asked_to_come_again(
    tmp_path, monkeypatch, caplog, held_by, words
):
    monkeypatch.setattr("core.incoming.receiver.PATIENCE", 0.05)
    desk = open_desk(tmp_path / "desk")
    other = open_store(tmp_path / "desk") if held_by == "another program" else desk.store
    with other.write(Change.NONE):
        answer = desk.signed(webhook_id="msg_1")
    assert (answer.status, answer.code, desk.rows()) == (503, "cannot_write", [])
    assert int(answer.headers["retry-after"]) > 0
    assert words in caplog.text
    assert desk.signed(webhook_id="msg_1").status == 204
    assert (len(desk.rows()), desk.count("job"), desk.count("payload")) == (1, 1, 1)
    desk.receiver.stop()


def test_a_full_disk_keeps_nothing_half_and_what_comes_after_it_is_taken(tmp_path, monkeypatch, caplog):
    empty = open_store(tmp_path / "desk")
    with empty.connection():
        [pages] = empty.sql("PRAGMA page_count").fetchone()
    monkeypatch.setitem(database.PRAGMAS, "max_page_count", pages + 80)
    desk = open_desk(tmp_path / "desk")
    sent = [desk.post(body=PAYLOAD) for _ in range(100)]
    statuses = [answer.status for answer in sent]
    taken = statuses.count(204)
    assert 0 < taken < 100
    assert statuses == [204] * taken + [503] * (100 - taken)
    assert sent[-1].code == "cannot_write"
    assert [desk.count(table) for table in ("event_log", "payload", "receipt", "job")] == [taken] * 4
    assert caplog.text.count("cannot store what comes in") == 1
    with desk.store.write(Change.NONE):
        for table in TABLES[:4]:
            desk.store.sql(f"DELETE FROM {table}")
    assert desk.post(body=PAYLOAD).status == 204
    desk.receiver.stop()
