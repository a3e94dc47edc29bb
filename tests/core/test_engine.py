import logging
import socket
import threading
import time

import httpx
import pytest

from core import engine as module
from core import settings
from core.bus import Change
from core.engine import Engine
from core.errors import StoreError
from core.incoming import address
from core.incoming.plugins import create_plugin
from core.outgoing import held
from core.outgoing.emit import emit
from core.outgoing.webhooks import update_webhook
from core.store.database import FILE
from core.store.vault import KEY_FILE
from tests.core import made
from tests.core.incoming import speak
from tests.waiting import eventually


@pytest.fixture
def engines(tmp_path, monkeypatch):
    """Make engines on one folder; they are stopped at the end."""
    monkeypatch.setattr(module, "TAKE_OVER_EVERY", 0.05)
    all_made: list[Engine] = []

    def make(port: int | None = 0, **options) -> Engine:
        engine = Engine(tmp_path / "desk", port, **options)
        all_made.append(engine)
        engine.start()
        return engine

    yield make
    for engine in all_made:
        engine.stop()


def listens(engine):
    with httpx.Client() as client:
        return client.get(f"{engine.receiver_state().url}/health").status_code == 200


def test_a_second_engine_is_a_guest_that_sees_and_changes_everything(engines, sink):
    owner, guest = engines(), engines()
    assert (owner.owns, guest.owns) == (True, False)
    assert guest.receiver_state() == owner.receiver_state()
    told: list[Change] = []
    owner.bus.subscribe(told.append)
    made.hook(guest.store, sink.url)
    emit(guest.store, "product_created")
    eventually(lambda: [row.status for row in made.rows(guest.store)] == ["DELIVERED"], within=2)
    assert len(sink.requests) == 1


def test_a_guest_takes_over_when_the_owner_ends(engines, sink):
    owner, guest = engines(), engines()
    made.hook(owner.store, sink.url)
    told: list[Change] = []
    guest.bus.subscribe(told.append)
    owner.stop()
    eventually(lambda: guest.owns)
    assert (guest.store.owner, listens(guest)) == (True, True)
    eventually(lambda: Change.RECEIVER | Change.SENDER in told)
    emit(guest.store, "product_created")
    eventually(lambda: sink.requests)


def test_a_guest_that_cannot_take_over_yet_tries_again(engines, monkeypatch, caplog):
    owner, guest = engines(), engines()
    settle, troubles = held.settle, [StoreError("The disk is full.")]

    def fail(store):
        if troubles:
            raise troubles.pop()
        settle(store)

    monkeypatch.setattr(held, "settle", fail)
    owner.stop()
    eventually(lambda: guest.owns and listens(guest))
    assert "The disk is full" in caplog.text


def test_an_engine_that_cannot_start_lets_another_try(tmp_path, engines, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(held, "settle", lambda store: (_ for _ in ()).throw(StoreError("The disk is full.")))
        broken = Engine(tmp_path / "desk", 0)
        with pytest.raises(StoreError):
            broken.start()
    assert not broken.owns
    assert engines().owns
    broken.stop()


@pytest.mark.parametrize("name", ["receiver", "jobs", "sender", "tending"])
def test_where_a_thread_cannot_be_started_nothing_half_started_stays(tmp_path, engines, monkeypatch, name):
    before, start = set(threading.enumerate()), threading.Thread.start

    def fail(thread):
        if thread.name == name:
            raise RuntimeError("can't start new thread")
        start(thread)

    broken = Engine(tmp_path / "desk", port := free_port())
    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(threading.Thread, "start", fail)
        broken.start()
    assert {thread.name for thread in set(threading.enumerate()) - before} == {"watcher"}
    assert (broken.receiver_state().listening, broken.sender_state().running) == (False, False)
    assert not (tmp_path / "desk" / address.NOTE).exists()
    assert listens(engines(port))
    broken.stop()


def test_a_folder_that_cannot_be_used_is_told_before_anything_runs(tmp_path):
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / FILE).write_bytes(b"not a database at all" * 100)
    before = threading.active_count()
    engine = Engine(tmp_path / "desk", 0)
    with pytest.raises(StoreError, match="damaged"):
        engine.start()
    engine.stop()
    assert threading.active_count() == before


