"""How long the UI thread is busy without answering: a timer should come every millisecond."""

import time

from PySide6.QtCore import QTimer


class Turns:
    """Measures in processor time of the UI thread, so that other work on the machine fails no test."""

    def __init__(self, parent):
        self._timer = QTimer(parent, interval=1)
        self._timer.timeout.connect(self._beat)
        self._longest, self._last = 0.0, time.thread_time()
        self._timer.start()

    def longest_ms(self):
        """The longest turn since the last question."""
        self._beat()
        longest, self._longest = self._longest, 0.0
        return longest * 1000

    def _beat(self):
        now = time.thread_time()
        self._longest, self._last = max(self._longest, now - self._last), now
