"""Keeps Python's garbage collector on the UI thread.

The collector runs in whichever thread allocates, so a core thread could find a dead widget in a
cycle and destroy it: Qt then aborts the program. So it is turned off and run here by a timer.
"""

import gc
import time

from PySide6.QtCore import QObject, QTimer, Slot

EVERY_MS = 2_000
IDLE_S = 0.02  # of processor time between two looks: nobody types, scrolls or watches a flood
OLDEST_EVERY_S = 60.0


class GarbageCollector(QObject):
    """Collects young objects every EVERY_MS, and the oldest only while the window is idle."""

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
        used, now = time.thread_time(), time.monotonic()
        idle = used - self._used < IDLE_S and now - self._oldest_at >= OLDEST_EVERY_S
        gc.collect(2 if idle else 1)
        self._oldest_at = now if idle else self._oldest_at
        self._used = time.thread_time()  # without what this collection took
