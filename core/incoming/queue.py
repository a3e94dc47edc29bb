"""Which jobs run next: the plugins in turn, so that a full queue of one holds up no other.

Within a plugin the oldest job goes first. One that waits for its next try holds back the jobs after it
that speak of the same record, and no others.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from core import forms
from core.bus import Change
from core.errors import DeskError
from core.incoming import reading
from core.incoming.fetching.order import job_before
from core.incoming.mapping.interpreting import Sent, interpret
from core.incoming.reading import Reading
from core.incoming.values import BadPayload, parse
from core.store.database import Store

FIRST_WAIT, LONGEST_WAIT = 5_000, 10 * 60_000
"""Milliseconds before a job is tried again that failed through no fault of its payload; each wait is twice
the one before."""
_RUNNABLE = "status = 'PENDING' AND scheduled = 1 AND due_at IS NULL"
_JOB = (
    "SELECT j.id, j.attempts, j.seller, l.fetched_at, p.body,"
    " j.plugin_id, ifnull(r.scheme, ''), j.topic, j.job_type, j.named_type FROM json_each(?)"
    " CROSS JOIN job j ON j.id = value JOIN event_log l ON l.id = j.log_id"
    " JOIN payload p ON p.id = l.payload_id LEFT JOIN receipt r ON r.log_id = j.log_id"
)

Place = tuple[str, str]
"""A record's kind and key."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A job that may run now, with what its payload says, or why that cannot be read."""

    id: int
    plugin_id: str
    attempts: int
    asked: Reading | BadPayload
    new_type: str | None = None
    """Its job type where that is not the one it had: the mapping of its topic has changed since."""
    after: int | None = None
    """The job after which it is to be taken to have come, where it was fetched late; None, its own place."""

    @property
    def places(self) -> frozenset[Place]:
        """The records that it speaks of."""
        if isinstance(self.asked, BadPayload):
            return frozenset()
        return frozenset((item.kind, item.key) for item in self.asked.items)


@dataclass(slots=True)
class Turn:
    """Whose turn it is, and what is known of the jobs that wait. It belongs to the runner's thread."""

    last: str = ""
    """The plugin whose job ran last."""
    most: int | None = None
    """How many jobs the next batch takes, where that is less than usual."""
    places: dict[int, frozenset[Place]] = field(default_factory=dict)
    """By job: the records for which it waits to be tried again."""


