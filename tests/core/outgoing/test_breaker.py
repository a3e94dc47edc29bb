from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.outgoing.awake import Awake
from core.outgoing.breaker import (
    DAY,
    DISABLE_AFTER,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    PAUSE_AFTER,
    PAUSE_AFTER_MS,
    after_failure,
    is_over,
    warning,
)

NOW = 1_795_000_000_000


def fail(before=None, at=NOW, ran_ms=0):
    return after_failure(before, 1, kind="5xx", error="500 Internal Server Error", at=at, ran_ms=ran_ms)


def failed(times, *, every, start=NOW):
    trouble = None
    for number in range(times):
        trouble = fail(trouble, at=start + number * every, ran_ms=every)
    assert trouble
    return trouble


def test_the_first_failure_is_kept_and_pauses_nothing():
    trouble = fail()
    assert (trouble.failures, trouble.first_failure_at, trouble.paused_until) == (1, NOW, None)
    assert (trouble.kind, trouble.error) == ("5xx", "500 Internal Server Error")


def test_many_failures_at_the_same_moment_are_one():
    assert failed(1_000, every=0).paused_until is None


def test_few_failures_over_a_long_time_are_left_to_the_schedule():
    assert failed(PAUSE_AFTER - 1, every=PAUSE_AFTER_MS).paused_until is None


def test_many_over_some_time_pause_it():
    trouble = failed(PAUSE_AFTER, every=PAUSE_AFTER_MS)
    assert trouble.paused_until == trouble.last_failure_at + FIRST_PAUSE


def test_time_in_which_the_program_did_not_run_opens_nothing():
    trouble = failed(PAUSE_AFTER - 1, every=0)
    for _ in range(PAUSE_AFTER):
        trouble = fail(trouble, at=trouble.last_failure_at + DAY)
    assert trouble.paused_until is None


def test_what_was_under_way_when_the_pause_began_does_not_lengthen_it():
    paused = failed(PAUSE_AFTER, every=PAUSE_AFTER_MS)
    assert fail(paused, at=paused.last_failure_at + 1).paused_until == paused.paused_until


def test_each_probe_that_fails_doubles_the_pause_up_to_a_quarter_of_an_hour():
    trouble, pauses = failed(PAUSE_AFTER, every=PAUSE_AFTER_MS), []
    for _ in range(8):
        assert trouble.paused_until is not None
        pauses.append(trouble.paused_until - trouble.last_failure_at)
        trouble = fail(trouble, at=trouble.paused_until)
    assert pauses[:4] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE, 8 * FIRST_PAUSE]
    assert pauses[-1] == LONGEST_PAUSE


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**6)), max_size=60))
def test_a_pause_always_lies_ahead_and_never_grows_beyond_the_longest(steps):
    trouble, now = None, NOW
    for wait, ran in steps:
        now += wait
        before, trouble = trouble, fail(trouble, at=now, ran_ms=ran)
        if trouble.paused_until is not None and (before is None or trouble.pauses > before.pauses):
            assert now < trouble.paused_until <= now + LONGEST_PAUSE


@pytest.mark.parametrize(
    ("days", "words"), [(1.99, ""), (2, "for 2 days"), (3.9, "for 2 days"), (4, "for 4 days")]
)
def test_it_is_said_before_it_is_disabled(days, words):
    trouble = replace(fail(), failing_ms=int(days * DAY))
    assert (words in warning(trouble), bool(warning(trouble))) == (True, bool(words))
    assert not is_over(trouble)


def test_after_five_days_it_is_over():
    trouble = fail(replace(fail(), failing_ms=DISABLE_AFTER - 1_000), ran_ms=1_000)
    assert is_over(trouble)
    assert warning(None) == ""


def test_sleep_is_not_running():
    awake = Awake(NOW)
    for at in (10_000, 40_000, 40_000 + 8 * 3_600_000, 20_000):  # at last the clock was set back
        awake.look(NOW + at)
    assert awake.ms == 40_000
