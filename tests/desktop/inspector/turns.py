"""How long the UI thread is busy without answering: a timer should come every millisecond."""

import time

from PySide6.QtCore import QTimer

WORK_MS = 1.1
"""What `_work` takes on a machine of the speed that bounds are meant for."""


class Turns:
    """Measures in processor time of the UI thread, so that other work on the machine fails no test."""

    def __init__(self, parent):
        self._timer = QTimer(parent, interval=1)
        self._timer.timeout.connect(self._beat)
        self._longest, self._last = 0.0, time.thread_time()
        self._timer.start()

    def longest_ms(self):
        """The longest turn since the last question; on a slow machine what a usual one would take for it."""
        self._beat()
        longest, self._longest = self._longest, 0.0
        slowness = max(1.0, min(_work() for _ in range(3)) / WORK_MS)
        self._last = time.thread_time()
        return longest * 1000 / slowness

    def _beat(self):
        now = time.thread_time()
        self._longest, self._last = max(self._longest, now - self._last), now


def _work():
    """Do what takes some time on every machine; return how long, in ms."""
    started = time.thread_time()
    for number in range(20_000):
        str(number)
    return (time.thread_time() - started) * 1000
