"""Where the receiver listens, what it says where it cannot, and how it stops."""

import socket
import sys
import time

import httpx
import pytest

from core.bus import Change
from core.incoming.http_protocol import MAX_CONNECTIONS
from core.incoming.receiver import Receiver
from tests.core.incoming import speak
from tests.core.incoming.conftest import open_desk


def test_a_taken_port_is_a_state_with_another_that_is_free(store):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told: list[Change] = []
        store.bus.subscribe(told.append)
        receiver = Receiver(store, "127.0.0.1", port)
        receiver.start()
        state = receiver.state()
        assert (state.listening, state.port, told) == (False, port, [Change.RECEIVER])
        assert (f"port {port} is taken" in state.title, bool(state.advice)) == (True, True)
        other = Receiver(store, "127.0.0.1", state.free_port or 0)
        other.start()
        assert other.state().listening
        other.stop()
        receiver.stop()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_it_asks_for_as_many_open_files_as_there_may_be_connections(tmp_path):
    import resource

    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (MAX_CONNECTIONS, before[1]))
    desk = open_desk(tmp_path / "desk")
    assert desk.post().status == 204
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    desk.receiver.stop()
    resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert allowed > MAX_CONNECTIONS


@pytest.mark.parametrize("host", ["203.0.113.7", "nowhere.invalid", "fe80::1"])
def test_a_host_that_is_not_this_machines_is_a_state(store, host):
    receiver = Receiver(store, host, 8765)
    receiver.start()
    state = receiver.state()
    assert (state.listening, host in state.title, bool(state.advice)) == (False, True, True)
    assert "(" not in state.title + state.advice
    receiver.stop()


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_it_listens_on_ipv6_too(store):
    receiver = Receiver(store, "::1", 0)
    receiver.start()
    assert httpx.get(f"{receiver.state().url}/health").status_code == 200
    receiver.stop()


def test_stopping_answers_what_is_whole_and_does_not_wait_for_half_a_body(alone):
    whole, half, idle = (speak.call(alone.port) for _ in range(3))
    half.sendall(speak.request(port=alone.port, content_length="100"))
    whole.sendall(speak.request(port=alone.port))
    assert speak.hear(whole).status == 204
    started = time.monotonic()
    alone.receiver.stop()
    assert time.monotonic() - started < 3
    assert all(speak.is_closed(line) for line in (half, idle, whole))
    with pytest.raises(ConnectionRefusedError):
        speak.call(alone.port)
    for line in (whole, half, idle):
        line.close()


def test_a_port_can_be_taken_again_at_once(alone):
    port = alone.port
    alone.post()
    alone.receiver.stop()
    alone.receiver = Receiver(alone.store, "127.0.0.1", port)
    alone.receiver.start()
    assert alone.post().status == 204
