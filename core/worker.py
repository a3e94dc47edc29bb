"""A thread of the engine that sleeps until there is something to do, and ends when it is told to."""

import logging
import threading
from collections.abc import Callable

from core.errors import DeskError

log = logging.getLogger(__name__)

STOP_SECONDS = 3.0
"""How long `stop` waits for what is at hand. What a disk does not take by then is done at the next start."""


class Worker(threading.Thread):
    """Each says in `run` what it does: waiting for `woken` between, until `stopping` is set."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.woken = threading.Event()
        self.stopping = threading.Event()

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
                log.warning("%s: %s", trouble, error)
                self.stopping.wait(again_after)
            except Exception:  # the thread must live on
                log.exception(trouble)
                self.stopping.wait(again_after)

    def stop(self) -> None:
        """Finish what is at hand, and end; one that never started has nothing to finish."""
        self.stopping.set()
        self.woken.set()
        if self.ident is not None:
            self.join(STOP_SECONDS)
