"""Work that the window starts and does not wait for: off its thread, and never lost silently.

The asyncio loop is qasync's, made on first use over whatever runs Qt's events, so a window works
under `app.exec()` and under a test's own event loop alike. `close_loop()` ends it.
"""

import asyncio
import contextlib
import functools
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, ParamSpec, Protocol, TypeVar

import qasync
import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from core.errors import DeskError, NotFound

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")
DRAIN_TURNS = 100  # of Qt's loop, for cancelled tasks to end; one or two are enough


class Connects(Protocol):
    """What gives a thread its own connection for a while: the store."""

    def connection(self) -> AbstractContextManager[Any]:
        """Return the context in which reads and writes work."""


class Problems(QObject):
    """The one place where failures become words on the screen."""

    raised = Signal(str, str)
    """A title, and what the user can do."""

    def __init__(self) -> None:
        super().__init__()
        self.log_path: Path | None = None
        """Where the log is, once there is one."""

    def report(self, error: BaseException) -> None:
        """Show an expected failure in its own words, and a bug as what it is, with its traceback logged.

        Safe from any thread.
        """
        if isinstance(error, DeskError):
            self.raised.emit(error.title, error.advice)
            return
        log.error("unexpected", exc_info=error)
        more = f" The log says more: {self.log_path}" if self.log_path else ""
        self.raised.emit("Something went wrong", f"{type(error).__name__}: {error}.{more}")


class _Loop:
    """The loop, the threads that read for the window, and the tasks that run now."""

    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop = qasync.QEventLoop(QApplication.instance())
        self.pool = ThreadPoolExecutor(2, thread_name_prefix="window")
        self._tasks: dict[asyncio.Task[None], int] = {}  # to their owners; the loop's references are weak
        self._owners: set[int] = set()  # whose end is watched, by address
        self.loop.set_exception_handler(_stray)
        # Not `already_running=True`: ending such a loop quits the application, under a test too.
        asyncio._set_running_loop(self.loop)

    def start(self, work: Coroutine[Any, Any, None], owner: QObject) -> asyncio.Task[None]:
        task = self.loop.create_task(work)
        self._tasks[task] = self._watched(owner)
        task.add_done_callback(self._ended)
        return task

    def close(self) -> None:
        for _ in range(DRAIN_TURNS):
            if not self._tasks:
                break
            for task in list(self._tasks):  # those too that an event of this very turn started
                task.cancel()
            QApplication.processEvents()
        self.pool.shutdown(cancel_futures=True)
        self.loop.close()
        asyncio._set_running_loop(None)

    def _watched(self, owner: QObject) -> int:
        """Return the address of an owner whose end is watched: once, as a connection a task would pile up."""
        (address,) = shiboken6.getCppPointer(owner)[:1]
        if address not in self._owners:
            self._owners.add(address)
            owner.destroyed.connect(lambda: self._forget(address))
        return address

    def _forget(self, owner: int) -> None:
        self._owners.discard(owner)
        for task in [task for task, its in self._tasks.items() if its == owner]:
            task.cancel()

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._tasks[task]
        if not task.cancelled() and (error := task.exception()):
            problems.report(error)


class Reader:
    """Runs one read at a time; asked for it meanwhile, once more after it. A burst costs two reads.

    It reads what is shown. What was deleted elsewhere meanwhile ends that read and is no problem to
    tell: the page that lists it reads too, and closes what it shows of it.
    """

    def __init__(
        self, read: Callable[[], Coroutine[Any, Any, None]], owner: QObject, pause: float = 0
    ) -> None:
        """Take the seconds that lie at least between the end of a read and the next one as `pause`."""
        self._read, self._owner, self._pause = read, owner, pause
        self._asked = False
        self._runs = False
        self._hurries = asyncio.Event()

    def ask(self) -> None:
        """Read now, or once more when the read that is under way has ended."""
        self._asked = True
        if not self._runs:
            self._runs = True
            spawn(self._run(), self._owner)

    def ask_now(self) -> None:
        """Read without the pause: somebody waits for what they have just chosen."""
        self._hurries.set()
        self.ask()

    async def _run(self) -> None:
        try:
            while self._asked:
                self._asked = False
                self._hurries.clear()
                with contextlib.suppress(NotFound):  # see above
                    await self._read()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._hurries.wait(), self._pause)
        finally:
            self._runs = False


problems = Problems()
_running: _Loop | None = None


def ui_loop() -> asyncio.AbstractEventLoop:
    """Return the loop of the UI thread, made on first use."""
    return _ui().loop


def close_loop() -> None:
    """Cancel what is under way, wait for reads in progress, and end the loop; the next use makes another."""
    global _running  # the one loop of the one UI thread
    if _running:
        _running.close()
        _running = None


async def off_ui(store: Connects, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `work` on another thread, inside a connection of `store`, and await what it returns."""

    def call() -> T:
        with store.connection():
            return work(*args, **kwargs)

    return await in_thread(call)


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `work`, which needs no store, on another thread and await what it returns."""
    ui = _ui()
    return await ui.loop.run_in_executor(ui.pool, functools.partial(work, *args, **kwargs))


def spawn(work: Coroutine[Any, Any, None], owner: QObject) -> asyncio.Task[None]:
    """Run a coroutine until it ends or `owner` is destroyed; what it raises goes to `problems`."""
    return _ui().start(work, owner)


def _ui() -> _Loop:
    global _running  # see close_loop
    _running = _running or _Loop()
    return _running


def _stray(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Report what the loop caught itself: a callback that failed."""
    problems.report(context.get("exception") or RuntimeError(context["message"]))
