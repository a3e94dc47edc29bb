import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.outgoing.retry import SCHEDULE, next_due

NOW = 1_800_000_000_000
chances = st.floats(0, 1, exclude_max=True)


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 5), (2, 300), (3, 1800), (4, 7200), (5, 18_000), (6, 36_000), (7, 36_000)]
)
def test_each_failure_waits_longer(attempts, seconds):
    assert next_due(attempts, now=NOW, jitter=lambda: 0.0) == NOW + seconds * 1000


@pytest.mark.parametrize("attempts", [8, 9, 1000])
def test_after_the_last_wait_it_gives_up(attempts):
    assert next_due(attempts, now=NOW, jitter=lambda: 0.0) is None


@given(st.integers(1, len(SCHEDULE)), st.integers(0, 1 << 50), chances)
def test_chance_adds_at_most_a_tenth_and_never_takes_away(attempts, now, chance):
    wait = SCHEDULE[attempts - 1] * 1000
    due = next_due(attempts, now=now, jitter=lambda: chance)
    assert due is not None
    assert now + wait <= due <= now + wait * 1.1


def test_chance_moves_the_time():
    assert next_due(2, now=NOW, jitter=lambda: 0.5) == NOW + 315_000


@given(chances, chances)
def test_the_waits_never_overtake_each_other(one, other):
    for attempts in range(1, len(SCHEDULE)):
        earlier = next_due(attempts, now=NOW, jitter=lambda: one)
        later = next_due(attempts + 1, now=NOW, jitter=lambda: other)
        assert earlier is not None
        assert later is not None
        if SCHEDULE[attempts] > SCHEDULE[attempts - 1]:
            assert earlier < later
