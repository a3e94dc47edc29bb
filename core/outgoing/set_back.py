"""Takes in that the clock was set back: no delivery and no pause waits until its old time has come again."""

from collections import deque

from core.outgoing import outbox
from core.outgoing.awake import SetClock
from core.outgoing.health import Breakers
from core.store.database import Store


class SetBack:
    """What a clock that was ahead has put off in the store; it belongs to the sender's thread.

    What the store could not take is done at the next `go_on`, and nothing twice.
    """

    def __init__(self, store: Store, breakers: Breakers) -> None:
        self._store = store
        self._breakers = breakers
        self._clock: SetClock | None = None
        self._left: deque[tuple[int, int | None]] = deque()
        """By how many milliseconds, and the log id up to which deliveries were brought back."""

    def look(self) -> int:
        """Return by how many milliseconds the clock was set back since the last look, most times by 0.

        The first look compares with the time at which the program ran before. Raises StoreError.
        """
        if self._clock is None:
            self._clock = SetClock(outbox.last_known(self._store))
        by = self._clock.look(self._store.clock())
        if by:
            self._left.append((by, None))
        return by

    def go_on(self) -> None:
        """Bring back what is left to be. Raises StoreError."""
        while self._left:
            by, after = self._left[0]
            if after is None:
                self._breakers.set_back(by)
                self._left[0] = by, 0
            elif last := outbox.bring_back(self._store, by, after=after):
                self._left[0] = by, last
            else:
                self._left.popleft()