def test_a_lock_that_cannot_be_had_is_told_in_words_and_a_note_that_cannot_be_left_is_not_missed(tmp_path):
    (tmp_path / "desk" / address.NOTE).mkdir(parents=True)
    lock = tmp_path / "desk" / "engine.lock"
    lock.mkdir()
    with pytest.raises(StoreError, match="Is a directory"):
        (broken := Engine(tmp_path / "desk", 0)).start()
    broken.stop()
    lock.rmdir()
    engine = Engine(tmp_path / "desk", 0)
    engine.start()
    assert listens(engine)
    engine.stop()


def test_starting_and_stopping_leaves_no_thread_and_no_word(tmp_path, caplog):
    before = set(threading.enumerate())
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            engine = Engine(tmp_path / "desk", 0)
            engine.start()
            assert listens(engine)
            engine.stop()
            engine.stop()
    assert set(threading.enumerate()) == before
    assert caplog.records == []
    assert not (tmp_path / "desk" / address.NOTE).exists()


def test_an_engine_that_was_only_opened_shows_rows_and_runs_nothing(tmp_path):
    engine, before = Engine(tmp_path / "desk"), threading.active_count()
    engine.open()
    assert (made.rows(engine.store), engine.owns, threading.active_count()) == ([], False, before)
    assert (engine.receiver_state().listening, engine.sender_state().running) == (False, False)
    engine.stop()


def test_stopping_waits_for_no_stranger(engines, sink):
    released = threading.Event()
    sink.before_answer = lambda got: released.wait(20)
    engine = engines()
    made.hook(engine.store, sink.url)
    create_plugin(engine.store, id="open", name="Open", provider="none")
    emit(engine.store, "product_created")
    port = engine.receiver_state().port
    with speak.call(port) as line:
        line.sendall(speak.request(port=port, content_length="100"))
        eventually(lambda: engine._sender and engine._sender.state().running)
        started = time.monotonic()
        engine.stop()
        assert time.monotonic() - started < 4
        released.set()
    assert made.owed(engine.store) == [1]


def test_a_restart_goes_on_with_what_was_owed_and_with_jobs_that_waited(engines, sink):
    first = engines(sends=False)
    made.hook(first.store, sink.url)
    settings.save(first.store, scheduling=False)
    made.jobs(first.store, {"sku": "A", "warehouse_external_id": "W", "quantity": 1})
    emit(first.store, "product_created")
    first.stop()
    second = engines()
    settings.save(second.store, scheduling=True)
    eventually(lambda: len(sink.requests) == 2)
    assert {got.headers["x-nautical-event"] for got in sink.requests} == {"product_created", "stock_updated"}


def test_a_kill_while_pausing_is_settled_by_the_next_engine(engines, monkeypatch):
    first = engines(sends=False)
    hook = made.hook(first.store)
    emit(first.store, "product_created")
    with monkeypatch.context() as patch:
        patch.setattr(held, "hold_owed", lambda *_: 0)
        update_webhook(first.store, hook.id, is_active=False)
    first.stop()
    second = engines()
    assert made.states(second.store) == [("HELD", "Webhook is inactive")]


def test_without_sending_everything_else_runs(engines, sink):
    engine = engines(sends=False)
    made.hook(engine.store, sink.url)
    emit(engine.store, "product_created")
    made.jobs(engine.store, {"sku": "A", "warehouse_external_id": "W", "quantity": 1})
    with engine.store.connection():
        eventually(lambda: engine.store.sql("SELECT status FROM job").fetchone() == ("SUCCESS",))
    assert (engine.sender_state().running, sink.requests, len(made.owed(engine.store))) == (False, [], 2)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_the_receiver_listens_where_the_settings_say_and_moves_with_them(engines):
    engine = engines(sends=False)
    port = free_port()
    settings.save(engine.store, receiver_port=port)
    assert engine.receiver_state().port != port
    told: list[Change] = []
    engine.bus.subscribe(told.append)
    engine.restart_receiver()
    assert (engine.receiver_state().port, listens(engine), Change.RECEIVER in told) == (port, True, True)
    engine.stop()
    again = engines(None)
    assert again.receiver_state().port == port


