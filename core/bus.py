"""Tells who listens which kinds of rows a committed transaction changed."""

import enum
import logging
from collections.abc import Callable
from threading import Lock

log = logging.getLogger(__name__)


class Change(enum.Flag):
    """What changed. Flags combine, and no rows travel: who shows something reads it again."""

    NONE = 0
    LOG = enum.auto()
    JOBS = enum.auto()
    APPS = enum.auto()
    WEBHOOKS = enum.auto()
    PLUGINS = enum.auto()
    RECORDS = enum.auto()
    SETTINGS = enum.auto()
    OUTBOX = enum.auto()
    """Something became due to be sent."""
    INDEX = enum.auto()
    """The text index came further along the log, or is built anew. Told within the process alone."""
    RECEIVER = enum.auto()
    """The receiver started, stopped or could not start: a state of the process, not of rows."""
    SENDER = enum.auto()
    """The sender stopped or went on: a state of the process, not of rows."""


ROWS = (
    Change.LOG
    | Change.JOBS
    | Change.APPS
    | Change.WEBHOOKS
    | Change.PLUGINS
    | Change.RECORDS
    | Change.SETTINGS
    | Change.OUTBOX
)

Listener = Callable[[Change], None]


class Bus:
    """Calls every listener after a commit.

    `publish` may be called from any thread and runs the listeners there, so a listener only hands
    the change over and returns.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._listeners: tuple[Listener, ...] = ()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Add a listener; the function returned removes it."""
        with self._lock:
            self._listeners = (*self._listeners, listener)
        return lambda: self._remove(listener)

    def publish(self, change: Change) -> None:
        """Call every listener; one that fails is logged and does not stop the others."""
        for listener in self._listeners:
            try:
                listener(change)
            except Exception:  # a listener's bug must not undo a committed write
                log.exception("a listener failed on %s", change)

    def _remove(self, listener: Listener) -> None:
        with self._lock:
            self._listeners = tuple(each for each in self._listeners if each != listener)
