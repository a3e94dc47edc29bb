"""The thread that moves what was committed out of the write-ahead log, into the database file.

Left alone, SQLite does so within a commit, and whoever committed waits for the file to be synced. Here it
goes on beside the next commits. SQLite's own way stays for what comes in faster (`wal_autocheckpoint`).
"""

from core.store.database import Store
from core.worker import Worker

COMMITS = 8
"""After so many it is time: under load they are some hundred pages."""
TRY_AGAIN = 5.0
"""Seconds until it goes on after the store failed."""


class Checkpointer(Worker):
    """Follows the commits of this process."""

    def __init__(self, store: Store) -> None:
        super().__init__("checkpointer")
        self._store = store
        self._commits = 0

    def note(self) -> None:
        """Take in a commit. Safe from any thread."""
        self._commits += 1  # two threads may count as one: it need not be exact
        if self._commits >= COMMITS:
            self.woken.set()

    def run(self) -> None:
        """Follow until it is stopped."""
        self.keep_at(self._follow, "what was committed stays in the write-ahead log", TRY_AGAIN)

    def _follow(self) -> None:
        with self._store.connection():
            while True:
                self.woken.wait()
                if self.stopping.is_set():
                    return
                self.clear()
                self._commits = 0
                self._store.sql("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
