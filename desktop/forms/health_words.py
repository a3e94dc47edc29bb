"""How a webhook is doing, in plain words. Pure; times are epoch milliseconds."""

from dataclasses import dataclass

from core.outgoing.health import Health
from core.outgoing.kinds import SELF_SIGNED, UNKNOWN_AUTHORITY, Kind
from desktop.words import clock, count, due, took

CAUSES = {
    Kind.CLIENT_ERROR: "The endpoint refuses what is sent",
    Kind.TOO_MANY: "The endpoint gets more than it takes",
    Kind.SERVER_ERROR: "The endpoint has an error of its own",
}
"""What an answer's number means; other reasons are plain words already."""
OWN_AUTHORITY = "If it is your own, choose its CA file in the delivery settings."
NOTHING_OWED = "Nothing waits to be sent."
KEPT = "What it is owed is kept: mend the endpoint, then activate the webhook."


@dataclass(frozen=True, slots=True)
class HealthWords:
    """What to say of a webhook's health."""

    tone: str = ""
    """The style sheet's: bad or wait; nothing where there is no trouble, and then no title either."""
    title: str = ""
    text: str = ""
    quiet: str = ""
    """The last 24 hours; nothing if there was no attempt."""
    can_resume: bool = False


def health_words(health: Health, now: int) -> HealthWords:
    """Return what to say of a webhook's health at a time."""
    quiet = last_day(health)
    if health.state == "disabled":
        text = _joined(health.reason, _disabled(health, now), KEPT)
        return HealthWords("bad", "This webhook was disabled", text, quiet)
    if health.state not in ("failing", "paused"):
        return HealthWords(quiet=quiet)
    times = _paused(health, now) if health.state == "paused" else _next_try(health, now)
    text = _joined(_reason(health), _first(health, now), times, health.warning)
    return HealthWords("wait", _title(health), text, quiet, can_resume=health.state == "paused")


def last_day(health: Health) -> str:
    """Return the success and the speed of the last 24 hours as one line, or nothing."""
    if not health.attempts or health.p50_ms is None or health.p95_ms is None:
        return ""
    share = health.succeeded * 1000 // health.attempts / 10  # never rounded up to 100 %
    attempts = count(health.attempts, "attempt")
    speed = f"half answered within {took(health.p50_ms)}, 95 % within {took(health.p95_ms)}"
    return f"Last 24 hours: {share:g} % of {attempts} succeeded, {speed}"


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _title(health: Health) -> str:
    if health.state == "paused":
        return f"Paused after {count(health.failures, 'failure')} in a row"
    return (
        "The last attempt failed" if health.failures == 1 else f"The last {health.failures:,} attempts failed"
    )


def _reason(health: Health) -> str:
    if health.reason in (UNKNOWN_AUTHORITY, SELF_SIGNED):
        return f"{health.reason}. {OWN_AUTHORITY}"
    cause = CAUSES.get(Kind(health.kind)) if health.kind else None
    return f"{cause}: {health.reason}." if cause else f"{health.reason}."


def _first(health: Health, now: int) -> str:
    return f"First failure: {clock(health.first_failure_at, now)}." if health.first_failure_at else ""


def _disabled(health: Health, now: int) -> str:
    return f"Disabled: {clock(health.disabled_at, now)}." if health.disabled_at else ""


def _next_try(health: Health, now: int) -> str:
    return f"Next try: {due(health.next_try_at, now)}." if health.next_try_at else NOTHING_OWED


def _paused(health: Health, now: int) -> str:
    if health.next_try_at is None:
        return NOTHING_OWED
    return f"One delivery is tried {due(health.next_try_at, now)}; once it arrives, the others follow."