def next_jobs(store: Store, turn: Turn, *, most: int, most_bytes: int) -> list[Pending]:
    """Return jobs that may run now, in their order: one of each plugin, then the next one of each."""
    _release(store)
    plugins = _plugins(store)
    if not plugins:
        return []
    start = next((at for at, plugin in enumerate(plugins) if plugin > turn.last), 0)
    chosen = (plugins[start:] + plugins[:start])[:most]
    each = -(-most // len(chosen))
    rounds = zip_longest(*(_oldest(store, plugin, each) for plugin in chosen))
    ids = [job_id for one_of_each in rounds for job_id in one_of_each if job_id is not None]
    return list(_read_until(store, ids[:most], most_bytes))


def look_at(store: Store, job_id: int) -> Pending | None:
    """Return one job with what its payload says, whether it may run or not."""
    return next(_read_until(store, [job_id], 0), None)


def put_off(store: Store, job: Pending, error: DeskError) -> None:
    """Let a job wait that failed through no fault of its payload; call inside a transaction."""
    now, number = store.clock(), job.attempts + 1
    message = f"{error.title} It is tried again by itself."
    store.sql(
        "UPDATE job SET due_at = ?, attempts = ?, message = ?, updated_at = ? WHERE id = ?",
        (now + wait_ms(number), number, message, now, job.id),
    )
    store.sql(
        "INSERT INTO job_attempt (job_id, number, at, status, message, log_ids)"
        " VALUES (?, ?, ?, 'PENDING', ?, '[]')",
        (job.id, number, now, message),
    )


def wait_ms(attempts: int) -> int:
    """Return the milliseconds to wait after so many attempts."""
    doubled: int = FIRST_WAIT << min(attempts - 1, 20)
    return min(LONGEST_WAIT, doubled)


def hold_back(store: Store, turn: Turn, jobs: list[Pending]) -> list[Pending]:
    """Return the jobs that may go, and put those off that others which wait must go before.

    Call inside a transaction.
    """
    waiting = _waiting(store, turn)
    free = []
    for job in jobs:
        first = next(
            (other for other, (places, _) in waiting.items() if other < job.id and places & job.places), None
        )
        if first is None:
            free.append(job)
        else:
            store.sql(
                "UPDATE job SET due_at = ?, waits_for = ?, message = ? WHERE id = ?",
                (waiting[first][1], first, f"It waits for job {first}, which goes first.", job.id),
            )
    return free


def next_due(store: Store) -> int | None:
    """Return when the next job that waits is to be tried again, in epoch milliseconds."""
    row: tuple[int | None] = store.sql(
        "SELECT min(due_at) FROM job INDEXED BY job_put_off"  # without it, all that is pending is read
        " WHERE due_at IS NOT NULL AND status = 'PENDING' AND scheduled = 1"
    ).fetchone()
    return row[0]


def _release(store: Store) -> None:
    """Make what has waited long enough runnable.

    None waits longer than LONGEST_WAIT: one that would was put off by a clock that was set back since.
    """
    now = store.clock()
    due, times = "due_at <= ? OR due_at > ?", (now, now + LONGEST_WAIT)
    if store.sql(f"SELECT 1 FROM job WHERE {due}", times).fetchone():
        with store.write(Change.JOBS):
            store.sql(f"UPDATE job SET due_at = NULL, waits_for = NULL WHERE {due}", times)


def _plugins(store: Store) -> list[str]:
    """Return the plugins that have something to run, by a step of the index for each."""
    rows = store.sql(
        "WITH RECURSIVE next (id) AS ("
        f"SELECT min(plugin_id) FROM job INDEXED BY job_runnable WHERE {_RUNNABLE} UNION ALL"
        " SELECT (SELECT min(plugin_id) FROM job INDEXED BY job_runnable"
        f" WHERE {_RUNNABLE} AND plugin_id > next.id) FROM next WHERE next.id IS NOT NULL)"
        " SELECT id FROM next WHERE id IS NOT NULL"
    )
    return [plugin for (plugin,) in rows.fetchall()]


def _oldest(store: Store, plugin: str, limit: int) -> list[int]:
    rows = store.sql(
        f"SELECT id FROM job INDEXED BY job_runnable WHERE plugin_id = ? AND {_RUNNABLE} ORDER BY id LIMIT ?",
        (plugin, limit),
    )
    return [job_id for (job_id,) in rows.fetchall()]


def _read_until(store: Store, ids: list[int], most_bytes: int) -> Iterator[Pending]:
    rows = store.sql(_JOB, (json.dumps(ids),))
    size = 0
    for job_id, attempts, seller, fetched_at, body, *sent in rows:
        is_late = fetched_at is not None
        yield _read(store, job_id, attempts, seller, body, Sent(*sent), is_late=is_late)
        size += len(body)
        if size > most_bytes:
            break
    rows.close()


def _read(
    store: Store, job_id: int, attempts: int, seller: str, body: bytes, sent: Sent, *, is_late: bool
) -> Pending:
    try:
        came = parse(forms.as_json(body))
        job_type, payload = interpret(store, sent, came)
        asked = reading.read(job_type, payload, plugin_id=sent.plugin_id, seller=seller)
    except BadPayload as error:
        return Pending(job_id, sent.plugin_id, attempts, error)
    new_type = job_type if job_type != sent.job_type else None
    after = job_before(store, sent.provider, came) if is_late else None
    return Pending(job_id, sent.plugin_id, attempts, asked, new_type, after)


def _waiting(store: Store, turn: Turn) -> dict[int, tuple[frozenset[Place], int]]:
    """Return the records and the time of each job that waits to be tried again; few ever do."""
    rows = store.sql(
        "SELECT id, due_at FROM job INDEXED BY job_put_off"  # without it, all that is pending is read
        " WHERE due_at IS NOT NULL AND waits_for IS NULL AND status = 'PENDING' AND scheduled = 1"
    ).fetchall()
    due = dict(rows)
    turn.places = {job_id: places for job_id, places in turn.places.items() if job_id in due}
    if unknown := [job_id for job_id in due if job_id not in turn.places]:
        jobs = list(_read_until(store, unknown, 2**63))
        turn.places |= {job.id: job.places for job in jobs}
    return {job_id: (turn.places[job_id], due_at) for job_id, due_at in due.items()}
