"""When the receiver listened: its times off are kept, so that what was missed then can be fetched."""

from collections.abc import Callable
from dataclasses import dataclass

from core.bus import Change
from core.store.database import Store
from core.store.records import GapRecord, ListeningRecord
from core.worker import Worker

BEAT_S = 60.0
PATIENCE = 0.5
"""Seconds that a note waits for another program's write: the end of the desk waits for the last one."""
SHORTEST = 3 * 60_000
"""Milliseconds without a beat that count as off: senders try again by themselves after less."""
KEPT = 31 * 24 * 60 * 60_000
"""Milliseconds after which a time off is forgotten: no provider keeps what it sent then."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which the receiver was off, in epoch milliseconds."""

    from_at: int
    to_at: int


class Heartbeat(Worker):
    """Notes every minute that the receiver listens, if it does; in a thread of its own."""

    def __init__(self, store: Store, listens: Callable[[], bool]) -> None:
        super().__init__("heartbeat")
        self._store = store
        self._listens = listens

    def run(self) -> None:
        """Note the time off that ends now, then each minute, and once more at the end."""
        self.keep_at(self._beat, "cannot note that the receiver listens", BEAT_S)

    def _beat(self) -> None:
        self._note()
        while not self.stopping.wait(BEAT_S):
            self._note()
        self._note()

    def _note(self) -> None:
        if self._listens():
            with self._store.connection(patience=PATIENCE):
                note_listening(self._store)


def note_listening(store: Store) -> None:
    """Note that the receiver listens now, and the time since it last did if that was long ago."""
    now, last = store.clock(), last_listening(store)
    was_off = last is not None and now - last > SHORTEST
    with store.write(Change.PLUGINS if was_off else Change.NONE):
        if was_off:
            store.run(GapRecord.insert(from_at=last, to_at=now).on_conflict_ignore())
        store.run(GapRecord.delete().where(GapRecord.to_at < now - KEPT))
        store.run(ListeningRecord.insert(id=1, last_at=now).on_conflict_replace())


def last_listening(store: Store) -> int | None:
    """Return when the receiver was last known to listen, in epoch milliseconds."""
    row = store.one(ListeningRecord.select(ListeningRecord.last_at))
    return row[0] if row else None


def gaps(store: Store, *, after: int) -> list[Gap]:
    """Return the times off that ended after a moment, the oldest first; one that goes on ends now."""
    columns = GapRecord.select(GapRecord.from_at, GapRecord.to_at)
    rows = store.rows(columns.where(GapRecord.to_at > after).order_by(GapRecord.from_at))
    found = [Gap(*row) for row in rows]
    last, now = last_listening(store), store.clock()
    if last is not None and now - last > SHORTEST:
        found.append(Gap(last, now))
    return found
