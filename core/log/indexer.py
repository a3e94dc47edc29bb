"""The thread that keeps the text index up with the log."""

import time

from core.log import search
from core.store.database import Store
from core.worker import Worker

GATHER = 0.2
"""Seconds in which rows gather for a batch."""
REST = 8
"""How many times as long as a batch took the thread rests after it, while more rows come: it leaves the
computer to those who send and receive, and still indexes more than a thousand a second."""
TRY_AGAIN = 5.0
"""Seconds until it goes on after the store failed."""


class Indexer(Worker):
    """Indexes what comes into the log, a batch at a time."""

    def __init__(self, store: Store) -> None:
        super().__init__("indexer")
        self._store = store

    def run(self) -> None:
        """Begin with what was left when the last process ended."""
        self.keep_at(self._follow, "the text index waits", TRY_AGAIN)

    def _follow(self) -> None:
        with self._store.connection(synchronous="normal"):  # a lost batch is merely done again
            while not self.stopping.is_set():
                self.clear()  # before the step: a row that comes during it is not missed
                began = time.monotonic()
                if self._step():
                    is_busy = self.woken.is_set()
                    self.stopping.wait(REST * (time.monotonic() - began) if is_busy else 0)
                else:
                    self.woken.wait()
                    self.stopping.wait(GATHER)

    def _step(self) -> bool:
        """Do a little of what is to be done; return whether there was anything."""
        if search.index_next(self._store):
            search.merge_some(self._store)
            return True
        return search.clear_some(self._store)
