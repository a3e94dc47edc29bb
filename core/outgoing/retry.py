"""When to try again: pure, with time and chance as arguments."""

from collections.abc import Callable

SCHEDULE = (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 10 * 3600)
"""Waits after each failed attempt, in seconds; a failure after the last gives up."""

LONGEST_WAIT = max(SCHEDULE)
"""The longest wait, in seconds, that an endpoint may ask for."""

JITTER = 0.1
"""The share of a wait that chance may add, so that what failed together does not return together."""


def next_due(attempts: int, *, now: int, jitter: Callable[[], float]) -> int | None:
    """Return when the next attempt is due, in epoch milliseconds, or None to give up.

    `attempts` counts those made so far, the last of which failed at `now`; it is at least 1. `jitter`
    returns a number from 0 up to 1.
    """
    if attempts > len(SCHEDULE):
        return None
    wait_ms = SCHEDULE[attempts - 1] * 1000
    return now + wait_ms + int(wait_ms * JITTER * jitter())
