"""Finding rows by a filter and by what was typed, within a window of ids.

The text index names candidates; a row is found when its text really has what was asked for. What is not
in the index yet is read instead, so a search misses nothing, however far behind the index is.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from peewee import SQL, fn

from core.log import query
from core.log.matching import LogFilter, bounds, conditions, resolved
from core.log.query import Named, Term
from core.log.search import NAMES, position
from core.log.terms import GRAM, grams, holds, is_id, is_sure, literal, words_wanted
from core.store import keyset
from core.store.database import Store
from core.store.records import AppRecord, LogRecord, WebhookRecord

AT_ONCE = 500
"""Payloads that are read at a time."""
NAME_COLUMNS = (
    LogRecord.event_type,
    LogRecord.target_url,
    LogRecord.transaction_id,
    LogRecord.uid,
    LogRecord.plugin_id,
)
_ANY_DIRECTION = LogRecord.direction.in_(("EMITTED", "RECEIVED"))
"""All rows, in words that are answered from an index, which is a tenth of the table to read."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A filter and what was typed, as the store has it. No row below `low` or above `high` can match."""

    where: list[Any]
    terms: tuple[Term, ...]
    low: int
    high: int
    indexed: int
    """The newest row that is in the text index."""


def asked(store: Store, match: LogFilter, within: tuple[int, int] | None = None) -> Asked:
    """Return what is to be looked for. Nothing that is typed is an error.

    `within` are the ids between which it is looked for, where they are known: to see which ones a stretch of
    time has takes 10 ms.
    """
    now = store.clock()
    match, typed = resolved(match, now), query.read(match.search or "", now)
    filters = (match, *typed.filters)
    where = [part for each in filters for part in conditions(each)]
    timed = (each for each in filters if each is match or each.since or each.until)
    ends = [within] if within else [bounds(store, each) for each in timed]
    return Asked(
        [*where, *map(_named, typed.named)],
        typed.terms,
        max(low for low, _ in ends),
        min(high for _, high in ends),
        position(store) if typed.terms else 0,
    )


def found_between(store: Store, what: Asked, bottom: int, top: int) -> "array[int]":
    """Return the ids that match from `bottom` to before `top`, newest first."""
    if not what.terms:
        return _ids(store, [*_span(bottom, top), *(what.where or [_ANY_DIRECTION])])
    edge = min(max(what.indexed + 1, bottom), top)
    unread = _ids(store, [*_span(edge, top), *(what.where or [_ANY_DIRECTION])]) if edge < top else array("q")
    found = _that_hold(store, what.terms, unread)
    if bottom < edge:
        maybe = [part for term in what.terms if (part := _candidates(term, bottom, edge)) is not None]
        ids = _ids(store, [*_span(bottom, edge), *what.where, *maybe])
        found.extend(_that_hold(store, [term for term in what.terms if not is_sure(term)], ids))
    return found


def found_below(store: Store, what: Asked, top: int) -> "tuple[array[int], int] | None":
    """Return what matches among the next rows that the index names below `top`, and down to where it is all.

    The term that fewest rows have is looked up. None where the index can name no rows for any term.
    """
    each_term = (_named_below(store, term, what.low, top) for term in what.terms)
    looked_up = [hits for hits in each_term if hits is not None]
    if not looked_up:
        return None
    words, names, bottom = min(looked_up, key=lambda hits: hits[2])
    is_one_word = len(what.terms) == 1 and is_sure(what.terms[0])
    sure, unsure = (words, names - words) if is_one_word else (set[int](), words | names)
    found = _that_hold(store, what.terms, _that_fit(store, what, unsure))
    found.extend(_that_fit(store, what, sure))
    return array("q", sorted(found, reverse=True)), bottom


def found_of(store: Store, what: Asked, ids: Sequence[int]) -> "array[int]":
    """Return those of some ids that match, newest first."""
    return _that_hold(store, what.terms, _ids(store, [LogRecord.id.in_(list(ids)), *what.where]))


