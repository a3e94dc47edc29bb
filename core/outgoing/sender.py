"""The sender: takes what is due, sends it, and records what came of it, in a thread of its own."""

import asyncio
import contextlib
import logging
import random
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core import settings
from core.bus import Change
from core.errors import DeskError
from core.outgoing import outbox
from core.outgoing.outbox import Owed, Target, Tried
from core.store.database import Store

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

AT_ONCE = 256
AT_ONCE_EACH = 32
"""So that one endpoint that hangs never holds all the places."""
BYTES_AT_ONCE = 64 * 1024 * 1024
BYTES_AT_ONCE_EACH = 16 * 1024 * 1024
PAGE = 64
COMMIT_EVERY = 0.02
"""Seconds between commits of results; a crash repeats what was answered since the last one."""
GATHER = 0.004
"""Seconds in which wake-ups are taken together."""
LAST_WORDS = 2.0
"""Seconds that requests under way have when the sender stops."""
TRY_AGAIN = 1.0
"""Seconds until the store is tried again after it failed."""
LONGEST_WAIT = 30.0
"""Seconds between looks while something will be due: a machine that slept, or whose clock was set, wakes to
another time than it was waiting for."""


@dataclass(frozen=True, slots=True)
class SenderState:
    """Whether deliveries are being sent, and if not, why and what to do."""

    running: bool
    title: str = ""
    advice: str = ""


