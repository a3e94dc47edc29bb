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
    """Ids that match, newest first; all of them down to `reached`, or up to it, and the time of that row."""

    ids: "array[int]"
    reached: int
    reached_at: int | None
    """Epoch milliseconds; None where the search is at its end."""
    newest: int
    """The newest row of the log that was looked at, here or above."""

    @property
    def is_last(self) -> bool:
        """Whether nothing further on can match."""
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
        width = _next_width(width, ended - began)
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


def nearest_above(store: Store, than: int, *, match: LogFilter, enough: int, seconds: float) -> Stretch:
    """Return what matches above the row `than`, upwards, until there is `enough` or the time is over."""
    what = asked(store, match)
    found, until, width = array("q"), time.perf_counter() + seconds, FIRST
    bottom = max(than + 1, what.low)
    while bottom <= what.high:
        began, top = time.perf_counter(), min(bottom + width, what.high + 1)
        found, bottom = found_between(store, what, bottom, top) + found, top
        ended = time.perf_counter()
        if len(found) >= enough or ended >= until:
            break
        width = _next_width(width, ended - began)
    reached_at = _date_of(store, bottom - 1) if bottom <= what.high else None
    return Stretch(found, bottom - 1, reached_at, what.high)


def _next_width(width: int, seconds: float) -> int:
    """Return how wide the next window is after one that took so long."""
    return min(width * 2, WIDEST) if seconds < QUICK else width


def _date_of(store: Store, log_id: int) -> int | None:
    """Return the time of a row, or of the next one that is there."""
    query = LogRecord.select(LogRecord.date).where(LogRecord.id >= log_id).order_by(LogRecord.id)
    row = store.one(query)
    return row[0] if row else None
