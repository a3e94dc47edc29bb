"""Keeps Python's garbage collector on the UI thread.

The collector runs in whichever thread allocates, so a core thread could find a dead widget in a
cycle and destroy it: Qt then aborts the program. So it is turned off and run here by a timer.
"""

import gc
import linecache
import time

from PySide6.QtCore import QObject, QTimer, Slot

EVERY_MS = 2_000
IDLE_S = 0.02  # of processor time between two looks: nobody types, scrolls or watches a flood
OLDEST_EVERY_S, OLDEST_AT_LATEST_S = 60.0, 300.0
"""Seconds between two collections of the oldest: where the window is idle, and where it never is."""


class GarbageCollector(QObject):
    """Collects young objects every EVERY_MS, and the oldest while the window is idle.

    A window that shows what comes in all day never is. What was closed in it piles up then, so that the
    oldest are collected at last, too: some milliseconds, as what the start has made is left out.

    Each time it lets go of the lines of source that Python keeps for tracebacks, which are read again when
    there is one: PySide has the source of every module read that is imported, to look for its own name.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._used = time.thread_time()
        self._oldest_at = time.monotonic()
        timer = QTimer(self, interval=EVERY_MS)
        timer.timeout.connect(self._collect)
        timer.start()

    def settle(self) -> None:
        """Take what the start has made out of every later collection: modules, tokens, the window."""
        gc.freeze()

    @Slot()
    def _collect(self) -> None:
        linecache.clearcache()  # it would be 20 MB for as long as the window is open
        used, now = time.thread_time(), time.monotonic()
        least = OLDEST_EVERY_S if used - self._used < IDLE_S else OLDEST_AT_LATEST_S
        is_time = now - self._oldest_at >= least
        gc.collect(2 if is_time else 1)
        self._oldest_at = now if is_time else self._oldest_at
        self._used = time.thread_time()  # without what this collection took
