"""A sender whose store, key or deliveries make trouble."""

import peewee
import pytest

from core.bus import Change
from core.errors import KeyUnreadable
from core.outgoing import outbox, recording, results
from core.outgoing.emit import emit
from core.outgoing.sender import Sender
from core.outgoing.webhooks import reveal_secret
from core.store import database
from core.store.database import open_store
from core.store.vault import KEY_FILE
from tests.core import made
from tests.core.outgoing.sending import attempted, is_now
from tests.waiting import eventually


def test_results_wait_while_the_store_cannot_take_them_and_nothing_is_sent_twice(
    tmp_path, sink, monkeypatch, clock, caplog
):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.02)
    monkeypatch.setattr(results, "TRY_AGAIN", 0.02)
    store = open_store(tmp_path / "desk", clock=clock)
    blocker, sender = open_store(tmp_path / "desk"), Sender(store, jitter=lambda: 0.0)
    made.many(store, made.hook(store, sink.url), 100)
    with blocker.write(Change.NONE):
        sender.start()
        eventually(lambda: sender.state().title == "Another program holds the database.")
        sent = eventually(lambda: not sender._sends and len(sink.requests))
        assert sender._stopping is False
        sender.wake()
        eventually(lambda: sender._looking is None)
        assert (sender.state().running, len(sink.requests)) == (False, sent)
        assert "nothing is sent: Another program holds the database." in caplog.text
    is_now(store, *["DELIVERED"] * 100)
    eventually(lambda: sender.state().running)
    sender.stop()
    assert len(sink.requests) == 100


def test_where_nothing_else_is_under_way_a_result_is_recorded_at_once(store, start, sink, monkeypatch):
    monkeypatch.setattr(results, "COMMIT_EVERY", 60)
    made.hook(store, sink.url)
    start()
    for count in (1, 2):
        emit(store, "product_created")
        is_now(store, *["DELIVERED"] * count)


def test_a_bug_while_recording_loses_nothing_and_floods_nobody(store, start, sink, monkeypatch, caplog):
    monkeypatch.setattr(results, "TRY_AGAIN", 0.02)
    made.hook(store, sink.url)
    commit, failures = recording.commit, [ValueError("a bug")] * 3

    def fail(*args, **options):
        if failures:
            raise failures.pop()
        commit(*args, **options)

    monkeypatch.setattr(recording, "commit", fail)
    start()
    emit(store, "product_created", count=5)
    is_now(store, *["DELIVERED"] * 5)
    assert (failures, len(sink.requests)) == ([], 5)
    assert "could not be recorded" in caplog.text


def test_trouble_while_reading_what_is_due_passes(store, start, sink, monkeypatch):
    monkeypatch.setattr(results, "TRY_AGAIN", 0.02)
    made.hook(store, sink.url)
    due, failures = outbox.due, [peewee.OperationalError("disk I/O error")] * 3

    def fail(*args, **options):
        if failures:
            raise failures.pop()
        return due(*args, **options)

    monkeypatch.setattr(outbox, "due", fail)
    sender = start()
    states = []
    store.bus.subscribe(lambda change: states.append(sender.state().title))
    emit(store, "product_created")
    is_now(store, "DELIVERED")
    assert "The disk cannot be read or written." in states
    assert sender.state().running


def test_a_delivery_that_cannot_be_attempted_has_failed_and_the_others_go(store, start, sink, caplog):
    made.hook(store, sink.url)
    emit(store, "product_created", b'{"a":"' + b"x" * 5_000 + b'"}')
    emit(store, "product_created")
    store.sql("PRAGMA foreign_keys = 0")
    store.sql("DELETE FROM payload WHERE id = 1")
    start()
    attempted(store, 1)
    is_now(store, "PENDING", "DELIVERED")
    assert caplog.text.count("could not be attempted") == 1
    assert "unexpected problem" in (made.rows(store)[0].error or "")


def test_with_a_key_that_is_not_the_right_one_nothing_goes_out_and_it_says_so(store, start, sink, clock):
    made.hook(store, sink.url, secret="s3cret")
    made.hook(store, sink.url)
    (store.path.parent / KEY_FILE).write_bytes(b"k" * 32)
    locked = open_store(store.path.parent, clock=clock)
    with pytest.raises(KeyUnreadable), locked.connection():
        reveal_secret(locked, 1)
    sender = Sender(locked, jitter=lambda: 0.0)
    sender.start()
    emit(store, "product_created")
    eventually(lambda: sender.state().title)
    state = sender.state()
    sender.stop()
    assert (state.running, bool(state.advice)) == (False, True)
    assert "secret key cannot be read" in state.title
    assert (sink.requests, made.owed(store)) == ([], [1, 2])
