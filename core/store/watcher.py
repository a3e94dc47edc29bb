"""Notices what other processes change in the database; the only polling there is."""

from collections.abc import Iterable

from core.bus import ROWS, Bus, Change
from core.store.database import Store
from core.worker import Worker

EVERY = 0.2  # seconds; a look costs microseconds
TRY_AGAIN = 1.0
"""Seconds until the store is looked at again after it failed."""


class Watcher(Worker):
    """Publishes on the bus what processes beside this one have committed.

    SQLite's `data_version` says that somebody committed; the table `change` says what, for writers
    that do not own the engine. In a process without the engine the owner's own commits are not
    named there, so everything counts as changed.
    """

    def __init__(self, store: Store, bus: Bus) -> None:
        super().__init__("watcher")
        self._store = store
        self._bus = bus
        self._seen: dict[str, int] = {}

    def start(self) -> None:
        """Start looking; what is committed from now on is not missed. Raises StoreError."""
        with self._store.connection():
            self._seen = self._counts()
        super().start()

    def run(self) -> None:
        """Watch until it is stopped."""
        self.keep_at(self._watch, "cannot watch the database", TRY_AGAIN)

    def _watch(self) -> None:
        version = -1  # none of SQLite's: the first look compares with what was there at the start
        with self._store.connection():
            while not self.stopping.wait(EVERY):
                version = self._look(version)

    def _look(self, version: int) -> int:
        now = self._version()
        if now != version:
            counts = self._counts()
            changed = _named(kind for kind, seq in counts.items() if self._seen.get(kind) != seq)
            self._seen = counts
            if not self._store.owner:
                changed = ROWS
            if changed:
                self._bus.publish(changed)
        return now

    def _version(self) -> int:
        found: tuple[int] = self._store.sql("PRAGMA data_version").fetchone()
        return found[0]

    def _counts(self) -> dict[str, int]:
        return dict(self._store.sql("SELECT kind, seq FROM change").fetchall())


def _named(kinds: Iterable[str]) -> Change:
    changed = Change.NONE
    for kind in kinds:
        changed |= Change[kind] if kind in Change.__members__ else Change.NONE
    return changed
