"""The engine: the one door to the core. It owns the store, the bus and the threads."""

import contextlib
import logging
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from core import settings
from core.bus import Bus, Change
from core.clock import Clock, epoch_ms
from core.errors import DeskError
from core.incoming import address
from core.incoming.fetching.listening import Heartbeat
from core.incoming.own_target import is_own_target
from core.incoming.receiver import Receiver, ReceiverState
from core.incoming.runner import Runner
from core.log.indexer import Indexer
from core.log.retention import Retention
from core.outgoing import held, rotation
from core.outgoing.sender import Sender
from core.outgoing.sender_state import SenderState
from core.store.checkpointer import Checkpointer
from core.store.database import Store, open_store
from core.store.faults import as_store_error
from core.store.watcher import Watcher
from core.tending import Tending

log = logging.getLogger(__name__)

Each = Callable[[Callable[[Any], None], Iterable[Any]], Iterable[None]]

TAKE_OVER_EVERY = 1.0
"""Seconds between looks whether the process that runs the engine has ended."""


class Engine:
    """Sends, receives and runs jobs for one data folder; `start` and `stop` bracket its life.

    Only one process at a time runs the engine of a folder. A second one opens the same store fully
    (`owns` is False), and takes over when the first one ends.
    """

    def __init__(
        self,
        data_dir: Path | str,
        receiver_port: int | None = None,
        *,
        receiver_host: str | None = None,
        sends: bool = True,
        refuse_private: bool = False,
        clock: Clock = epoch_ms,
    ) -> None:
        self.data_dir = Path(data_dir)
        self.bus = Bus()
        self.owns = False
        self._port = receiver_port
        self._host = receiver_host
        self._sends = sends
        self._refuse_private = refuse_private
        self._clock = clock
        self._store: Store | None = None
        self._lock = FileLock(self.data_dir / "engine.lock", mode=0o600, thread_local=False)
        self._changing = threading.Lock()
        self._stopping = threading.Event()
        self._receiver: Receiver | None = None
        self._heartbeat: Heartbeat | None = None
        self._tending: Tending | None = None
        self._sender: Sender | None = None
        self._runner: Runner | None = None
        self._retention: Retention | None = None
        self._indexer: Indexer | None = None
        self._checkpointer: Checkpointer | None = None
        self._watcher: Watcher | None = None
        self._heir: threading.Thread | None = None
        self._elsewhere = ReceiverState(False, receiver_host or "127.0.0.1", receiver_port or 0)
        self._forget: Callable[[], None] = lambda: None
        self._public_names: frozenset[str] | None = None
        """None where they are to be read again: the job runner asks for each webhook."""

    @property
    def store(self) -> Store:
        """The store; open from `open` or `start` on."""
        assert self._store is not None, "the engine was not started"
        return self._store

    def open(self) -> None:
        """Open the store and start nothing, so that a window can show rows before it sends any.

        Raises StoreError, with what to do.
        """
        if self._store is None:
            self._store = open_store(self.data_dir, bus=self.bus, clock=self._clock)

    def start(self) -> None:
        """Open the store, and run the engine unless another process does. Raises StoreError."""
        self.open()
        self._watcher = Watcher(self.store, self.bus)
        self._watcher.start()
        if not self._try_to_own():
            self._look_elsewhere()
            self._heir = threading.Thread(target=self._wait_to_own, name="heir", daemon=True)
            self._heir.start()

    def stop(self) -> None:
        """Finish what is in hand and end the threads. What is owed stays owed."""
        self._stopping.set()
        if self._heir is not None:
            self._heir.join(5)
        with ThreadPoolExecutor() as pool:  # each may wait for strangers: not in turn
            self._end_threads(pool.map)
        if self._watcher is not None:
            self._watcher.stop()
        if self.owns:
            address.remove_note(self.data_dir)
        self._lock.release()

    def receiver_state(self) -> ReceiverState:
        """Tell whether and where this process, or the owner, receives. Safe from any thread."""
        return self._receiver.state() if self._receiver is not None else self._elsewhere

    def sender_state(self) -> SenderState:
        """Tell whether deliveries are being sent. Safe from any thread."""
        return self._sender.state() if self._sender is not None else SenderState(running=False)

    def restart_receiver(self) -> None:
        """Listen where the settings now say. It takes up to some seconds: not for the UI thread."""
        with self._changing:
            if self._receiver is not None and not self._stopping.is_set():
                self._receiver.stop()
                self._port = None
                self._start_receiver()

    def _try_to_own(self) -> bool:
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        except OSError as error:
            raise as_store_error(error, Path(self._lock.lock_file)) from error
        try:
            with self._changing:
                self.store.owner = True
                with self.store.connection():
                    held.settle(self.store)
                    rotation.forget_expired(self.store)
                self._start_threads()
                self.owns = True
        except BaseException:
            self._give_up()
            raise
        self.bus.publish(Change.RECEIVER | Change.SENDER)
        return True

    def _give_up(self) -> None:
        """Let another process try, or this one again: nothing half-started stays."""
        self._end_threads(map)  # in turn: it may be that there can be no more threads
        self._tending = self._heartbeat = self._receiver = None
        self._runner = self._sender = self._retention = self._indexer = self._checkpointer = None
        address.remove_note(self.data_dir)
        self.store.owner = False
        self._lock.release()
        self.bus.publish(Change.RECEIVER | Change.SENDER)

    def _end_threads(self, each: Each) -> None:
        """End what the owner runs, or as much of it as has started; `each` is `map` or like it."""
        self._forget()
        for first in filter(None, (self._tending, self._heartbeat)):
            first.stop()  # while the receiver still listens
        with self._changing:
            parts = (
                self._receiver,
                self._runner,
                self._sender,
                self._retention,
                self._indexer,
                self._checkpointer,
            )
            list(each(lambda part: part.stop(), filter(None, parts)))

    def _wait_to_own(self) -> None:
        while not self._stopping.wait(TAKE_OVER_EVERY):
            try:
                if self._try_to_own():
                    return
                self._look_elsewhere()
            except DeskError as error:  # a full disk passes; until then this stays a guest
                log.warning("cannot take over: %s", error)
            except Exception:  # the thread must live on: the next look may succeed
                log.exception("cannot take over")

    def _look_elsewhere(self) -> None:
        """Learn where the process that runs the engine receives."""
        with self.store.connection():
            state = address.noted(self.store)
        if state != self._elsewhere:
            self._elsewhere = state
            self.bus.publish(Change.RECEIVER)

    def _start_threads(self) -> None:
        self._runner = Runner(self.store, is_own=self._is_own)
        self._indexer = Indexer(self.store)
        self._checkpointer = Checkpointer(self.store)
        self._sender = self._new_sender() if self._sends else None
        self._forget = self.bus.subscribe(self._on_change)  # before the first job or event can come
        self._start_receiver()
        self._retention = Retention(self.store)
        self._heartbeat = Heartbeat(self.store, self._listens)
        self._tending = Tending(self._tend)
        self._heartbeat.start()
        self._runner.start()
        self._retention.start()
        self._indexer.start()
        self._checkpointer.start()
        if self._sender is not None:
            self._sender.start()
        self._tending.start()

    def _tend(self) -> bool:
        """Start again what should run and does not; tell whether everything did."""
        with self._changing:
            if self._stopping.is_set() or self._receiver is None:
                return True
            listens, sends = self._listens(), self._sender is None or not self._sender.has_ended()
            if not listens:  # a port may be free by now, or a network be there
                self._listen(self._receiver)
            if not sends:
                another = self._new_sender()
                another.start()  # where there can be no thread, the next look tries again
                self._sender = another
            return listens and sends

    def _new_sender(self) -> Sender:
        return Sender(self.store, refuse_private=self._refuse_private)

    def _start_receiver(self) -> None:
        with self.store.connection():
            wanted = settings.load(self.store)
        port = wanted.receiver_port if self._port is None else self._port
        self._receiver = Receiver(self.store, self._host or wanted.receiver_host, port)
        self._listen(self._receiver)  # which tells everybody to look at it: it is the one by then

    def _listen(self, receiver: Receiver) -> None:
        receiver.start()
        if receiver.state().listening:
            with contextlib.suppress(OSError):  # where the disk is full, other processes do without it
                address.leave_note(self.data_dir, receiver.state().url)

    def _listens(self) -> bool:
        return self._receiver is not None and self._receiver.state().listening

    def _on_change(self, change: Change) -> None:
        if self._checkpointer:
            self._checkpointer.note()
        afresh = bool(change & (Change.WEBHOOKS | Change.APPS | Change.SETTINGS))
        if change & Change.SETTINGS:
            self._public_names = None
        if self._sender and (afresh or change & Change.OUTBOX):
            self._sender.wake(afresh=afresh)
        if self._runner and change & (Change.JOBS | Change.SETTINGS):
            self._runner.wake()
        if self._retention and change & Change.SETTINGS:
            self._retention.wake()
        if self._indexer and change & Change.LOG:
            self._indexer.wake()

    def _is_own(self, url: str) -> bool:
        """Tell whether a target is this receiver."""
        state = self.receiver_state()
        if self._public_names is None:
            self._public_names = frozenset(settings.load(self.store).public_names.split())
        return is_own_target(url, host=state.host, port=state.port, public_names=self._public_names)