def _span(bottom: int, top: int) -> list[Any]:
    return [LogRecord.id >= bottom, LogRecord.id < top]


def _ids(store: Store, where: list[Any]) -> "array[int]":
    statement, values = LogRecord.select(LogRecord.id).where(*where).sql()
    found = [log_id for (log_id,) in store.sql(statement, tuple(values)).fetchall()]
    found.sort(reverse=True)  # a sort of one or two runs; in SQL it would be a tree of all
    return array("q", found)


def _named(named: Named) -> Any:
    name = named.name.translate(keyset.LOWER)
    if named.kind == "app":
        return LogRecord.app_id.in_(AppRecord.select(AppRecord.id).where(fn.LOWER(AppRecord.name) == name))
    hooks = WebhookRecord.select(WebhookRecord.id).where(fn.LOWER(WebhookRecord.name) == name)
    return LogRecord.webhook_id.in_(hooks)


def _candidates(term: Term, bottom: int, top: int) -> Any:
    """Return what a row that may have a term fulfils, by the index; None where every row may."""
    wanted = words_wanted(term)
    if wanted is None:
        return None
    text = literal(term)
    parts = [_indexed("log_words", wanted, bottom, top)]
    if is_id(text):
        parts.append(LogRecord.id == int(text))
    stem = max(text.split("*"), key=len)
    named = reduce(or_, (keyset.contains(column, stem) for column in NAME_COLUMNS))
    if len(stem) >= GRAM:
        named = _indexed("log_names", grams(stem), bottom, top) & named
    return reduce(or_, [*parts, named])


def _named_below(store: Store, term: Term, low: int, top: int) -> tuple[set[int], set[int], int] | None:
    """Return the next rows that have the words of a term, and its text in a name, and where they end."""
    wanted, text = words_wanted(term), literal(term)
    stem = max(text.split("*"), key=len)
    if wanted is None or len(stem) < GRAM:
        return None
    hits, bottoms = list[set[int]](), list[int]()
    for index, question in (("log_words", wanted), ("log_names", grams(stem))):
        rows = store.sql(
            f"SELECT rowid FROM {index} WHERE {index} MATCH ? AND rowid >= ? AND rowid < ?"
            " ORDER BY rowid DESC LIMIT ?",
            (question, low, top, AT_ONCE),
        ).fetchall()
        hits.append({row[0] for row in rows})
        bottoms.append(rows[-1][0] if len(rows) == AT_ONCE else low)
    bottom = max(bottoms)
    words, names = ({log_id for log_id in found if log_id >= bottom} for found in hits)
    by_id = {int(text)} if is_id(text) and bottom <= int(text) < top else set[int]()
    return words, names | by_id, bottom


def _that_fit(store: Store, what: Asked, ids: set[int]) -> "array[int]":
    """Return those of some ids that the filters let through, newest first."""
    if not what.where:
        return array("q", sorted(ids, reverse=True))
    return _ids(store, [LogRecord.id.in_(list(ids)), *what.where]) if ids else array("q")


def _indexed(index: str, wanted: str, bottom: int, top: int) -> Any:
    return SQL(
        f'"t1"."id" IN (SELECT rowid FROM {index} WHERE {index} MATCH ? AND rowid >= ? AND rowid < ?)',
        (wanted, bottom, top),
    )


def _that_hold(store: Store, terms: Sequence[Term], ids: "array[int]") -> "array[int]":
    """Return those rows whose text has all terms."""
    if not terms:
        return ids
    found = array("q")
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        rows = store.sql(
            f"SELECT e.id, {NAMES}, p.body FROM event_log e JOIN payload p ON p.id = e.payload_id"
            f" WHERE e.id IN ({', '.join('?' * len(some))}) ORDER BY e.id DESC",
            tuple(some),
        )
        found.extend(row[0] for row in rows.fetchall() if holds(terms, *row))
    return found
