"""What is owed: the sender's reads, and the commit of what its attempts brought.

This is the sender's hot path: plain SQL, because a page as peewee models costs eight times as much, and
many rows in one statement, so that the threads beside it go on (tests/benchmarks/sending.py).
"""

import itertools
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from core.bus import Change
from core.outgoing.disabling import GONE, disable
from core.outgoing.retry import STANDARD, next_due, schedule_of
from core.store.database import Store

SMALL = 4 * 1024
"""Bytes up to which a body is read with its page: that costs a tenth of a query of its own."""


@dataclass(frozen=True, slots=True)
class Target:
    """An active webhook of an active app, its secrets sealed.

    `old_sealed` is the secret before this one, which signs until `old_until`, in epoch milliseconds.
    """

    webhook_id: int
    url: str
    scheme: str
    sealed: bytes | None
    old_sealed: bytes | None = None
    old_until: int | None = None
    retry: str = STANDARD
    timeout_s: int = 15
    at_once: int | None = None
    per_second: int | None = None
    in_order: bool = False
    headers: bytes | None = None
    authorization: bytes | None = None
    authorities: str = ""

    def all_sealed(self) -> tuple[bytes, ...]:
        """Return everything that the vault has to open before anything is sent."""
        parts = (self.sealed, self.old_sealed, self.headers, self.authorization)
        return tuple(part for part in parts if part)


class Owed(NamedTuple):
    """A delivery that is due. `size` is its body's, in bytes; `body` is None unless it is small.

    `own_url` is where it goes in place of its webhook's address: tried once, without the webhook's own
    headers, and how that ends says nothing of the webhook. A tuple, as `Tried` is: one is made for every
    delivery, in a third of a data class's time.
    """

    log_id: int
    webhook_id: int
    uid: str
    event: str
    attempts: int
    payload_id: int
    size: int
    body: bytes | None
    own_url: str | None = None
    due_at: int = 0


class Tried(NamedTuple):
    """One attempt as it will be recorded; `at` in epoch, `duration_ms` in milliseconds.

    Headers are JSON already: hundreds of attempts wait for a commit, and as tuples they would keep the
    garbage collector busy.
    """

    owed: Owed
    at: int
    succeeded: bool
    status_code: int | None
    error: str | None
    duration_ms: int
    request_headers: str
    response_headers: str
    response_body: bytes
    retry_at: int | None = None
    """Until when the endpoint asks to be left alone, in epoch milliseconds."""
    retry: str = STANDARD
    """The name of the schedule that says when it is due again."""
    kind: str = ""
    """The class of the fault: a core.outgoing.kinds.Kind; empty for a success."""
    connect_ms: int = 0
    """The part of its time that went into its connection; 0 on one that was open already."""

    @property
    def is_gone(self) -> bool:
        """Whether the endpoint wants no deliveries any more (Standard Webhooks: 410 disables)."""
        return self.status_code == GONE and self.owed.own_url is None


def targets(store: Store) -> dict[int, Target]:
    """Return every webhook that may send now."""
    rows = store.sql(
        "SELECT w.id, w.target_url, w.scheme, w.secret, w.old_secret, w.old_until,"
        " w.retry_schedule, w.timeout_s, w.at_once, w.per_second, w.in_order, w.headers, w.authorization,"
        " w.authorities"
        " FROM webhook w JOIN app a ON a.id = w.app_id WHERE w.is_active AND a.is_active"
    )
    return {row[0]: Target(*row) for row in rows}


_OWED = (
    "SELECT l.id, o.webhook_id, l.uid, l.event_type, l.attempts, l.payload_id, l.size,"
    " CASE WHEN l.size <= ?1 THEN (SELECT body FROM payload WHERE id = l.payload_id) END,"
    " CASE WHEN l.own_target THEN l.target_url END, o.due_at"
)


START = (-1, 0)
"""Before everything that is due."""


