"""What is near, and what goes through a proxy, is said before anything is sent."""

import pytest

from core import settings
from core.outgoing.reach import is_on_own_network, reach_words


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    """Let the environment name no proxy."""
    for name in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name.upper()}_PROXY", raising=False)


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("192.168.1.4", True),
        ("10.0.0.1", True),
        ("fd12::1", True),
        ("erp", True),
        ("nas.local", True),
        ("Printer.LAN.", True),
        ("shop.example", False),
        ("local.example", False),
        ("93.184.216.34", False),
        ("2606:2800:220:1::1", False),
    ],
)
def test_an_address_of_the_own_network_is_told_from_one_in_the_world(host, own):
    assert is_on_own_network(host) is own


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://shop.example/hook", ()),
        ("http://127.0.0.1:9/hook", ("The address is on this computer.",)),
        ("http://localhost/", ("The address is on this computer.",)),
        ("http://192.168.1.4/", ("The address is on your own network.",)),
    ],
)
def test_a_target_that_is_near_is_marked(store, url, words):
    assert reach_words(store, url) == words


def test_a_proxy_is_named_and_what_it_leaves_unchecked(store):
    settings.save(store, proxy="proxy.example:3128")
    through = "It is reached through the proxy proxy.example:3128."
    unchecked = " The proxy looks the name up, so that its address cannot be checked before."
    assert reach_words(store, "https://shop.example/") == (through + unchecked,)
    assert reach_words(store, "https://93.184.216.34/") == (through,)
    assert reach_words(store, "http://192.168.1.4/") == ("The address is on your own network.", through)
    assert reach_words(store, "http://127.0.0.1/") == ("The address is on this computer.",)
