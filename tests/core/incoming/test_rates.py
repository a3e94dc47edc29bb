"""Limits on requests a second, by a clock of the test's own."""

from core.incoming.rates import Rate, Rates
from core.settings import Settings


def through(rate, limit, now, tries):
    """Return how many of some tries at one moment are let through."""
    passed = 0
    for _ in range(tries):
        if not rate.wait(limit, now):
            rate.take()
            passed += 1
    return passed


def test_a_second_holds_as_many_as_the_limit_says_and_no_more():
    rate = Rate()
    assert through(rate, 10, 0, 15) == 10
    assert through(rate, 10, 500, 15) == 5
    assert through(rate, 10, 10_000, 15) == 10


def test_a_clock_that_goes_back_lets_nobody_wait_for_it():
    rate = Rate()
    assert through(rate, 5, 1_000_000, 9) == 5
    assert through(rate, 5, 0, 9) == 0
    assert through(rate, 5, 1_000, 9) == 5


def test_who_is_too_fast_hears_when_to_come_again():
    rates = Rates()
    wanted = Settings(plugin_per_second=1)
    assert rates.refusal("shop", wanted, 0) is None
    assert rates.refusal("till", wanted, 0) is None
    refusal = rates.refusal("shop", wanted, 0)
    assert (refusal.status, refusal.code, refusal.retry_after) == (429, "too_fast", 1)
    assert rates.refusal("shop", wanted, 1_000) is None


def test_without_a_limit_all_come_through():
    rates = Rates()
    assert not any(rates.refusal("shop", Settings(), 0) for _ in range(10_000))
