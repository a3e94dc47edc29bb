"""The thread that keeps the text index up with the log."""

import logging
import threading
import time

from core.errors import DeskError
from core.log import search
from core.store.database import Store

log = logging.getLogger(__name__)

GATHER = 0.2
"""Seconds in which rows gather for a batch."""
REST = 8
"""How many times as long as a batch took the thread rests after it, while more rows come: it leaves the
computer to those who send and receive, and still indexes more than a thousand a second."""
TRY_AGAIN = 5.0
"""Seconds until it goes on after the store failed."""


class Indexer:
    """Indexes what comes into the log, a batch at a time; `start` and `stop` bracket its life."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="indexer", daemon=True)

    def start(self) -> None:
        """Start with what was left when the last process ended."""
        self._thread.start()

    def wake(self) -> None:
        """Look for new rows. Safe from any thread."""
        self._woken.set()

    def stop(self) -> None:
        """Finish the batch at hand and end the thread."""
        self._stopping.set()
        self._woken.set()
        self._thread.join(10)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with self._store.connection(synchronous="normal"):  # a lost batch is merely done again
                    self._follow()
            except DeskError as error:
                log.warning("the text index waits: %s", error)
                self._stopping.wait(TRY_AGAIN)
            except Exception:  # the thread must live on
                log.exception("the text index stumbled")
                self._stopping.wait(TRY_AGAIN)

    def _follow(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()  # before the step: a row that comes during it is not missed
            began = time.monotonic()
            if self._step():
                is_busy = self._woken.is_set()
                self._stopping.wait(REST * (time.monotonic() - began) if is_busy else 0)
            else:
                self._woken.wait()
                self._stopping.wait(GATHER)

    def _step(self) -> bool:
        """Do a little of what is to be done; return whether there was anything."""
        if search.index_next(self._store):
            search.merge_some(self._store)
            return True
        return search.clear_some(self._store)
