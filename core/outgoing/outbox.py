"""What is owed: the sender's reads; core.outgoing.recording commits what its attempts brought.

This is the sender's hot path: plain SQL, because a page as peewee models costs eight times as much, and
many rows in one statement, so that the threads beside it go on (tests/benchmarks/sending.py).
"""

import itertools
import json
from collections.abc import Collection
from dataclasses import dataclass
from sqlite3 import Cursor
from typing import NamedTuple

from core.bus import Change
from core.outgoing.disabling import GONE
from core.outgoing.retry import STANDARD
from core.store.database import Store

AT_ONCE = 500
"""Rows that are brought back in one write."""
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
    logged_url: str = ""
    """Where the log says that it goes; its webhook may have another address by now."""


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
    url: str = ""
    """Where it went, unless the delivery has an address of its own."""

    @property
    def is_elsewhere(self) -> bool:
        """Whether the log names another address than the one that it went to."""
        return self.url not in ("", self.owed.logged_url) and self.owed.own_url is None

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


_OWED = (  # in one row: after each the interpreter would be given away and waited for
    "SELECT json_group_array(json_array(l.id, o.webhook_id, l.uid, l.event_type, l.attempts, l.payload_id,"
    " l.size, NULL, CASE WHEN l.own_target THEN l.target_url END, o.due_at, l.target_url))"
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
    rows = store.sql(_DUE, (webhook_id, *after, now, most))
    return _page(store, rows, apart_from)[:limit]


_DUE = (  # a comparison of pairs would go through everything that is due at the same time
    f"{_OWED} FROM (SELECT * FROM outbox WHERE webhook_id = ?1 AND due_at = ?2 AND log_id > ?3"
    " UNION ALL SELECT * FROM outbox WHERE webhook_id = ?1 AND due_at > ?2 AND due_at <= ?4"
    " ORDER BY due_at, log_id LIMIT ?5) o"
    " CROSS JOIN event_log l ON l.id = o.log_id"  # it keeps the order of what stands before it
)


def due_in_order(
    store: Store, webhook_id: int, *, now: int, limit: int, apart_from: Collection[int]
) -> tuple[list[Owed], int | None]:
    """Return the first deliveries that a webhook is owed, as far as they are due, without some.

    If the very first is not due, nothing is, and the time of that is returned beside.
    """
    rows = store.sql(
        f"{_OWED} FROM (SELECT * FROM outbox WHERE webhook_id = ?1 ORDER BY log_id LIMIT ?2) o"
        " CROSS JOIN event_log l ON l.id = o.log_id",  # in the order of what stands before it, as above
        (webhook_id, limit + len(apart_from)),
    )
    found = _page(store, rows, apart_from)
    page = list(itertools.takewhile(lambda owed: owed.due_at <= now, found))
    return page[:limit], found[0].due_at if found and not page else None


def _page(store: Store, found: Cursor, apart_from: Collection[int]) -> list[Owed]:
    """Return the rows of `_OWED` without some, each small body read once however many carry it."""
    rows = [row for row in json.loads(found.fetchone()[0]) if row[0] not in apart_from]
    bodies = _bodies(store, {row[_PAYLOAD] for row in rows if row[_SIZE] <= SMALL})
    for row in rows:
        row[_BODY] = bodies.get(row[_PAYLOAD])
    return [Owed._make(row) for row in rows]


_PAYLOAD, _SIZE, _BODY = (Owed._fields.index(name) for name in ("payload_id", "size", "body"))


def _bodies(store: Store, payload_ids: Collection[int]) -> dict[int, bytes]:
    if not payload_ids:
        return {}
    wanted = (json.dumps(list(payload_ids)),)
    return dict(
        store.sql("SELECT id, body FROM payload WHERE id IN (SELECT value FROM json_each(?))", wanted)
    )


def next_due_at(store: Store, webhook_id: int, *, after: int) -> int | None:
    """Return when the next delivery to a webhook that is not due yet will be, in epoch milliseconds."""
    found: tuple[int | None] = store.sql(
        "SELECT min(due_at) FROM outbox WHERE webhook_id = ? AND due_at > ?", (webhook_id, after)
    ).fetchone()
    return found[0]


def last_known(store: Store) -> int:
    """Return the latest time that the store knows to have been, in epoch milliseconds; 0 where it is new."""
    found: tuple[int] = store.sql(
        "SELECT max(ifnull((SELECT at + duration_ms FROM attempt ORDER BY id DESC LIMIT 1), 0),"
        " ifnull((SELECT date FROM event_log ORDER BY id DESC LIMIT 1), 0),"
        " ifnull((SELECT last_at FROM listening), 0))"
    ).fetchone()
    return found[0]


def bring_back(store: Store, by: int, *, after: int = 0) -> int | None:
    """Let a page of what a clock put off that was ahead be due that much sooner: by milliseconds.

    Else it would wait until the old time has come again, and with it all that is behind it in order. Returns
    the log id after which to go on, or None at the end.
    """
    now = store.clock()
    page = store.sql(_PUT_OFF_AHEAD, (after, now, AT_ONCE)).fetchall()
    if not page:
        return None
    ids = json.dumps([log_id for (log_id,) in page])
    with store.write(Change.LOG | Change.OUTBOX):
        for table, at, key in (("outbox", "due_at", "log_id"), ("event_log", "next_attempt_at", "id")):
            store.sql(
                f"UPDATE {table} SET {at} = max(?1, {at} - ?2)"
                f" WHERE {key} IN (SELECT value FROM json_each(?3)) AND {at} > ?1",
                (now, by, ids),
            )
    return int(page[-1][0])


_TOLD_AT = "ifnull((SELECT at FROM attempt WHERE log_id = l.id ORDER BY id DESC LIMIT 1), l.date)"
"""When somebody said when a delivery is due: at its last attempt, or as it was emitted."""
_PUT_OFF_AHEAD = (  # what is due before it was said to be was brought back already
    "SELECT o.log_id FROM outbox o CROSS JOIN event_log l ON l.id = o.log_id"
    f" WHERE o.log_id > ?1 AND o.due_at > ?2 AND {_TOLD_AT} BETWEEN ?2 + 1 AND o.due_at"
    " ORDER BY o.log_id LIMIT ?3"
)


def body_of(store: Store, payload_id: int) -> bytes:
    """Return the exact bytes of a payload."""
    found: tuple[bytes] = store.sql("SELECT body FROM payload WHERE id = ?", (payload_id,)).fetchone()
    return found[0]


def data_version(store: Store) -> int:
    """Return a number that moves when another connection has committed; costs microseconds."""
    found: tuple[int] = store.sql("PRAGMA data_version").fetchone()
    return found[0]


def changes(store: Store) -> str:
    """Return what is another when a process without the engine has changed what sending depends on."""
    found: tuple[str] = store.sql(
        "SELECT json_group_object(kind, seq) FROM change WHERE kind IN ('APPS', 'SETTINGS', 'WEBHOOKS')"
    ).fetchone()
    return found[0]
