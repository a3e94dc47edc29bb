import pytest

from core.outgoing.kinds import Kind
from core.outgoing.network import FIRST_WAIT, LONGEST_WAIT, RECENTLY, Network, is_local

NOW = 1_795_000_000_000
ONE, OTHER, HERE = "https://one.example/a", "https://other.example/b", "http://127.0.0.1:8000/"


@pytest.fixture
def network():
    return Network()


def test_without_a_way_out_nothing_was_an_attempt_and_it_is_tried_ever_more_rarely(network):
    now, waits = NOW, []
    for _ in range(7):
        assert network.heard(ONE, Kind.OFFLINE, now) is False
        assert network.offline_until is not None
        waits.append(network.offline_until - now)
        now = network.offline_until
    assert waits[:3] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
    assert waits[-1] == LONGEST_WAIT


def test_what_was_under_way_together_counts_once(network):
    for _ in range(20):
        assert not network.heard(ONE, Kind.OFFLINE, NOW)
    assert network.offline_until == NOW + FIRST_WAIT


@pytest.mark.parametrize("kind", ["", Kind.SERVER_ERROR, Kind.REFUSED, Kind.CERTIFICATE, Kind.BROKE_OFF])
def test_any_answer_shows_that_the_network_is_back(network, kind):
    network.heard(ONE, Kind.OFFLINE, NOW)
    assert network.heard(OTHER, kind, NOW + 1)
    assert network.offline_until is None


def test_while_others_answer_it_is_that_host(network):
    network.heard(OTHER, "", NOW)
    assert network.heard(ONE, Kind.OFFLINE, NOW + RECENTLY - 1)
    assert not network.heard(ONE, Kind.OFFLINE, NOW + RECENTLY)


def test_one_name_that_is_not_found_is_that_name(network):
    assert network.heard(ONE, Kind.HOST_NOT_FOUND, NOW)
    assert network.heard(ONE, Kind.HOST_NOT_FOUND, NOW)
    assert network.offline_until is None


def test_no_name_that_is_found_is_no_network(network):
    assert network.heard(ONE, Kind.HOST_NOT_FOUND, NOW)
    assert not network.heard(OTHER, Kind.HOST_NOT_FOUND, NOW)
    assert not network.heard(ONE, Kind.HOST_NOT_FOUND, NOW + 1)
    network.heard(OTHER, "", NOW + 2)
    assert network.heard(ONE, Kind.HOST_NOT_FOUND, NOW + 3)


@pytest.mark.parametrize("kind", [Kind.TIMEOUT, Kind.UNREACHABLE, Kind.FORBIDDEN, Kind.OTHER])
def test_what_may_be_the_one_host_says_nothing_of_the_network(network, kind):
    assert network.heard(ONE, kind, NOW)
    network.heard(ONE, Kind.OFFLINE, NOW)
    assert network.heard(ONE, kind, NOW)
    assert network.offline_until is not None


def test_this_computer_needs_no_network(network):
    network.heard(ONE, Kind.OFFLINE, NOW)
    assert network.heard(HERE, "", NOW + 1)
    assert network.heard(HERE, Kind.OFFLINE, NOW + 1)
    assert network.offline_until is not None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (HERE, True),
        ("http://[::1]:1/", True),
        ("http://localhost/", True),
        ("http://a.localhost/", True),
        ("http://localhost./", True),
        ("http://127.9.9.9/", True),
        ("http://192.168.1.4/", False),
        (ONE, False),
    ],
)
def test_which_targets_are_on_this_computer(url, expected):
    assert is_local(url) is expected


def test_a_clock_that_is_set_back_makes_nobody_wait_longer(network):
    network.heard(ONE, Kind.OFFLINE, NOW)
    network.set_back(9 * 3_600_000)
    assert network.offline_until == NOW + FIRST_WAIT - 9 * 3_600_000


def test_a_clock_that_is_set_back_does_not_pass_off_an_old_answer_for_a_new_one(network):
    network.heard(OTHER, "", NOW)
    network.set_back(3_600_000)
    assert not network.heard(ONE, Kind.OFFLINE, NOW - 3_600_000 + RECENTLY)
