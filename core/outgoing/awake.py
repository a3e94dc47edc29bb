"""What becomes of time: how long the program has run without the machine's sleep, and a clock that is set."""

LONGEST_GAP = 60_000
"""Milliseconds between two looks; more than that was sleep, or a clock that was set."""
SET_BACK = 2_000
"""Milliseconds by which a clock goes back when somebody sets it; by less it goes when it is kept right."""


class SetClock:
    """Notices that the clock was set back.

    A computer's may be hours ahead until it has asked the network for the time. What waits for a time that
    was told by it would wait for those hours.
    """

    def __init__(self, last: int) -> None:
        """Take the time that was known last, in epoch milliseconds."""
        self._last = last

    def look(self, now: int) -> int:
        """Return by how many milliseconds the clock was set back since the last look, most times by 0."""
        by, self._last = self._last - now, now
        return by if by >= SET_BACK else 0


class Awake:
    """Adds up the time between looks; who looks does so twice as often as LONGEST_GAP."""

    def __init__(self, now: int) -> None:
        self._last = now
        self.ms = 0
        """Milliseconds since the start."""

    def look(self, now: int) -> None:
        """Take in that the program runs at `now`, in epoch milliseconds."""
        gap = now - self._last
        self.ms += gap if 0 <= gap <= LONGEST_GAP else 0
        self._last = now
