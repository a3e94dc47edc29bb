"""The sender: takes what is due, sends it, and records what came of it, in a thread of its own."""

import asyncio
import contextlib
import logging
import random
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from core import settings
from core.bus import Change
from core.errors import DeskError
from core.outgoing import held, outbox, results
from core.outgoing.health import Breakers
from core.outgoing.lane import Ready
from core.outgoing.outbox import Target, Tried
from core.outgoing.results import Results
from core.outgoing.sender_state import OFFLINE, SenderState
from core.outgoing.set_back import SetBack
from core.outgoing.turns import Turns
from core.redaction import load_redaction
from core.store.database import Store

if TYPE_CHECKING:
    from core.outgoing.delivery import Courier

log = logging.getLogger(__name__)

GATHER = 0.004
"""Seconds in which wake-ups are taken together."""
LAST_WORDS = 2.0
"""Seconds that requests under way have when the sender stops."""
LONGEST_WAIT = 30.0
"""Seconds between looks: a machine that slept, or whose clock was set, wakes to another time than it was
waiting for."""


class Sender:
    """Sends what the outbox owes, fairly between webhooks, until it is stopped.

    What is in flight is held in memory and nothing is claimed in the store: a kill merely repeats
    what was not committed. All of it but `start`, `stop`, `wake` and `state` belongs to its thread.
    """

    def __init__(
        self, store: Store, *, jitter: Callable[[], float] = random.random, refuse_private: bool = False
    ) -> None:
        self._store = store
        self._refuse_private = refuse_private
        self._thread = threading.Thread(target=self._run, name="sender", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = threading.Event()
        self._stopping = False
        self._woken: asyncio.Event
        self._state = SenderState(running=False)
        self._courier: Courier
        self._turns = Turns(store, lambda deliveries, target: self._courier.prepare(deliveries, target))
        self._breakers = Breakers(store)
        self._set_back = SetBack(store, self._breakers)
        self._results = Results(store, jitter=jitter, recorded=self._recorded, refused=self._refused)
        self._stale = True
        """Whether webhooks and settings are to be read again."""
        self._version = -1
        self._changes = "{}"
        self._sends: set[asyncio.Task[None]] = set()
        self._looking: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Start sending."""
        self._thread.start()

    def stop(self) -> None:
        """Give requests under way a moment, record what they brought, and end the thread, if there is one."""
        if self._thread.ident is None:
            return
        self._ready.wait(10)
        self._call(self._stop)
        self._thread.join(LAST_WORDS + 1)

    def wake(self, *, afresh: bool = False) -> None:
        """Look for what is due now; `afresh` where webhooks or settings changed. Safe from any thread."""
        if afresh:
            self._stale = True
        if self._ready.is_set():
            self._call(self._wake)

    def has_ended(self) -> bool:
        """Tell whether it ended by itself, so that another must take its place. Safe from any thread."""
        return self._ready.is_set() and not self._stopping and not self._thread.is_alive()

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
                SenderState(
                    False, "The sender stopped.", f"It is started again in a moment. ({type(error).__name__})"
                )
            )
        finally:
            self._ready.set()

    async def _main(self) -> None:
        from core.outgoing.delivery import Courier

        self._loop, self._woken = asyncio.get_running_loop(), asyncio.Event()
        self._results.start()
        try:
            with self._store.connection(synchronous="normal"):
                self._courier = Courier(self._store, refuse_private=self._refuse_private)
                async with contextlib.aclosing(self._courier):
                    self._ready.set()
                    while not self._stopping:
                        self._woken.clear()
                        await self._sleep(self._fill_safely())
                    await self._finish()
                await self._results.finish()
        finally:
            self._results.stop(within=LAST_WORDS)

    async def _sleep(self, seconds: float | None) -> None:
        """Wait until woken, or for some seconds. Between answers it happens often: `wait_for` is dear."""
        alarm = None if seconds is None else asyncio.get_running_loop().call_later(seconds, self._woken.set)
        await self._woken.wait()
        if alarm is not None:
            alarm.cancel()

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
        self._turns.look_again()
        if self._looking is None and self._loop is not None:
            self._looking = self._loop.call_later(GATHER, self._look)

    def _look(self) -> None:
        self._looking = None
        self._woken.set()

    def _fill_safely(self) -> float | None:
        """Start what may start; return the seconds until something is due, None for "when woken"."""
        if self._results.stuck:  # what cannot be recorded would be sent again: wait until it can
            return None
        try:
            with self._store.connection():  # open already: it gives words to what fails
                if by := self._set_back.look():
                    self._turns.set_back(by)
                self._set_back.go_on()
                self._refresh()
                self._fill()
            if not self._sends:
                self._results.hurry()
            self._breakers.tick()
            self._tell(OFFLINE if self._turns.network.offline_until else SenderState(running=True))
            wait = self._turns.seconds_to_next()
            return LONGEST_WAIT if wait is None else min(wait, LONGEST_WAIT)
        except DeskError as error:
            self._tell(SenderState(False, error.title, error.advice))
            self._stale = True
            return results.TRY_AGAIN

    def _refresh(self) -> None:
        """Read webhooks and settings again if anybody changed some: that holds for the next request."""
        version = outbox.data_version(self._store)
        if version != self._version:  # somebody committed, who may be of another process
            changes, self._version = outbox.changes(self._store), version
            self._stale, self._changes = self._stale or changes != self._changes, changes
        if not self._stale:
            return
        self._stale = False
        targets = outbox.targets(self._store)
        self._courier.use(targets, settings.load(self._store))
        self._turns.retarget(targets)
        self._turns.pause_only(self._breakers.paused())
        self._results.hidden = load_redaction(self._store)

    def _fill(self) -> None:
        if self._results.count >= results.MOST:
            return
        loop, targets = asyncio.get_running_loop(), self._turns.targets
        for ready in self._turns.next_owed():
            task = loop.create_task(self._send_on(ready, targets[ready.owed.webhook_id]))
            self._sends.add(task)  # the loop itself keeps only a weak reference

    async def _send_on(self, ready: Ready, target: Target) -> None:
        """Send a delivery, and in its place one after another as long as they are at hand."""
        following: Ready | None = ready
        try:
            while following is not None:
                owed, tried = following.owed, None
                try:
                    tried = await self._courier.attempt(following, target)
                finally:
                    if self._turns.landed(owed, tried) and tried is not None:
                        self._results.add(tried)
                if following := self._at_hand():
                    target = self._turns.targets[following.owed.webhook_id]
        finally:
            self._sends.discard(cast("asyncio.Task[None]", asyncio.current_task()))
            self._woken.set()

    def _at_hand(self) -> Ready | None:
        """Return what goes next, unless the main loop has to look at something first."""
        if self._stale or self._stopping or self._results.stuck or self._results.count >= results.MOST:
            return None
        try:
            return self._turns.next_at_hand()
        except DeskError:  # the main loop meets it as well, and tells
            return None

    def _recorded(self, batch: list[Tried], disabled: set[int]) -> None:
        """Go on after the store took a batch."""
        for webhook_id in disabled | self._judge(batch):
            self._stale = True
            self._hold(webhook_id)
        self._turns.recorded(batch)
        self._woken.set()

    def _judge(self, batch: list[Tried]) -> set[int]:
        """Pause and resume webhooks by how their attempts ended; return those that were disabled."""
        try:
            paused, disabled = self._breakers.record([each for each in batch if each.owed.own_url is None])
        except DeskError:  # the attempts themselves are recorded
            log.exception("the health of webhooks could not be kept")
            return set()
        self._turns.pause(paused)
        return disabled

    def _hold(self, webhook_id: int) -> None:
        """Keep what a disabled webhook is owed, a batch at a time: the others' deliveries go on between."""
        try:
            if held.hold_some(self._store, webhook_id, held.DISABLED) and self._loop is not None:
                self._loop.call_soon(self._hold, webhook_id)
        except DeskError:  # nothing is sent to it; the next start finishes this
            log.exception("what webhook %s is owed could not be held", webhook_id)

    def _refused(self, error: DeskError) -> None:
        self._tell(SenderState(False, error.title, error.advice))
        self._woken.set()

    def _tell(self, state: SenderState) -> None:
        if state != self._state:
            self._state = state
            if state.title:  # `serve` has no window that would show it
                log.warning("nothing is sent: %s %s", state.title, state.advice)
            self._store.bus.publish(Change.SENDER)
