"""Rows that somebody chose for an act: some ids, or all that a filter matches, read a page at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from peewee import fn

from core.log import event_log
from core.log.event_log import LogFilter, LogRow
from core.store.database import Store
from core.store.records import LogRecord


@dataclass(frozen=True, slots=True)
class Chosen:
    """These ids, or the rows that a filter matches up to the row `newest`: what comes later is no part."""

    wanted: tuple[int, ...] | LogFilter
    newest: int


def choose(store: Store, wanted: Iterable[int] | LogFilter) -> Chosen:
    """Return some rows, or all that a filter matches now."""
    (newest,) = store.one(LogRecord.select(fn.MAX(LogRecord.id))) or (0,)
    ids = wanted if isinstance(wanted, LogFilter) else tuple(sorted(set(wanted)))
    return Chosen(ids, newest or 0)


def pages(store: Store, chosen: Chosen, size: int) -> Iterator[dict[int, LogRow | None]]:
    """Give the rows by id, the oldest first; None for one that is not in the log.

    Upwards and by id, a row that an act makes match again is not met twice, and one that no longer
    matches not at all.
    """
    if not isinstance(chosen.wanted, LogFilter):
        for start in range(0, len(chosen.wanted), size):
            ids = chosen.wanted[start : start + size]
            found = {row.id: row for row in event_log.by_ids(store, list(ids))}
            yield {log_id: found.get(log_id) for log_id in ids}
        return
    than = 0
    while rows := event_log.newer(store, than, limit=size, match=chosen.wanted)[::-1]:
        than = rows[-1].id
        if part := {row.id: row for row in rows if row.id <= chosen.newest}:
            yield dict(part)
        if than >= chosen.newest:
            return


def rows(store: Store, chosen: Chosen, size: int) -> Iterator[LogRow]:
    """Give the rows that are in the log, the oldest first."""
    for page in pages(store, chosen, size):
        yield from (row for row in page.values() if row)
