"""What the rules of retention no longer keep: rows of the log by status, and changes of records.

Whatever the rules say, what was received stays as long as repeats of it shall be recognised.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from core import settings, statuses
from core.log.deleting import in_batches
from core.store.database import Store

HISTORY = "HISTORY"
"""What jobs changed of records."""
KINDS = (*statuses.OVER, HISTORY)
"""What rules are for; a delivery that is owed or held stays."""
PAGE = 1_000
DAY = 24 * 60 * 60 * 1000
NEVER = 1 << 62


@dataclass(frozen=True, slots=True)
class Rule:
    """What is kept of one kind: at most so many days, rows and megabytes of payloads; None is any."""

    days: int | None = None
    rows: int | None = None
    megabytes: int | None = None

    def __bool__(self) -> bool:
        """Tell whether anything is limited."""
        return any(getattr(self, each.name) is not None for each in fields(self))


Rules = dict[str, Rule]
"""A rule by kind."""


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the rows of a kind are, in SQL: a table, which of its rows, their time and their bytes."""

    table: str
    which: str
    at: str
    size: str


_SOURCES = {
    **{status: _Source("event_log", f"status = '{status}'", "date", "size") for status in statuses.OVER},
    HISTORY: _Source("record_change", "1", "at", "ifnull(length(before), 0) + ifnull(length(after), 0)"),
}


@dataclass(frozen=True, slots=True)
class _Cut:
    """What goes of one kind: the rows up to `surplus`, and those of before a time.

    No id above `last` is looked at, and no row from `spared` on goes. A date is never told by an id alone:
    a clock that was wrong for an hour must not cost the log.
    """

    surplus: int
    before: int
    last: int
    spared: int


def overdue(store: Store, rules: Rules) -> Iterator[tuple[str, dict[int, int]]]:
    """Give what rules no longer keep in batches, the oldest first: its kind, and the bytes of each by id."""
    for kind, rule in rules.items():
        source, cut, than = _SOURCES[kind], _cut(store, kind, rule), 0
        while page := store.sql(
            f"SELECT id, {source.size} FROM {source.table} WHERE {source.which} AND id > ? AND id <= ?"
            f" AND (id <= ? OR {source.at} < ?) AND {source.at} < ? ORDER BY id LIMIT ?",
            (than, cut.last, cut.surplus, cut.before, cut.spared, PAGE),
        ).fetchall():
            than, sizes = page[-1][0], dict(page)
            for batch in in_batches(page):
                yield kind, {row_id: sizes[row_id] for row_id in batch}


def _cut(store: Store, kind: str, rule: Rule) -> _Cut:
    source, surplus, now = _SOURCES[kind], 0, store.clock()
    if rule.rows is not None:
        surplus = _cut_by_number(store, source, rule.rows)
    if rule.megabytes is not None:
        surplus = max(surplus, _cut_by_size(store, source, rule.megabytes * 1_000_000))
    before = 0 if rule.days is None else now - rule.days * DAY
    older = f"SELECT max(+id) FROM {source.table} WHERE {source.at} < ?"
    last = max(surplus, _number(store, older, before))
    if kind != "ACCEPTED":
        return _Cut(surplus, before, last, NEVER)
    return _Cut(surplus, before, last, now - settings.load(store).repeat_days * DAY)


def _cut_by_number(store: Store, source: _Source, keep: int) -> int:
    """Go down from the newest row, a page at a time, past those that are kept."""
    question = (
        f"SELECT id FROM {source.table} WHERE {source.which} AND id < ? ORDER BY id DESC LIMIT 1 OFFSET ?"
    )
    than = NEVER
    while than and keep >= PAGE:
        than, keep = _number(store, question, than, PAGE - 1), keep - PAGE
    return _number(store, question, than, keep)


def _cut_by_size(store: Store, source: _Source, most: int) -> int:
    """Add sizes up from the newest row on, a page at a time, until they are too many."""
    than, total = NEVER, 0
    while page := store.sql(
        f"SELECT id, {source.size} FROM {source.table} WHERE {source.which} AND id < ?"
        " ORDER BY id DESC LIMIT ?",
        (than, PAGE),
    ).fetchall():
        for row_id, size in page:
            total += size
            if total > most:
                return int(row_id)
        than = page[-1][0]
    return 0


def _number(store: Store, question: str, *values: Any) -> int:
    row = store.sql(question, values).fetchone()
    return int(row[0] or 0) if row else 0