def due(
    store: Store,
    webhook_id: int,
    *,
    now: int,
    limit: int,
    apart_from: Collection[int],
    after: tuple[int, int] = START,
) -> list[Owed]:
    """Return up to `limit` deliveries that are due to a webhook, the longest due first, without some.

    `after` is the time and the log id of the last one of the page before, so that it is not read again.
    """
    most = limit + len(apart_from) if after == START else limit
    rows = store.sql(_DUE, (SMALL, webhook_id, *after, now, most))
    return [owed for owed in map(Owed._make, rows) if owed.log_id not in apart_from][:limit]


_DUE = (  # a comparison of pairs would go through everything that is due at the same time
    f"{_OWED} FROM (SELECT * FROM outbox WHERE webhook_id = ?2 AND due_at = ?3 AND log_id > ?4"  # noqa: S608  # ours
    " UNION ALL SELECT * FROM outbox WHERE webhook_id = ?2 AND due_at > ?3 AND due_at <= ?5"
    " ORDER BY due_at, log_id LIMIT ?6) o"
    " CROSS JOIN event_log l ON l.id = o.log_id"  # it keeps the order of what stands before it
)


def due_in_order(
    store: Store, webhook_id: int, *, now: int, limit: int, apart_from: Collection[int]
) -> tuple[list[Owed], int | None]:
    """Return the first deliveries that a webhook is owed, as far as they are due, without some.

    If the very first is not due, nothing is, and the time of that is returned beside.
    """
    rows = store.sql(
        f"{_OWED} FROM (SELECT * FROM outbox WHERE webhook_id = ?2 ORDER BY log_id LIMIT ?3) o"  # noqa: S608  # our text
        " JOIN event_log l ON l.id = o.log_id ORDER BY l.id",
        (SMALL, webhook_id, limit + len(apart_from)),
    )
    found = [owed for owed in map(Owed._make, rows) if owed.log_id not in apart_from]
    page = list(itertools.takewhile(lambda owed: owed.due_at <= now, found))
    return page[:limit], found[0].due_at if found and not page else None


def next_due_at(store: Store, webhook_id: int, *, after: int) -> int | None:
    """Return when the next delivery to a webhook that is not due yet will be, in epoch milliseconds."""
    found: tuple[int | None] = store.sql(
        "SELECT min(due_at) FROM outbox WHERE webhook_id = ? AND due_at > ?", (webhook_id, after)
    ).fetchone()
    return found[0]


def body_of(store: Store, payload_id: int) -> bytes:
    """Return the exact bytes of a payload."""
    found: tuple[bytes] = store.sql("SELECT body FROM payload WHERE id = ?", (payload_id,)).fetchone()
    return found[0]


def data_version(store: Store) -> int:
    """Return a number that moves when another connection has committed; costs microseconds."""
    found: tuple[int] = store.sql("PRAGMA data_version").fetchone()
    return found[0]


def changes(store: Store) -> list[tuple[str, int]]:
    """Return what moves when a process without the engine has changed what sending depends on."""
    rows = store.sql("SELECT kind, seq FROM change WHERE kind IN ('APPS', 'SETTINGS', 'WEBHOOKS')")
    return list(rows.fetchall())


def commit(store: Store, tried: Sequence[Tried], *, jitter: Callable[[], float]) -> set[int]:
    """Record attempts together: their rows, the log's state, and what is owed after them.

    A row that left the outbox meanwhile (held, given up, or its webhook deleted) keeps the state it
    was given, unless the attempt delivered it after all. Returns the webhooks that were disabled, of which
    the rest that they are owed is still to be held.
    """
    gone = {each.owed.webhook_id for each in tried if each.is_gone}
    delivered = [each for each in tried if each.succeeded]
    failed = [each for each in tried if not each.succeeded]
    with store.write(Change.LOG | Change.WEBHOOKS if gone else Change.LOG):
        store.bulk(_ATTEMPT, [_attempt_row(each) for each in tried])
        store.bulk(_DELIVERED, [_tried_row(each) for each in delivered])
        _drop(store, [each.owed.log_id for each in delivered])
        still_owed = _still_owed(store, failed) if failed else set()
        store.bulk(_TRIED, [_tried_row(each) for each in failed if each.owed.log_id not in still_owed])
        _schedule(store, [each for each in failed if each.owed.log_id in still_owed], jitter)
        for webhook_id in gone:
            disable(store, webhook_id, "Its endpoint answered 410 Gone.")
    return gone


