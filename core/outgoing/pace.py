"""How fast one webhook may be sent to: what its settings allow, and what its endpoint's answers ask for.

An answer of 429, 502 or 504 (Standard Webhooks: throttle), or a Retry-After, stops its deliveries for a
while; afterwards fewer go at once, and each success allows one more.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.outgoing.outbox import Tried

AT_ONCE_EACH = 32
"""So that one endpoint that hangs never holds all the places."""
THROTTLES = frozenset((429, 502, 504))
FIRST_STOP, LONGEST_STOP = 1_000, 60_000
"""Milliseconds that a webhook is left alone when its endpoint does not say how long; doubled each time."""


def slows(tried: "Tried") -> bool:
    """Tell whether the answer asks for fewer requests."""
    return tried.status_code in THROTTLES or tried.retry_at is not None


class Pace:
    """How much one webhook may get now. Times are epoch milliseconds."""

    def __init__(self) -> None:
        self.room = AT_ONCE_EACH
        self.opens_at = 0
        self._stops = 0

    def answered(self, tried: "Tried", *, now: int, flying: int) -> None:
        """Take in how an attempt ended, of so many that were under way."""
        if slows(tried):
            self._stop(tried.retry_at, now, flying)
        elif tried.succeeded:
            self.room += 1
            self._stops = 0

    def is_easy(self) -> bool:
        """Tell whether nothing is left of what it was slowed down for."""
        return self.room >= AT_ONCE_EACH

    def _stop(self, until: int | None, now: int, flying: int) -> None:
        """Stop until a time; what was under way together counts once."""
        if now >= self.opens_at:
            self._stops += 1
            self.room = max(1, min(self.room, flying) // 2)
        if until is None:
            until = now + min(FIRST_STOP << min(self._stops - 1, 10), LONGEST_STOP)
        self.opens_at = max(self.opens_at, until)
