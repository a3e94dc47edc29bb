"""The ways from a row of the log to the one above it and the one below it, as the log lists them."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from core.log import event_log
from core.log.matching import LogFilter
from core.log.stretch import Stretch
from core.store.database import Store
from desktop.tasks import off_ui
from desktop.words import clock

SLICE_S = 0.1  # that one read takes at most: who else reads has a turn after it
PATIENCE_S = 1.0  # after which it says how far it came


@dataclass(frozen=True, slots=True)
class Way:
    """Up or down through the log."""

    read: Callable[..., Stretch]
    nearest: int
    """Which of the ids found is the next one."""
    end: str
    none_yet: str


UP = Way(event_log.nearest_above, -1, "newest", "No newer event found up to")
DOWN = Way(event_log.below, 0, "oldest", "No older event found back to")


async def beside(store: Store, than: int, way: Way, match: LogFilter, is_over: Callable[[], bool]) -> Stretch:
    """Return what was found next to a row; nothing where that took too long, or `is_over` for who asked."""
    until = time.monotonic() + PATIENCE_S
    while True:
        read = partial(way.read, store, than, match=match, enough=1, seconds=SLICE_S)
        found = await off_ui(store, read)
        if found.ids or found.is_last or time.monotonic() >= until or is_over():
            return found
        than = found.reached


def how_far(way: Way, found: Stretch, now: int) -> str:
    """Say how far a search came that found nothing."""
    return f"{way.none_yet} {clock(found.reached_at or 0, now)}"
