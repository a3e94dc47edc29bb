import pytest

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
        stops.append(pace.opens_at - now)
        now = pace.opens_at
    assert stops[:4] == [FIRST_STOP, 2 * FIRST_STOP, 4 * FIRST_STOP, 8 * FIRST_STOP]
    assert stops[-1] == LONGEST_STOP


def test_what_was_under_way_together_counts_once():
    pace = Pace()
    for flying in range(20, 0, -1):
        pace.answered(answer(429), now=NOW, flying=flying)
    assert (pace.opens_at, pace.room) == (NOW + FIRST_STOP, 10)


def test_the_endpoint_s_own_word_holds_and_the_latest_of_several():
    pace = Pace()
    for until in (NOW + 90_000, NOW + 30_000):
        pace.answered(answer(503, until), now=NOW, flying=2)
    assert pace.opens_at == NOW + 90_000


def test_each_success_allows_one_more_until_nothing_is_left_of_it():
    pace = Pace()
    pace.answered(answer(504), now=NOW, flying=AT_ONCE_EACH)
    assert (pace.room, pace.is_easy()) == (AT_ONCE_EACH // 2, False)
    for _ in range(AT_ONCE_EACH // 2):
        pace.answered(answer(200), now=NOW, flying=1)
    assert pace.is_easy()