_ATTEMPT = (
    "INSERT INTO attempt (log_id, number, at, status_code, error, duration_ms, request_headers,"
    " response_headers, response_body, connect_ms) SELECT * FROM (VALUES {rows})"
    " WHERE column1 IN (SELECT id FROM event_log)"  # it may have been deleted meanwhile
)
_ENDED = "status_code = column2, duration_ms = column3, attempts = column4 FROM (VALUES {rows})"
_TRIED = f"UPDATE event_log SET {_ENDED} WHERE id = column1"  # noqa: S608  # our text, here and below
_DELIVERED = (
    f"UPDATE event_log SET status = 'DELIVERED', error = NULL, next_attempt_at = NULL, {_ENDED}"  # noqa: S608
    " WHERE id = column1"
)
_FAILED = (
    f"UPDATE event_log SET status = column5, error = column6, next_attempt_at = column7, {_ENDED}"  # noqa: S608
    " WHERE id = column1"
)
_MOVE = "UPDATE outbox SET due_at = column1 FROM (VALUES {rows}) WHERE log_id = column2"


def _drop(store: Store, ids: Sequence[int]) -> None:
    store.sql("DELETE FROM outbox WHERE log_id IN (SELECT value FROM json_each(?))", (json.dumps(ids),))


def _schedule(store: Store, failed: list[Tried], jitter: Callable[[], float]) -> None:
    now = store.clock()
    when = [_next(each, now, jitter) for each in failed]
    store.bulk(_FAILED, [_failed_row(each, at) for each, at in zip(failed, when, strict=True)])
    later = [(at, each.owed.log_id) for each, at in zip(failed, when, strict=True) if at is not None]
    store.bulk(_MOVE, later)
    _drop(store, [each.owed.log_id for each, at in zip(failed, when, strict=True) if at is None])


def _next(each: Tried, now: int, jitter: Callable[[], float]) -> int | None:
    """Return when a failed delivery is due again: by the schedule, and not before its endpoint wants it."""
    if each.is_gone or each.owed.own_url is not None:
        return None
    due = next_due(each.owed.attempts + 1, schedule_of(each.retry), now=now, jitter=jitter)
    return due if due is None or each.retry_at is None else max(due, each.retry_at)


def _still_owed(store: Store, failed: Sequence[Tried]) -> set[int]:
    ids = json.dumps([each.owed.log_id for each in failed])
    rows = store.sql("SELECT log_id FROM outbox WHERE log_id IN (SELECT value FROM json_each(?))", (ids,))
    return {log_id for (log_id,) in rows}


def _attempt_row(each: Tried) -> tuple[object, ...]:
    return (
        each.owed.log_id,
        each.owed.attempts + 1,
        each.at,
        each.status_code,
        each.error,
        each.duration_ms,
        each.request_headers,
        each.response_headers,
        each.response_body,
        each.connect_ms,
    )


def _tried_row(each: Tried) -> tuple[object, ...]:
    return each.owed.log_id, each.status_code, each.duration_ms, each.owed.attempts + 1


def _failed_row(each: Tried, at: int | None) -> tuple[object, ...]:
    status = "PENDING" if at is not None else "HELD" if each.is_gone else "FAILED"
    error = f"{each.error}: the webhook was disabled" if each.is_gone else each.error
    return (*_tried_row(each), status, error, at)