class Sender:
    """Sends what the outbox owes, fairly between webhooks, until it is stopped.

    What is in flight is held in memory and nothing is claimed in the store: a kill merely repeats
    what was not committed. All of it but `start`, `stop`, `wake` and `state` belongs to its thread.
    """

    def __init__(self, store: Store, *, jitter: Callable[[], float] = random.random) -> None:
        self._store = store
        self._jitter = jitter
        self._thread = threading.Thread(target=self._run, name="sender", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = threading.Event()
        self._stopping = False
        self._woken: asyncio.Event
        self._state = SenderState(running=False)
        self._targets: dict[int, Target] = {}
        self._secrets: dict[bytes, str] = {}
        self._domain = ""
        self._version = -1
        self._turn: deque[int] = deque()
        self._pages: dict[int, deque[Owed]] = {}
        self._dry: dict[int, int | None] = {}
        self._flying: dict[int, dict[int, int]] = {}  # by webhook: the log ids under way, with their bytes
        self._sends: set[asyncio.Task[None]] = set()
        self._bytes = 0
        self._results: list[Tried] = []
        self._unrecorded = False
        self._commit_due: asyncio.TimerHandle | None = None
        self._looking: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Start sending."""
        self._thread.start()

    def stop(self) -> None:
        """Give requests under way a moment, record what they brought, and end the thread."""
        self._ready.wait(10)
        self._call(self._stop)
        self._thread.join(LAST_WORDS + 2)

    def wake(self) -> None:
        """Look for what is due now. Safe from any thread."""
        if self._ready.is_set():
            self._call(self._wake)

    def state(self) -> SenderState:
        """Tell whether deliveries are being sent. Safe from any thread."""
        return self._state

    def _call(self, act: Callable[[], None]) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(act)

    def _run(self) -> None:
        from core.loops import run  # the network side is imported in its own thread

        try:
            run(self._main())
        except Exception as error:
            log.exception("the sender ended")
            self._tell(
                SenderState(False, "The sender stopped.", f"Start Yardarm again. ({type(error).__name__})")
            )
        finally:
            self._ready.set()

    async def _main(self) -> None:
        from core.outgoing.transport import open_transport

        self._loop, self._woken = asyncio.get_running_loop(), asyncio.Event()
        with self._store.connection(synchronous="normal"):
            async with contextlib.aclosing(open_transport()) as transport:
                self._ready.set()
                while not self._stopping:
                    self._woken.clear()
                    wait = self._fill_safely(transport)
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._woken.wait(), wait)
                await self._finish()
            self._commit()

    async def _finish(self) -> None:
        if self._sends:
            _, late = await asyncio.wait(self._sends, timeout=LAST_WORDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _stop(self) -> None:
        self._stopping = True
        self._woken.set()

    def _wake(self) -> None:
        """Forget which webhooks had nothing due, and look again once wake-ups have gathered."""
        self._dry.clear()
        if self._looking is None and self._loop is not None:
            self._looking = self._loop.call_later(GATHER, self._look)

    def _look(self) -> None:
        self._looking = None
        self._woken.set()

    def _fill_safely(self, transport: "httpx.AsyncBaseTransport") -> float | None:
        """Start what may start; return the seconds until something is due, None for "when woken"."""
        if self._unrecorded:  # what cannot be recorded would be sent again: wait for `_commit`
            return None
        try:
            with self._store.connection():  # open already: it gives words to what fails
                self._refresh_targets()
                self._fill(transport)
            self._tell(SenderState(running=True))
            return self._seconds_to_next()
        except DeskError as error:
            self._tell(SenderState(False, error.title, error.advice))
            self._version = -1
            return TRY_AGAIN

    def _refresh_targets(self) -> None:
        """Read webhooks and settings again if anybody committed since: changes hold for the next request."""
        version = outbox.data_version(self._store)
        if version == self._version:
            return
        targets = outbox.targets(self._store)
        if targets != self._targets:
            self._pages.clear()  # what was read may have been held or given up since
        self._targets = targets
        self._secrets = {
            each.sealed: self._open(each.sealed) for each in self._targets.values() if each.sealed
        }
        self._domain = settings.load(self._store).marketplace_domain
        self._turn.extend(set(self._targets) - set(self._turn))
        self._version = version

    def _open(self, sealed: bytes) -> str:
        return self._secrets.get(sealed) or self._store.vault.open(sealed)

    def _fill(self, transport: "httpx.AsyncBaseTransport") -> None:
        for owed in self._next_owed():
            target = self._targets[owed.webhook_id]
            self._flying.setdefault(owed.webhook_id, {})[owed.log_id] = owed.size
            self._bytes += owed.size
            task = asyncio.get_running_loop().create_task(self._send(transport, owed, target))
            self._sends.add(task)  # the loop itself keeps only a weak reference
            task.add_done_callback(self._sends.discard)

    def _next_owed(self) -> Iterator[Owed]:
        """Yield what may be sent now: one delivery a webhook in turn, while there is room."""
        tired = 0  # webhooks in a row that had nothing or no room
        while tired < len(self._turn) and self._has_room():
            webhook_id = self._turn[0]
            self._turn.rotate(-1)
            if webhook_id not in self._targets:
                self._forget(webhook_id)
                continue
            owed = self._take(webhook_id)
            tired = 0 if owed else tired + 1
            if owed:
                yield owed

    def _has_room(self) -> bool:
        busy = len(self._sends)
        return busy < AT_ONCE and (self._bytes < BYTES_AT_ONCE or not busy) and len(self._results) < 2_000

    def _take(self, webhook_id: int) -> Owed | None:
        flying = self._flying.get(webhook_id, {})
        if len(flying) >= AT_ONCE_EACH or sum(flying.values()) >= BYTES_AT_ONCE_EACH:
            return None
        page = self._pages.get(webhook_id)
        if not page:
            page = self._pages[webhook_id] = self._read_page(webhook_id, flying)
        return page.popleft() if page else None

    def _read_page(self, webhook_id: int, flying: Iterable[int]) -> deque[Owed]:
        if webhook_id in self._dry:
            return deque()
        now = self._store.clock()
        unrecorded = {each.owed.log_id for each in self._results if each.owed.webhook_id == webhook_id}
        unrecorded.update(flying)
        page = outbox.due(self._store, webhook_id, now=now, limit=PAGE, apart_from=unrecorded)
        if not page:
            self._dry[webhook_id] = outbox.next_due_at(self._store, webhook_id, after=now)
        return deque(page)

    def _forget(self, webhook_id: int) -> None:
        self._turn.remove(webhook_id)
        self._pages.pop(webhook_id, None)
        self._dry.pop(webhook_id, None)

    def _seconds_to_next(self) -> float | None:
        due = [at for at in self._dry.values() if at is not None]
        if not due:
            return None
        wait = max(0, min(due) - self._store.clock()) / 1000
        if wait == 0:
            self._dry.clear()
        return min(wait, LONGEST_WAIT)

    async def _send(self, transport: "httpx.AsyncBaseTransport", owed: Owed, target: Target) -> None:
        try:
            tried = await self._attempt(transport, owed, target)
            self._results.append(tried)
            self._commit_soon()
        finally:
            del self._flying[owed.webhook_id][owed.log_id]
            self._bytes -= owed.size
            self._woken.set()

    async def _attempt(self, transport: "httpx.AsyncBaseTransport", owed: Owed, target: Target) -> Tried:
        """Send one delivery. One that cannot be sent at all has failed, and must not stop the others."""
        from core.outgoing.delivery import attempt
        from core.outgoing.faults import UNKNOWN

        now = self._store.clock()
        try:
            body = owed.body if owed.body is not None else outbox.body_of(self._store, owed.payload_id)
            secret = self._secrets[target.sealed] if target.sealed else ""
            return await attempt(transport, owed, target, body, secret=secret, domain=self._domain, now=now)
        except Exception:
            log.exception("delivery %s could not be attempted", owed.log_id)
            return Tried(owed, now, False, None, UNKNOWN.sentence, 0, "[]", "[]", b"")

    def _commit_soon(self) -> None:
        if self._commit_due is None and self._loop is not None:
            self._commit_due = self._loop.call_later(COMMIT_EVERY, self._commit)

    def _commit(self) -> None:
        """Record what attempts brought; if the store cannot take it now, keep it and try again."""
        self._commit_due = None
        if not self._results:
            return
        batch, self._results = self._results, []
        try:
            outbox.commit(self._store, batch, jitter=self._jitter)
        except Exception as error:
            self._results = batch + self._results
            self._keep_trying(error)
            return
        self._unrecorded = False
        for webhook_id in {each.owed.webhook_id for each in batch}:
            self._dry.pop(webhook_id, None)  # a failed one has a next time now
        self._woken.set()

    def _keep_trying(self, error: Exception) -> None:
        self._unrecorded = True
        if not isinstance(error, DeskError):
            log.exception("what was sent could not be recorded")
            error = DeskError("What was sent could not be recorded.", "The log file has the details.")
        self._tell(SenderState(False, error.title, error.advice))
        if self._loop is not None and not self._stopping:
            self._commit_due = self._loop.call_later(TRY_AGAIN, self._commit)

    def _tell(self, state: SenderState) -> None:
        if state != self._state:
            self._state = state
            self._store.bus.publish(Change.SENDER)