def test_who_is_told_that_the_receiver_moved_sees_where_to(engines):
    engine = engines(sends=False)
    seen = []
    engine.bus.subscribe(lambda change: seen.append(engine.receiver_state().listening))
    port = free_port()
    settings.save(engine.store, receiver_port=port)
    engine.restart_receiver()
    assert seen[-1]


def test_a_taken_port_is_a_state_and_the_rest_runs(engines, sink):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        engine = engines(taken.getsockname()[1])
        state = engine.receiver_state()
        assert (state.listening, bool(state.title), bool(state.free_port)) == (False, True, True)
        made.hook(engine.store, sink.url)
        emit(engine.store, "product_created")
        eventually(lambda: sink.requests)
        settings.save(engine.store, receiver_port=state.free_port)
        engine.restart_receiver()
        assert listens(engine)


OWN = {
    "http://127.0.0.1:{port}/plugins/shop/",
    "http://127.8.8.8:{port}/",
    "http://localhost:{port}/",
    "http://LOCALHOST.:{port}/",
    "http://desk.localhost:{port}/",
    "http://[::1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
}
NOT_OWN = {
    "http://127.0.0.1:1/",
    "http://127.0.0.1/",
    "https://localhost/",
    "http://shop.example:{port}/",
    "http://192.0.2.1:{port}/",
}


def test_the_engine_knows_its_own_receiver_by_its_addresses(engine):
    port = engine.receiver_state().port
    with engine.store.connection():
        assert {url for url in OWN | NOT_OWN if engine._is_own(url.format(port=port))} == OWN


def test_the_engine_knows_its_own_receiver_by_the_names_of_its_tunnel(engine):
    targets = ("https://hooks.example/plugins/shop/", "https://Desk.example:8443/", "https://desk.example/")
    with engine.store.connection():
        assert not any(engine._is_own(url) for url in targets)
        settings.save(engine.store, public_names="hooks.example desk.example:8443")
        assert [engine._is_own(url) for url in targets] == [True, True, False]


def test_an_event_that_a_job_set_off_does_not_come_back_as_a_job(engine):
    create_plugin(engine.store, id="open", name="Open", provider="none")
    target = f"{engine.receiver_state().url}/plugins/open/STOCK_UPDATE"
    made.hook(engine.store, target)
    body = {"sku": "A", "warehouse_external_id": "W", "quantity": 1}
    assert httpx.post(target, json=body).status_code == 204
    with engine.store.connection():
        eventually(lambda: engine.store.sql("SELECT status FROM job").fetchall() == [("SUCCESS",)])
    assert [row.direction for row in made.rows(engine.store)] == ["RECEIVED"]


@pytest.mark.parametrize("damage", ["missing", "short", "another"])
def test_without_its_key_the_desk_opens_shows_and_sends_nothing(engines, sink, tmp_path, damage):
    first = engines(sends=False)
    hook = made.hook(first.store, sink.url, secret="s3cret")
    made.hook(first.store, sink.url)
    emit(first.store, "product_created")
    first.stop()
    key = tmp_path / "desk" / KEY_FILE
    right = key.read_bytes()
    key.unlink() if damage == "missing" else key.write_bytes(b"k" * (31 if damage == "short" else 32))

    second = engines()
    state = eventually(lambda: second.sender_state().title and second.sender_state())
    assert (state.running, "key" in state.title, bool(state.advice)) == (False, True, True)
    assert [row.status for row in made.rows(second.store)] == ["PENDING", "PENDING"]
    assert (sink.requests, hook.has_secret) == ([], True)
    second.stop()

    key.write_bytes(right)
    engines()
    eventually(lambda: len(sink.requests) == 2)
    assert {bool(got.headers["x-nautical-signature"]) for got in sink.requests} == {True, False}
