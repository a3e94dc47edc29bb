import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.outgoing.kinds import Kind
from core.outgoing.outbox import Owed, Tried
from core.outgoing.pace import AT_ONCE_EACH, FIRST_STOP, LONGEST_STOP, Pace, slows

NOW = 1_795_000_000_000
OWED = Owed(1, 1, "evt_1", "product_created", 0, 1, 2, b"{}")


def answer(status, retry_at=None):
    ok = 200 <= status < 300
    return Tried(OWED, NOW, ok, status, None if ok else str(status), 1, "[]", "[]", b"", retry_at)


@pytest.mark.parametrize(
    ("status", "expected"), [(429, True), (502, True), (504, True), (503, False), (500, False), (200, False)]
)
def test_what_asks_for_fewer_requests(status, expected):
    assert slows(answer(status)) is expected
    assert slows(answer(503, NOW + 1))


def test_an_endpoint_is_left_alone_longer_each_time_but_not_for_ever():
    pace, now, stops = Pace(), NOW, []
    for _ in range(9):
        pace.answered(answer(429), now=now, flying=1)
        until = pace.closed_until(now) or 0
        stops.append(until - now)
        now = until
    assert stops[:4] == [FIRST_STOP, 2 * FIRST_STOP, 4 * FIRST_STOP, 8 * FIRST_STOP]
    assert stops[-1] == LONGEST_STOP


def test_what_was_under_way_together_counts_once():
    pace = Pace()
    for flying in range(20, 0, -1):
        pace.answered(answer(429), now=NOW, flying=flying)
    assert pace.closed_until(NOW) == NOW + FIRST_STOP
    assert (pace.has_room(9), pace.has_room(10)) == (True, False)


def test_the_endpoint_s_own_word_holds_and_the_latest_of_several():
    pace = Pace()
    for until in (NOW + 90_000, NOW + 30_000):
        pace.answered(answer(503, until), now=NOW, flying=2)
    assert pace.closed_until(NOW) == NOW + 90_000


def test_each_success_allows_one_more_until_nothing_is_left_of_it():
    pace = Pace()
    pace.answered(answer(504), now=NOW, flying=AT_ONCE_EACH)
    assert (pace.has_room(AT_ONCE_EACH // 2), pace.is_easy()) == (False, False)
    for _ in range(AT_ONCE_EACH // 2):
        pace.answered(answer(200), now=NOW, flying=1)
    assert pace.is_easy()


@given(st.integers(1, 1_000), st.lists(st.integers(0, 400), min_size=1, max_size=60))
def test_no_second_has_more_starts_than_are_allowed(per_second, lateness):
    pace, now, starts = Pace(), NOW, []
    pace.limit(AT_ONCE_EACH, per_second)
    for late in lateness:
        now = (pace.closed_until(now) or now) + late
        pace.took(now)
        starts.append(now)
    for first in starts:
        assert sum(first <= each < first + 1_000 for each in starts) <= per_second


def test_each_attempt_that_hangs_takes_a_place_away_but_never_the_last():
    pace, hung = Pace(), answer(500)._replace(status_code=None, kind=Kind.TIMEOUT)
    for _ in range(10):
        pace.answered(hung, now=NOW, flying=AT_ONCE_EACH)
    assert (pace.has_room(21), pace.has_room(22), pace.closed_until(NOW)) == (True, False, None)
    for _ in range(100):
        pace.answered(hung, now=NOW, flying=1)
    assert (pace.has_room(0), pace.has_room(1)) == (True, False)


def test_a_limit_at_once_is_kept_and_never_outgrown():
    pace = Pace()
    pace.limit(2, None)
    for _ in range(5):
        pace.answered(answer(200), now=NOW, flying=1)
    assert (pace.has_room(1), pace.has_room(2), pace.is_easy()) == (True, False, False)


def test_a_clock_that_is_set_back_makes_nothing_wait_longer():
    pace, by = Pace(), 3_600_000
    pace.limit(2, 1)
    pace.answered(answer(503, NOW + 5_000), now=NOW, flying=1)
    pace.took(NOW + 5_000)
    pace.pause(NOW + 20_000)
    pace.set_back(by)
    assert pace.closed_until(NOW - by) == NOW - by + 20_000
    pace.pause(None)
    assert pace.closed_until(NOW - by) == NOW - by + 6_000
