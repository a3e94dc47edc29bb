"""Reading the event log. It may hold millions of rows, so lists carry no payloads and nothing counts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import inf
from typing import Any

from core.errors import NotFound
from core.log.finding import asked, found_of
from core.log.matching import LogFilter as LogFilter  # who reads the log need not know of its own room
from core.log.matching import conditions, resolved
from core.log.stretch import above as above
from core.log.stretch import below as below
from core.log.stretch import nearest_above as nearest_above
from core.store.database import Store
from core.store.records import AttemptRecord, LogRecord, ReceiptRecord

CLOSE = 8
"""Rows of the log to a match, above which its neighbours are not looked at for others that match by now."""

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LogRow:
    """A delivery or a received transaction. Times and durations in milliseconds, `size` in bytes.

    `fetched_at` is when it was fetched from the sender's API, where it had been missed.
    """

    id: int
    date: int
    target_url: str | None
    webhook_id: int | None
    transaction_id: str | None
    app_id: int | None
    plugin_id: str | None
    event_type: str
    error: str | None
    direction: str
    status: str
    status_code: int | None
    attempts: int
    duration_ms: int | None
    next_attempt_at: int | None
    uid: str | None
    size: int
    fetched_at: int | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One HTTP request that was made for a delivery; the response's first 16 KiB are kept.

    `connect_ms` is the part of its time until there was a connection, or it was given up: 0 on one that was
    open already, None where it was not measured.
    """

    number: int
    at: int
    status_code: int | None
    error: str | None
    duration_ms: int
    request_headers: Headers
    response_headers: Headers
    response_body: bytes
    connect_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came with a received payload, and how it was verified. Secrets in headers are masked.

    `redacted` counts the values that were taken out of payload and headers before they were stored: with
    any, the signature cannot be checked once more.
    """

    headers: Headers
    verified: bool
    scheme: str
    detail: str
    redacted: int = 0


def older(store: Store, than: int | None, *, limit: int, match: LogFilter = LogFilter()) -> list[LogRow]:
    """Return the page below the row `than` (the newest page if None), newest first."""
    if match.search:
        found = below(store, than, match=match, enough=limit, seconds=inf)
        return by_ids(store, list(found.ids[:limit]))
    query = _select(store, match)
    below_it = query if than is None else query.where(LogRecord.id < than)
    return _rows(store, below_it.order_by(LogRecord.id.desc()).limit(limit))


def newer(store: Store, than: int, *, limit: int, match: LogFilter = LogFilter()) -> list[LogRow]:
    """Return the rows above the row `than` that are nearest to it, newest first."""
    if match.search:
        found = nearest_above(store, than, match=match, enough=limit, seconds=inf)
        return by_ids(store, list(found.ids[-limit:]))
    query = _select(store, match).where(LogRecord.id > than)
    return _rows(store, query.order_by(LogRecord.id.asc()).limit(limit))[::-1]


def by_ids(store: Store, ids: list[int]) -> list[LogRow]:
    """Return those of some rows that still exist, newest first."""
    query = _columns().where(LogRecord.id.in_(ids)).order_by(LogRecord.id.desc())
    return _rows(store, query) if ids else []


def again(store: Store, ids: Sequence[int], *, match: LogFilter) -> list[LogRow]:
    """Return rows in place of these, newest first: those that still match, and their neighbours that do now.

    Where few rows of the log match, only these are looked at.
    """
    if not ids:
        return []
    what = asked(store, match, (ids[-1], ids[0]))
    if what.terms or ids[0] - ids[-1] >= CLOSE * len(ids):
        return by_ids(store, list(found_of(store, what, ids)))
    if not what.where:
        return _rows_between(store, ids[-1], ids[0])
    near = (LogRecord.id >= ids[-1], LogRecord.id <= ids[0], *what.where)
    return _rows(store, _columns().where(*near).order_by(LogRecord.id.desc()))


def get_row(store: Store, log_id: int) -> LogRow:
    """Return one row. Raises NotFound."""
    found = by_ids(store, [log_id])
    if not found:
        raise NotFound(f"There is no event {log_id} in the log.", "It may have been deleted.")
    return found[0]


def payload(store: Store, log_id: int) -> bytes:
    """Return a row's payload, exactly as it was sent or received. Raises NotFound."""
    row: tuple[bytes] | None = store.sql(  # once for every row of an export
        "SELECT body FROM payload WHERE id = (SELECT payload_id FROM event_log WHERE id = ?)", (log_id,)
    ).fetchone()
    if row is None:
        raise NotFound(f"There is no event {log_id} in the log.", "It may have been deleted.")
    return row[0]


def attempts(store: Store, log_id: int) -> list[Attempt]:
    """Return the attempts of a delivery, the first one first."""
    record = AttemptRecord
    query = record.select(
        record.number,
        record.at,
        record.status_code,
        record.error,
        record.duration_ms,
        record.request_headers,
        record.response_headers,
        record.response_body,
        record.connect_ms,
    )
    rows = store.rows(query.where(record.log_id == log_id).order_by(record.id))
    return [
        Attempt(number, at, code, error, took, _headers(sent), _headers(got), bytes(body), connect)
        for number, at, code, error, took, sent, got, body, connect in rows
    ]


def receipt(store: Store, log_id: int) -> Receipt | None:
    """Return what came with a received row; None for what was sent."""
    record = ReceiptRecord
    query = record.select(record.headers, LogRecord.status, record.scheme, record.detail, record.redacted)
    joined = query.join(LogRecord, on=LogRecord.id == record.log_id)
    row = store.one(joined.where(record.log_id == log_id))
    return Receipt(_headers(row[0]), row[1] == "ACCEPTED", *row[2:]) if row else None


def event_types(store: Store) -> list[str]:
    """Return the event and job types that occur in the log, by jumping from one to the next in the index."""
    rows = store.sql(
        "WITH RECURSIVE kind (name) AS (SELECT min(event_type) FROM event_log"
        " UNION ALL SELECT (SELECT min(event_type) FROM event_log WHERE event_type > name)"
        " FROM kind WHERE name IS NOT NULL) SELECT name FROM kind WHERE name > ''"
    )
    return [name for (name,) in rows]


def _rows(store: Store, query: Any) -> list[LogRow]:
    """Run a select of rows: past peewee's own way, which takes five times as long and changes no value."""
    statement, values = query.sql()
    return [LogRow(*row) for row in store.sql(statement, tuple(values)).fetchall()]


def _rows_between(store: Store, low: int, high: int) -> list[LogRow]:
    """Return all rows from one id to another: what scrolling asks for, so its text is made once."""
    statement = f'{_select_text()} WHERE "t1"."id" BETWEEN ? AND ? ORDER BY "t1"."id" DESC'
    return [LogRow(*row) for row in store.sql(statement, (low, high)).fetchall()]


@cache
def _select_text() -> str:
    statement: str = _columns().sql()[0]
    return statement


def _headers(text: str) -> Headers:
    return tuple((name, value) for name, value in json.loads(text))


def _columns() -> Any:
    record = LogRecord
    return record.select(
        record.id,
        record.date,
        record.target_url,
        record.webhook_id,
        record.transaction_id,
        record.app_id,
        record.plugin_id,
        record.event_type,
        record.error,
        record.direction,
        record.status,
        record.status_code,
        record.attempts,
        record.duration_ms,
        record.next_attempt_at,
        record.uid,
        record.size,
        record.fetched_at,
    )


def _select(store: Store, match: LogFilter) -> Any:
    wanted = conditions(resolved(match, store.clock()))
    return _columns().where(*wanted) if wanted else _columns()
