"""Carries the core's changes to the UI thread, and merges bursts into one."""

from threading import Lock

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.bus import Bus, Change

PAUSE_MS = 50  # a thousand deliveries a second still mean twenty refreshes


class Bridge(QObject):
    """Turns the calls of a `Bus`, from any thread, into one Qt signal on the UI thread every PAUSE_MS."""

    changed = Signal(object)
    """What changed since the last time, a `Change`."""
    _arrived = Signal()  # queued: crosses from the core's thread to ours

    def __init__(self, bus: Bus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = Lock()
        self._pending = Change.NONE
        self._timer = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._timer.timeout.connect(self._flush)
        self._arrived.connect(self._timer.start)
        self._unsubscribe = bus.subscribe(self._collect)
        self.destroyed.connect(self._unsubscribe)  # a dialog may go with its window, and not be closed

    def close(self) -> None:
        """Stop listening. Call it before the engine stops and before Qt ends."""
        self._unsubscribe()
        self._timer.stop()

    def _collect(self, change: Change) -> None:
        """Take a change, in the thread that made it; only the first of a burst crosses over."""
        with self._lock:
            first = not self._pending
            self._pending |= change
        if first:
            self._arrived.emit()

    @Slot()
    def _flush(self) -> None:
        with self._lock:
            change, self._pending = self._pending, Change.NONE
        self.changed.emit(change)
