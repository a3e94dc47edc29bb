"""A clock that was hours ahead and is right now: nothing waits for the hours to pass."""

from core.bus import Change
from core.incoming.fetching.listening import note_listening
from core.outgoing import results
from core.outgoing.emit import emit
from core.store import database
from core.store.database import open_store
from tests.core import made
from tests.core.outgoing.sending import attempted, is_now, running_sender
from tests.waiting import eventually

AHEAD = 9 * 3_600_000
WAIT, PAUSE = 5_000, 60_000
"""Milliseconds to the second attempt, and that `made.pause` pauses."""


def put_off(store, sink, clock):
    """Let a delivery fail and its webhook pause."""
    sink.answers = [500]
    hook = made.hook(store, sink.url)
    emit(store, "product_created")
    with running_sender(store):
        attempted(store, 1)
    made.pause(store, hook)
    assert times(store) == (clock.now + WAIT, clock.now + PAUSE)


def times(store):
    """Return when the delivery is due, and until when its webhook is paused."""
    return store.sql("SELECT due_at, paused_until FROM outbox, webhook_health").fetchone()


def test_what_was_put_off_before_the_program_ended_waits_no_longer_once_the_clock_is_right(
    store, sink, clock
):
    clock.now += AHEAD
    put_off(store, sink, clock)
    store.sql(
        "UPDATE event_log SET date = date - ?", (2 * AHEAD,)
    )  # it was emitted by a clock that was right
    clock.now -= AHEAD
    with running_sender(store) as sender:
        eventually(lambda: sender.state().running)
        due_at, paused_until = times(store)
        assert 0 < due_at - clock.now <= WAIT
        assert 0 < paused_until - clock.now <= PAUSE
        clock.now += PAUSE
        sender.wake()
        is_now(store, "DELIVERED")


def test_after_a_start_with_a_clock_that_was_right_all_along_everything_keeps_its_time(store, sink, clock):
    put_off(store, sink, clock)
    note_listening(store)
    before = times(store)
    with running_sender(store) as sender:
        eventually(lambda: sender.state().running)
    assert times(store) == before


def test_a_store_that_fails_as_the_clock_is_set_back_is_asked_again(tmp_path, sink, clock, monkeypatch):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.02)
    monkeypatch.setattr(results, "TRY_AGAIN", 0.02)
    store = open_store(tmp_path / "desk", clock=clock)
    with store.connection():
        put_off(store, sink, clock)
        with running_sender(store) as sender:
            eventually(lambda: sender.state().running)
            with open_store(tmp_path / "desk").write(Change.NONE):
                clock.now -= AHEAD
                sender.wake()
                eventually(lambda: sender.state().title == "Another program holds the database.")
            eventually(lambda: sender.state().running)
            assert times(store) == (clock.now + WAIT, clock.now + PAUSE)
