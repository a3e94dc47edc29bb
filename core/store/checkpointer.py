"""The thread that moves what was committed out of the write-ahead log, into the database file.

Left alone, SQLite does so within a commit, and whoever committed waits for the file to be synced. Here it
goes on beside the next commits. SQLite's own way stays for what comes in faster (`wal_autocheckpoint`).
"""

import logging
import threading

from core.errors import DeskError
from core.store.database import Store

log = logging.getLogger(__name__)

COMMITS = 8
"""After so many it is time: under load they are some hundred pages."""
TRY_AGAIN = 5.0
"""Seconds until it goes on after the store failed."""


class Checkpointer:
    """Follows the commits of this process; `start` and `stop` bracket its life."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._commits = 0
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="checkpointer", daemon=True)

    def start(self) -> None:
        """Start to follow."""
        self._thread.start()

    def note(self) -> None:
        """Take in a commit. Safe from any thread."""
        self._commits += 1  # two threads may count as one: it need not be exact
        if self._commits >= COMMITS:
            self._woken.set()

    def stop(self) -> None:
        """End the thread."""
        self._stopping.set()
        self._woken.set()
        self._thread.join(10)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with self._store.connection():
                    self._follow()
            except DeskError as error:
                log.warning("what was committed stays in the write-ahead log: %s", error)
                self._stopping.wait(TRY_AGAIN)

    def _follow(self) -> None:
        while True:
            self._woken.wait()
            if self._stopping.is_set():
                return
            self._woken.clear()
            self._commits = 0
            self._store.sql("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
