"""The breaker of a webhook: after many failures it pauses, is probed with one delivery, and resumes. Pure.

A webhook that only failed for five days of the program's running time is disabled; what it is owed is kept.
"""

from dataclasses import dataclass, replace

PAUSE_AFTER = 10
"""Failed attempts in a row, at least..."""
PAUSE_AFTER_MS = 30_000
"""...and milliseconds of running since the first of them: what failed at the same moment is one failure."""
FIRST_PAUSE, LONGEST_PAUSE = 30_000, 15 * 60_000
"""Milliseconds to the probe; doubled after each one that fails."""
DAY = 24 * 3600 * 1000
WARN_AFTER = (2 * DAY, 4 * DAY)
DISABLE_AFTER = 5 * DAY


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a webhook whose last attempt failed. Times are epoch milliseconds."""

    webhook_id: int
    failures: int
    """In a row."""
    kind: str
    """The last failure's class: a core.outgoing.kinds.Kind."""
    error: str
    first_failure_at: int
    last_failure_at: int
    failing_ms: int
    """How long it has failed, counting only the time in which the program ran."""
    pauses: int
    paused_until: int | None
    """When it is probed; None while it is not paused."""


def after_failure(
    before: Trouble | None, webhook_id: int, *, kind: str, error: str, at: int, ran_ms: int
) -> Trouble:
    """Return the trouble after one more failed attempt; the program ran for `ran_ms` since the last one."""
    if before is None:
        return Trouble(webhook_id, 1, kind, error, at, at, 0, 0, None)
    now = replace(
        before,
        failures=before.failures + 1,
        kind=kind,
        error=error,
        last_failure_at=at,
        failing_ms=before.failing_ms + ran_ms,
    )
    if not _pauses(now, at):
        return now
    pause = min(FIRST_PAUSE << min(now.pauses, 10), LONGEST_PAUSE)
    return replace(now, pauses=now.pauses + 1, paused_until=at + pause)


def is_over(trouble: Trouble) -> bool:
    """Tell whether it failed for so long that it is disabled."""
    return trouble.failing_ms >= DISABLE_AFTER


def warning(trouble: Trouble | None) -> str:
    """Return what to say of a webhook that will be disabled if it goes on like this, or nothing."""
    passed = [step for step in WARN_AFTER if trouble is not None and trouble.failing_ms >= step]
    if not passed:
        return ""
    days, last = passed[-1] // DAY, DISABLE_AFTER // DAY
    return f"It has only failed for {days} days. After {last} days it is disabled; what it is owed is kept."


def _pauses(trouble: Trouble, at: int) -> bool:
    """Tell whether a pause begins: the breaker opens, or its probe failed."""
    if trouble.paused_until is not None:
        return at >= trouble.paused_until  # else it was under way when the pause began
    return trouble.failures >= PAUSE_AFTER and trouble.failing_ms >= PAUSE_AFTER_MS
