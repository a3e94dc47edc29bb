"""The ids of the rows that match, read downwards through the log in stretches that take a bounded time.

However rare a match is, and whether or not an index answers it, a stretch ends in time and says how far
down the log it came. The log is read through windows of ids, wider as long as they are read quickly.
"""

import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.log import event_log
from core.log.event_log import LogRow
from core.log.matching import LogFilter, bounds, conditions
from core.store.database import Store
from core.store.records import LogRecord

FIRST, WIDEST = 1_024, 65_536
"""How many ids the first window spans, and the widest one."""
QUICK = 0.008
"""Seconds within which a window must have been read for the next one to be twice as wide."""
CLOSE = 8
"""Rows of the log to a match, above which its neighbours are not looked at for others that match by now."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Ids that match, newest first; all of them from `reached` on, and the time of that row."""

    ids: "array[int]"
    reached: int
    reached_at: int | None
    """Epoch milliseconds; None where the search is at its end."""

    @property
    def is_last(self) -> bool:
        """Whether nothing below can match."""
        return self.reached_at is None


def below(store: Store, than: int | None, *, match: LogFilter, enough: int, seconds: float) -> Stretch:
    """Return what matches below the row `than` (or at all), until there is `enough` or the time is over."""
    low, high = bounds(store, match)
    top = high + 1 if than is None else min(than, high + 1)
    found, until, width = array("q"), time.perf_counter() + seconds, FIRST
    while top > low:
        began = time.perf_counter()
        bottom = max(top - width, low)
        found.extend(_within(store, match, bottom, top))
        top = bottom
        ended = time.perf_counter()
        if len(found) >= enough or ended >= until:
            break
        width = min(width * 2, WIDEST) if ended - began < QUICK else width
    return Stretch(found, top, _date_of(store, top) if top > low else None)


def above(store: Store, than: int, *, match: LogFilter) -> tuple["array[int]", int]:
    """Return what matches above the row `than`, newest first, and the newest row that was looked at."""
    low, high = bounds(store, match)
    found, top = array("q"), high + 1
    while top > max(than + 1, low):
        bottom = max(top - WIDEST, than + 1, low)
        found.extend(_within(store, match, bottom, top))
        top = bottom
    return found, high


def again(store: Store, ids: Sequence[int], *, match: LogFilter) -> list[LogRow]:
    """Return rows in place of these, newest first: those that still match, and their neighbours that do now.

    Where few rows of the log match, only these are looked at.
    """
    if not ids:
        return []
    if ids[0] - ids[-1] < CLOSE * len(ids):
        return event_log.by_ids(store, list(_within(store, match, ids[-1], ids[0] + 1)))
    return event_log.by_ids(store, list(_of_these(store, match, ids)))


def _within(store: Store, match: LogFilter, bottom: int, top: int) -> "array[int]":
    """Return the ids that match from `bottom` to before `top`, newest first."""
    record = LogRecord
    span = [record.id >= bottom, record.id < top]
    return _ids(store, match, span if conditions(match) else [*span, _ANY_DIRECTION])


def _of_these(store: Store, match: LogFilter, ids: Sequence[int]) -> "array[int]":
    return _ids(store, match, [LogRecord.id.in_(list(ids))])


def _ids(store: Store, match: LogFilter, where: list[Any]) -> "array[int]":
    statement, values = LogRecord.select(LogRecord.id).where(*where, *conditions(match)).sql()
    found = [log_id for (log_id,) in store.sql(statement, tuple(values)).fetchall()]
    found.sort(reverse=True)  # a sort of one or two runs; in SQL it would be a tree of all
    return array("q", found)


_ANY_DIRECTION = LogRecord.direction.in_(("EMITTED", "RECEIVED"))
"""All rows, in words that are answered from an index, which is a tenth of the table to read."""


def _date_of(store: Store, log_id: int) -> int | None:
    """Return the time of a row, or of the next one that is there."""
    query = LogRecord.select(LogRecord.date).where(LogRecord.id >= log_id).order_by(LogRecord.id)
    row = store.one(query)
    return row[0] if row else None
