"""A thread of the engine that sleeps until there is something to do, and ends when it is told to."""

import logging
import threading
import time
from collections.abc import Callable

from core.errors import DeskError

log = logging.getLogger(__name__)

STOP_SECONDS = 10.0
"""How long `stop` waits for what is at hand."""
SAME_AGAIN = 600.0
"""Seconds until the same trouble is in the log file once more: one that stays for days must not fill it."""


class Worker(threading.Thread):
    """Each says in `run` what it does: waiting for `woken` between, until `stopping` is set."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.woken = threading.Event()
        self.stopping = threading.Event()
        self._said: tuple[str, float] = ("", 0.0)

    def wake(self) -> None:
        """Look for something to do now. Safe from any thread."""
        self.woken.set()

    def clear(self) -> None:
        """Sleep at the next wait; call it before a look, so that what comes meanwhile is not missed.

        One that was told to end meanwhile stays awake.
        """
        self.woken.clear()
        if self.stopping.is_set():
            self.woken.set()

    def keep_at(self, work: Callable[[], None], trouble: str, again_after: float) -> None:
        """Do `work` over and over until this is told to end, whatever becomes of it.

        What fails is logged as `trouble`, and done again after some seconds: nobody looks after a thread
        that has ended, and the desk runs for months.
        """
        while not self.stopping.is_set():
            try:
                work()
            except DeskError as error:  # a full disk, a lock: it passes
                self._say(f"{trouble}: {error}", is_bug=False)
                self.stopping.wait(again_after)
            except Exception as error:  # the thread must live on
                self._say(f"{trouble}: {error!r}", is_bug=True)
                self.stopping.wait(again_after)

    def _say(self, words: str, *, is_bug: bool) -> None:
        """Log what failed, unless that was just said; call it while the error is handled."""
        said, at = self._said
        if words != said or time.monotonic() - at >= SAME_AGAIN:
            self._said = (words, time.monotonic())
            log.log(logging.ERROR if is_bug else logging.WARNING, words, exc_info=is_bug)

    def stop(self) -> None:
        """Finish what is at hand, and end."""
        self.stopping.set()
        self.woken.set()
        self.join(STOP_SECONDS)
