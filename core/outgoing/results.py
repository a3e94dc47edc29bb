"""What attempts brought, until the store has it."""

import asyncio
import contextlib
import logging
from collections.abc import Callable

from core.errors import DeskError
from core.outgoing.outbox import Tried
from core.outgoing.recorder import Recorder
from core.redaction import Redaction
from core.store.database import Store

log = logging.getLogger(__name__)

MOST = 2_000
"""How many may wait: while there are so many nothing more is sent."""
COMMIT_EVERY = 0.02
"""Seconds between commits of results; a crash repeats what was answered since the last one."""
TRY_AGAIN = 1.0
"""Seconds until the store is tried again after it failed."""


class Results:
    """Has what comes in recorded a batch at a time; all of it belongs to the sender's loop.

    `recorded` gets each batch that the store has, with the webhooks that were disabled by it; `refused` gets
    what is wrong where the store could not take one, which is kept and tried again.
    """

    def __init__(
        self,
        store: Store,
        *,
        jitter: Callable[[], float],
        recorded: Callable[[list[Tried], set[int]], None],
        refused: Callable[[DeskError], None],
    ) -> None:
        self._recorder = Recorder(store, jitter=jitter, done=self._on_done)
        self._recorded = recorded
        self._refused = refused
        self._waiting: list[Tried] = []
        self._recording: list[Tried] = []
        self._loop: asyncio.AbstractEventLoop
        self._done: asyncio.Event
        self._due: asyncio.TimerHandle | None = None
        self._ending = False
        self.hidden = Redaction()
        """What is not kept of them."""
        self.count = 0
        """How many are not recorded yet."""
        self.stuck = False
        """Whether the store could not take the last ones."""

    def start(self) -> None:
        """Record in the running loop from now on."""
        self._loop, self._done = asyncio.get_running_loop(), asyncio.Event()
        self._recorder.start()

    def add(self, tried: Tried) -> None:
        """Have an attempt recorded soon, together with others."""
        self._waiting.append(tried)
        self.count += 1
        if self._due is None:
            self._commit_within(COMMIT_EVERY)

    def hurry(self) -> None:
        """Have what waits recorded now: nothing is under way that could go with it."""
        if self._due is not None and not self.stuck:
            self._due.cancel()
            self._commit()

    async def finish(self) -> None:
        """Record the rest, unless the store cannot take it now: then it is sent again."""
        self._ending = True
        while self.count and not self.stuck:
            self._done.clear()
            self._commit()
            await self._done.wait()

    def stop(self, *, within: float) -> None:
        """End the recorder's thread."""
        self._recorder.stop(within=within)

    def _commit_within(self, seconds: float) -> None:
        if self._due is None:
            self._due = self._loop.call_later(seconds, self._commit)

    def _commit(self) -> None:
        """Let what waits be recorded, unless something is being recorded: that goes first."""
        self._due = None
        if self._waiting and not self._recording:
            self._recording, self._waiting = self._waiting, []
            self._recorder.record(self._recording, self.hidden)

    def _on_done(self, batch: list[Tried], outcome: set[int] | Exception) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._take_in, batch, outcome)

    def _take_in(self, batch: list[Tried], outcome: set[int] | Exception) -> None:
        """Go on after a batch; if the store could not take it, keep it and try again."""
        self._recording = []
        self.stuck = isinstance(outcome, Exception)
        if isinstance(outcome, Exception):
            self._waiting = batch + self._waiting
            self._keep_trying(outcome)
        else:
            self.count -= len(batch)
            self._recorded(batch, outcome)
            if self._waiting:
                self._commit_within(COMMIT_EVERY)
        self._done.set()

    def _keep_trying(self, error: Exception) -> None:
        if not isinstance(error, DeskError):
            log.error("what was sent could not be recorded", exc_info=error)
            error = DeskError("What was sent could not be recorded.", "The log file has the details.")
        self._refused(error)
        if not self._ending:
            self._commit_within(TRY_AGAIN)
