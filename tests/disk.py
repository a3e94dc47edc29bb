"""A disk that is full for what the sender records, until a test makes room on it."""

import threading

from core.outgoing import recording, results
from core.store.database import Store


class FullDisk:
    """The database file may not grow by a page while results are recorded; reads and other writes work."""

    def __init__(self, monkeypatch) -> None:
        self._has_room = threading.Event()
        self._commit = recording.commit
        monkeypatch.setattr(recording, "commit", self._commit_here)
        monkeypatch.setattr(results, "TRY_AGAIN", 0.02)

    def make_room(self) -> None:
        """Let everything be recorded from now on."""
        self._has_room.set()

    def _commit_here(self, store: Store, *args, **options):
        (pages,) = store.sql("PRAGMA page_count").fetchone()  # the limit is that of a thread's connection
        store.sql(f"PRAGMA max_page_count = {1_000_000 if self._has_room.is_set() else pages}")
        return self._commit(store, *args, **options)
