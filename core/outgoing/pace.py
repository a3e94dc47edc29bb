"""How fast one webhook may be sent to: what its settings allow, and what its endpoint's answers ask for.

An answer of 429, 502 or 504 (Standard Webhooks: throttle), or a Retry-After, stops its deliveries for a
while; afterwards fewer go at once, and each success allows one more. An attempt that timed out allows fewer
too: endpoints that hang must not hold the places of others.
"""

import math
from typing import TYPE_CHECKING

from core.outgoing.kinds import Kind

if TYPE_CHECKING:
    from core.outgoing.outbox import Tried

AT_ONCE_EACH = 32
"""So that one endpoint that hangs never holds all the places."""
THROTTLES = frozenset((429, 502, 504))
FIRST_STOP, LONGEST_STOP = 1_000, 60_000
"""Milliseconds that a webhook is left alone when its endpoint does not say how long; doubled each time."""


def slows(tried: "Tried") -> bool:
    """Tell whether the answer asks for a stop."""
    return tried.status_code in THROTTLES or tried.retry_at is not None


def hangs(tried: "Tried") -> bool:
    """Tell whether an attempt held its place until its time was over."""
    return tried.kind == Kind.TIMEOUT


class Pace:
    """How much one webhook may get now. Times are epoch milliseconds."""

    def __init__(self) -> None:
        self._most = AT_ONCE_EACH
        self._gap = 0.0
        self._room = AT_ONCE_EACH
        self._opens_at = 0
        self._next_start = 0.0
        self._stops = 0
        self.paused_until: int | None = None
        """Until when the breaker pauses it; once that is over one delivery is its probe."""

    def pause(self, until: int | None) -> None:
        """Pause until a time, or go on if it is None: with one at once, and each success allows one more."""
        if until is not None:
            self._room = 1
        self.paused_until = until

    def set_back(self, by: int) -> None:
        """Take in that the clock was set back by so many milliseconds: nothing waits longer for that."""
        self._opens_at -= by
        self._next_start -= by
        if self.paused_until is not None:
            self.paused_until -= by

    def limit(self, most: int, per_second: int | None) -> None:
        """Allow so many at once, and a second."""
        if most != self._most:
            self._most = self._room = most
        self._gap = 1000 / per_second if per_second else 0.0
        self._next_start = self._next_start if per_second else 0.0

    def closed_until(self, now: int) -> int | None:
        """Return until when nothing may be sent; None if something may be now."""
        until = max(self._opens_at, math.ceil(self._next_start), self.paused_until or 0)
        return until if until > now else None

    def has_room(self, flying: int) -> bool:
        """Tell whether one more may be sent beside those that are under way."""
        return flying < self._room

    def took(self, now: int) -> None:
        """Take in that one is sent now; the next one is a whole gap away, so that no second has too many."""
        self._next_start = now + self._gap

    def answered(self, tried: "Tried", *, now: int, flying: int) -> None:
        """Take in how an attempt ended, of so many that were under way."""
        if slows(tried):
            self._stop(tried.retry_at, now, flying)
        elif hangs(tried):
            self._room = max(1, self._room - 1)
        elif tried.succeeded:
            self._room = min(self._room + 1, self._most)
            self._stops = 0
            self.paused_until = None

    def is_easy(self) -> bool:
        """Tell whether nothing limits it more than every other."""
        return self._room >= AT_ONCE_EACH and not self._gap and self.paused_until is None

    def _stop(self, until: int | None, now: int, flying: int) -> None:
        """Stop until a time; what was under way together counts once."""
        if now >= self._opens_at:
            self._stops += 1
            self._room = max(1, min(self._room, flying) // 2)
        if until is None:
            until = now + min(FIRST_STOP << min(self._stops - 1, 10), LONGEST_STOP)
        self._opens_at = max(self._opens_at, until)
