import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.outgoing.retry import LONGEST_WAIT, SCHEDULES, SHORT, STANDARD, next_due, preview, schedule_of

NOW = 1_800_000_000_000
chances = st.floats(0, 1, exclude_max=True)
schedules = st.sampled_from(list(SCHEDULES.values()))


def test_the_standard_one_is_that_of_standard_webhooks():
    hours = [0, 0, 0, 2, 5, 10, 14, 20, 24]
    assert schedule_of(STANDARD) == (5, 300, 1800, *(each * 3600 for each in hours[3:]))
    first, *_, last = preview(schedule_of(STANDARD), now=NOW)
    assert (first, last - NOW) == (NOW, (75 * 3600 + 35 * 60 + 5) * 1000)


def test_the_short_one_takes_about_an_hour():
    assert 50 * 60 < sum(schedule_of(SHORT)) < 70 * 60


def test_a_name_that_is_not_known_means_the_standard_one():
    assert schedule_of("of a newer version") == schedule_of(STANDARD)


@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES)
def test_each_failure_waits_longer_and_after_the_last_it_gives_up(schedule):
    waits = [next_due(made, schedule, now=NOW, jitter=lambda: 0.0) for made in range(1, len(schedule) + 1)]
    assert waits == [NOW + wait * 1000 for wait in schedule]
    assert list(schedule) == sorted(schedule)
    assert max(schedule) <= LONGEST_WAIT
    for attempts in (len(schedule) + 1, 1000):
        assert next_due(attempts, schedule, now=NOW, jitter=lambda: 0.0) is None


@given(schedules, st.data(), st.integers(0, 1 << 50), chances)
def test_chance_adds_at_most_a_tenth_and_never_takes_away(schedule, data, now, chance):
    attempts = data.draw(st.integers(1, len(schedule)))
    wait = schedule[attempts - 1] * 1000
    due = next_due(attempts, schedule, now=now, jitter=lambda: chance)
    assert due is not None
    assert now + wait <= due <= now + wait * 1.1


def test_chance_moves_the_time():
    assert next_due(2, schedule_of(STANDARD), now=NOW, jitter=lambda: 0.5) == NOW + 315_000


@given(schedules, chances, chances)
def test_the_waits_never_overtake_each_other(schedule, one, other):
    for attempts in range(1, len(schedule)):
        earlier = next_due(attempts, schedule, now=NOW, jitter=lambda: one)
        later = next_due(attempts + 1, schedule, now=NOW, jitter=lambda: other)
        assert earlier is not None
        assert later is not None
        assert earlier < later


@given(schedules, st.integers(0, 1 << 50))
def test_the_preview_is_what_happens_when_all_fails(schedule, now):
    times, due = [now], next_due(1, schedule, now=now, jitter=lambda: 0.0)
    while due is not None:
        times.append(due)
        due = next_due(len(times), schedule, now=due, jitter=lambda: 0.0)
    assert preview(schedule, now=now) == tuple(times)
