"""What ended by itself is started again: nobody may look at the desk for months."""

import socket
import threading

import httpx
import pytest

from core.bus import Change
from core.engine import Engine
from core.incoming import receiver
from core.incoming.receiver import Receiver
from core.outgoing.emit import emit
from core.outgoing.sender import Sender
from core.outgoing.sender_state import SenderState
from core.outgoing.turns import Turns
from core.tending import Tending
from tests.core import made
from tests.waiting import eventually


@pytest.fixture
def brisk(monkeypatch):
    """Look often."""
    monkeypatch.setattr(Tending, "EVERY", 0.02)
    monkeypatch.setattr(Tending, "LONGEST", 0.05)


def test_the_receiver_listens_once_a_port_that_was_taken_is_free(tmp_path, brisk):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        engine = Engine(tmp_path / "desk", port)
        engine.start()
        assert not engine.receiver_state().listening
    eventually(lambda: engine.receiver_state().listening)
    state = engine.receiver_state()
    assert httpx.get(f"{state.url}/health").status_code == 200
    assert (state.port, state.title) == (port, "")
    engine.stop()


def test_a_port_that_stays_taken_is_told_once(tmp_path, brisk, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        engine = Engine(tmp_path / "desk", taken.getsockname()[1])
        engine.start()
        told: list[Change] = []
        engine.bus.subscribe(told.append)
        tries = threading.Semaphore(0)
        start = Receiver.start

        def count(receiver):
            start(receiver)
            tries.release()

        monkeypatch.setattr(Receiver, "start", count)
        monkeypatch.setattr(receiver, "_free_port", lambda host, taken: 1 / 0)  # it was looked for once
        assert all(tries.acquire(timeout=10) for _ in range(3))
        engine.stop()
    assert not any(Change.RECEIVER in change for change in told)


def test_a_sender_that_ended_has_another_in_its_place(tmp_path, brisk, sink, monkeypatch, caplog):
    engine = Engine(tmp_path / "desk", 0)
    engine.start()
    made.hook(engine.store, sink.url)
    first = engine._sender
    assert first is not None
    eventually(lambda: first.state().running)
    with monkeypatch.context() as patch:
        patch.setattr(Turns, "next_owed", lambda turns: 1 / 0)
        emit(engine.store, "product_created")
        eventually(lambda: engine._sender is not first)
    eventually(lambda: sink.requests and engine.sender_state() == SenderState(running=True))
    assert "ZeroDivisionError" in caplog.text
    assert not first._results._recorder._thread.is_alive()
    engine.stop()


def test_a_sender_that_cannot_start_again_yet_is_tried_again(tmp_path, brisk, monkeypatch, caplog):
    engine = Engine(tmp_path / "desk", 0)
    engine.start()
    first, tries = engine._sender, [RuntimeError("can't start new thread")]
    assert first is not None
    start = Sender.start

    def fail_once(sender):
        if tries:
            raise tries.pop()
        start(sender)

    monkeypatch.setattr(Sender, "start", fail_once)
    eventually(first._ready.is_set)
    first.stop()
    first._stopping = False  # as if it had ended by itself
    eventually(lambda: engine.sender_state() == SenderState(running=True) and engine._sender is not first)
    assert (tries, "can't start new thread" in caplog.text) == ([], True)
    engine.stop()


def test_a_sender_that_is_not_wanted_is_not_started(tmp_path):
    engine = Engine(tmp_path / "desk", 0, sends=False)
    engine.start()
    assert engine._tend()
    assert engine._sender is None
    engine.stop()
    assert engine._tend()
    assert not engine.receiver_state().listening
