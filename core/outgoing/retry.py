"""When to try again: pure, with time and chance as arguments."""

from collections.abc import Callable, Sequence

STANDARD = "standard"
SHORT = "short"
_MINUTE, _HOUR = 60, 3600
SCHEDULES = {
    STANDARD: (5, 5 * _MINUTE, 30 * _MINUTE, *(hours * _HOUR for hours in (2, 5, 10, 14, 20, 24))),
    SHORT: (5, 30, 2 * _MINUTE, 5 * _MINUTE, 15 * _MINUTE, 35 * _MINUTE),
}
"""Waits after each failed attempt, in seconds; a failure after the last gives up.

`standard` is the schedule of Standard Webhooks 1.0, three days in all; `short` takes about an hour.
"""

LONGEST_WAIT = 24 * _HOUR
"""The longest wait, in seconds, that an endpoint may ask for: the longest of any schedule."""

JITTER = 0.1
"""The share of a wait that chance may add, so that what failed together does not return together."""


def schedule_of(name: str) -> tuple[int, ...]:
    """Return the waits of a schedule, in seconds; `standard`'s for a name that is not known."""
    return SCHEDULES.get(name, SCHEDULES[STANDARD])


def next_due(attempts: int, schedule: Sequence[int], *, now: int, jitter: Callable[[], float]) -> int | None:
    """Return when the next attempt is due, in epoch milliseconds, or None to give up.

    `attempts` counts those made so far, the last of which failed at `now`; it is at least 1. `jitter`
    returns a number from 0 up to 1.
    """
    if attempts > len(schedule):
        return None
    wait_ms = schedule[attempts - 1] * 1000
    return now + wait_ms + int(wait_ms * JITTER * jitter())


def preview(schedule: Sequence[int], *, now: int) -> tuple[int, ...]:
    """Return when every attempt would be if the first were now and each failed, without chance's part."""
    times = [now]
    for wait in schedule:
        times.append(times[-1] + wait * 1000)
    return tuple(times)
