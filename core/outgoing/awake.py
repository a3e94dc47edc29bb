"""How long the program has run, without the time in which the machine slept."""

LONGEST_GAP = 60_000
"""Milliseconds between two looks; more than that was sleep, or a clock that was set."""


class Awake:
    """Adds up the time between looks; who looks does so twice as often as LONGEST_GAP."""

    def __init__(self, now: int) -> None:
        self._last = now
        self.ms = 0
        """Milliseconds since the start."""

    def look(self, now: int) -> None:
        """Take in that the program runs at `now`, in epoch milliseconds."""
        self.ms += min(max(0, now - self._last), LONGEST_GAP)
        self._last = now
