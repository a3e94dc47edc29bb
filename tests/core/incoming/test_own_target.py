"""Targets that are this receiver, where it listens on every address."""

import errno
import socket

import pytest

from core.incoming import own_target
from core.incoming.own_target import is_own_target

PORT = 8765


@pytest.fixture
def near_by(monkeypatch):
    """Let no address count as this computer's own only because it is the loopback."""
    monkeypatch.setattr(own_target, "is_local", lambda url: False)


@pytest.mark.usefixtures("near_by")
@pytest.mark.parametrize(
    ("host", "target", "own"),
    [
        ("0.0.0.0", "http://127.0.0.1:8765/plugins/shop/", True),  # one that this machine has
        ("::", "http://127.0.0.1:8765/plugins/shop/", True),
        ("0.0.0.0", "http://127.0.0.1:8766/plugins/shop/", False),
        ("127.0.0.2", "http://127.0.0.1:8765/plugins/shop/", False),
        ("0.0.0.0", "http://198.51.100.7:8765/plugins/shop/", False),
        ("::", "http://[2001:db8::1]:8765/plugins/shop/", False),
        ("::", "http://shop.example:8765/plugins/shop/", False),
    ],
)
def test_where_it_listens_everywhere_any_address_of_this_machine_is_its_own(host, target, own):
    assert is_own_target(target, host=host, port=PORT, public_names=()) is own


def test_an_address_that_the_machine_gets_later_is_its_own_then(monkeypatch):
    known, bind = set(), socket.socket.bind

    class Probe(socket.socket):
        def bind(self, address):
            if address[0] not in known:
                raise OSError(errno.EADDRNOTAVAIL, "not of this machine")
            bind(self, ("127.0.0.1", 0))

    monkeypatch.setattr("socket.socket", Probe)
    target = "http://192.0.2.7:8765/plugins/shop/"
    assert not is_own_target(target, host="0.0.0.0", port=PORT, public_names=())
    known.add("192.0.2.7")
    assert is_own_target(target, host="0.0.0.0", port=PORT, public_names=())
