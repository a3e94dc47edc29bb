"""How many requests a second are taken, of each plugin and in all."""

import math

from core.incoming.guards import Answer
from core.settings import Settings


class Rate:
    """Lets so many requests through a second; what is not used is kept for one second."""

    def __init__(self) -> None:
        self._owed = 0.0
        self._at = 0

    def wait(self, per_second: int, now: int) -> float:
        """Return the seconds until one more may come; 0 is now. `now` is in epoch milliseconds."""
        passed = max(0, now - self._at) / 1000
        self._owed, self._at = max(0.0, self._owed - passed * per_second), now
        return max(0.0, (self._owed + 1 - per_second) / per_second)

    def take(self) -> None:
        """Let one through."""
        self._owed += 1


class Rates:
    """The rates of one receiver, for as long as it runs."""

    def __init__(self) -> None:
        self._all = Rate()
        self._each: dict[str, Rate] = {}

    def refusal(self, plugin_id: str, wanted: Settings, now: int) -> Answer | None:
        """Let a request of a plugin that exists through, or return the answer to one too many."""
        rates = []
        if wanted.received_per_second:
            rates.append((self._all, wanted.received_per_second))
        if wanted.plugin_per_second:
            rates.append((self._each.setdefault(plugin_id, Rate()), wanted.plugin_per_second))
        if not rates:
            return None
        if longest := max(rate.wait(limit, now) for rate, limit in rates):
            return too_fast(math.ceil(longest))
        for rate, _ in rates:
            rate.take()
        return None


def too_fast(seconds: int) -> Answer:
    """Return the answer that asks to come again in so many seconds."""
    return Answer(
        429, "too_fast", "Too many requests come at once. Send it again later.", retry_after=seconds
    )
