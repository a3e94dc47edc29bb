"""Records what attempts brought, in a thread of its own: no disk holds up what is being sent."""

import queue
import threading
from collections.abc import Callable

from core.outgoing import recording
from core.outgoing.outbox import Tried
from core.outgoing.redacted import redacted
from core.redaction import Redaction
from core.store.database import Store

Done = Callable[[list[Tried], set[int] | Exception], None]
"""Takes a batch, and the webhooks that were disabled by it or why it could not be recorded."""


class Recorder:
    """Commits batches in turn, and tells how each ended; `record` and `stop` are the sender's."""

    def __init__(self, store: Store, *, jitter: Callable[[], float], done: Done) -> None:
        self._store = store
        self._jitter = jitter
        self._done = done
        self._batches: queue.SimpleQueue[tuple[list[Tried], Redaction] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)

    def start(self) -> None:
        """Start waiting for batches."""
        self._thread.start()

    def record(self, batch: list[Tried], hidden: Redaction) -> None:
        """Commit a batch without what is not to be kept; `done` is called in the recorder's thread."""
        self._batches.put((batch, hidden))

    def stop(self, *, within: float) -> None:
        """End the thread once everything is recorded."""
        self._batches.put(None)
        self._thread.join(within)

    def _run(self) -> None:
        batch = self._batches.get()
        while batch is not None:
            try:
                with self._store.connection(synchronous="normal"):
                    while batch is not None:
                        self._commit(*batch)
                        batch = None  # else its answers would stay in memory until something else is sent
                        batch = self._batches.get()
            except Exception as error:  # there is no connection now
                assert batch is not None
                self._done(batch[0], error)
                batch = self._batches.get()

    def _commit(self, batch: list[Tried], hidden: Redaction) -> None:
        try:
            kept = [redacted(each, hidden) for each in batch] if hidden else batch
            self._done(batch, recording.commit(self._store, kept, jitter=self._jitter))
        except Exception as error:  # whatever it is, the batch is kept and tried again
            self._done(batch, error)
