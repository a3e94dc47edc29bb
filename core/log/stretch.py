"""The ids of the rows that match, read downwards through the log in stretches that take a bounded time.

However rare a match is, and whether or not an index answers it, a stretch ends in time and says how far
down the log it came. The log is read through windows of ids, wider as long as they are read quickly.
"""

import time
from array import array
from dataclasses import dataclass

from core.log.finding import asked, found_below, found_between
from core.log.matching import LogFilter
from core.store.database import Store
from core.store.records import LogRecord

FIRST, WIDEST = 1_024, 65_536
"""How many ids the first window spans, and the widest one."""
QUICK = 0.008
"""Seconds within which a window must have been read for the next one to be twice as wide."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Ids that match, newest first; all of them from `reached` on, and the time of that row."""

    ids: "array[int]"
    reached: int
    reached_at: int | None
    """Epoch milliseconds; None where the search is at its end."""
    newest: int
    """The newest row of the log that was looked at, here or above."""

    @property
    def is_last(self) -> bool:
        """Whether nothing below can match."""
        return self.reached_at is None


def below(store: Store, than: int | None, *, match: LogFilter, enough: int, seconds: float) -> Stretch:
    """Return what matches below the row `than` (or at all), until there is `enough` or the time is over."""
    what = asked(store, match)
    top = what.high + 1 if than is None else min(than, what.high + 1)
    found, until, width = array("q"), time.perf_counter() + seconds, FIRST
    while top > what.low:
        began = time.perf_counter()
        bottom = max(top - width, what.low)
        if what.terms and bottom <= what.indexed < top - 1:
            bottom = what.indexed + 1  # what is read and what is looked up, one after the other
        named = found_below(store, what, top) if what.terms and top - 1 <= what.indexed else None
        ids, top = named or (found_between(store, what, bottom, top), bottom)
        found.extend(ids)
        ended = time.perf_counter()
        if len(found) >= enough or ended >= until:
            break
        width = min(width * 2, WIDEST) if ended - began < QUICK else width
    return Stretch(found, top, _date_of(store, top) if top > what.low else None, what.high)


def above(store: Store, than: int, *, match: LogFilter) -> tuple["array[int]", int]:
    """Return what matches above the row `than`, newest first, and the newest row that was looked at."""
    what = asked(store, match)
    found, top, end = array("q"), what.high + 1, max(than + 1, what.low)
    while top > end:
        bottom = max(top - WIDEST, end)
        found.extend(found_between(store, what, bottom, top))
        top = bottom
    return found, what.high


def nearest_above(store: Store, than: int, *, match: LogFilter, enough: int) -> "array[int]":
    """Return what matches above the row `than` and is nearest to it, newest first."""
    what = asked(store, match)
    found, bottom, width = array("q"), max(than + 1, what.low), FIRST
    while bottom <= what.high and len(found) < enough:
        found = found_between(store, what, bottom, min(bottom + width, what.high + 1)) + found
        bottom, width = bottom + width, min(width * 2, WIDEST)
    return found[-enough:]


def _date_of(store: Store, log_id: int) -> int | None:
    """Return the time of a row, or of the next one that is there."""
    query = LogRecord.select(LogRecord.date).where(LogRecord.id >= log_id).order_by(LogRecord.id)
    row = store.one(query)
    return row[0] if row else None
