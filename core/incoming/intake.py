"""Takes received requests: verifies them, stores everything of one loop turn at once, then answers.

One commit for all that came together is what makes a durable answer cheap: each waits for one
fsync, not for its own. It runs in the receiver's thread, on the connection of that thread.
"""

import asyncio
import json
import logging
import secrets
from dataclasses import dataclass
from itertools import count

from core.bus import Change
from core.errors import DeskError, KeyUnreadable
from core.incoming import guards
from core.incoming.guards import Accepted, Answer, Origin, Request
from core.masking import masked
from core.store.database import Store

log = logging.getLogger(__name__)

CANNOT_WRITE = Answer(503, "cannot_write", "It could not be stored now. Send it again later.")
CANNOT_VERIFY = Answer(503, "key_unreadable", "It could not be verified now. Send it again later.")
STUMBLED = Answer(503, "failed", "It could not be taken now. Send it again later.")
KEEP_REFUSED = 50
"""Refused requests kept for each plugin, so that a stranger cannot fill the disk."""
MAX_REFUSED_BODY = 256 * 1024
UNKNOWN_TYPE = (
    "Nothing says what this payload asks for. Name a job type in the address, or as job_type in the body."
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A request with what was decided about it."""

    request: Request
    origin: Origin
    verdict: Accepted | Answer

    @property
    def accepted(self) -> Accepted | None:
        """How it was taken; None if it was refused."""
        return self.verdict if isinstance(self.verdict, Accepted) else None

    @property
    def body(self) -> bytes:
        """What is kept of the body: all of it, or the start of what was refused."""
        return self.request.body if self.accepted else self.request.body[:MAX_REFUSED_BODY]

    @property
    def detail(self) -> str:
        """How it was verified, or why it was refused."""
        return self.verdict.detail if isinstance(self.verdict, Accepted) else self.verdict.message


class Intake:
    """Collects the requests of one loop turn; lives as long as the receiver's thread."""

    def __init__(self, store: Store, *, own_hosts: frozenset[str]) -> None:
        self._store = store
        self._own_hosts = own_hosts
        self._waiting: list[tuple[Request, asyncio.Future[Answer]]] = []

    async def take(self, request: Request) -> Answer:
        """Return the answer for a request; a 204 means that it is on disk."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((request, answer))
        if len(self._waiting) == 1:  # a turn later, so that what is being read now comes along
            loop.call_soon(loop.call_soon, self._flush)
        return await answer

    def _flush(self) -> None:
        batch, self._waiting = self._waiting, []
        answers = self._answers([request for request, _ in batch])
        for (_, future), answer in zip(batch, answers, strict=True):
            if not future.done():  # its connection may have gone
                future.set_result(answer)

    def _answers(self, requests: list[Request]) -> list[Answer]:
        try:
            return take_all(self._store, requests, own_hosts=self._own_hosts)
        except DeskError as error:
            log.warning("cannot store what comes in: %s", error)
        except Exception:  # the thread must live on, and the senders must try again
            log.exception("cannot store what comes in")
        return [CANNOT_WRITE] * len(requests)


def take_all(store: Store, requests: list[Request], *, own_hosts: frozenset[str]) -> list[Answer]:
    """Verify and store requests in one transaction; return their answers, in order.

    Raises DeskError when nothing could be stored.
    """
    now = store.clock()
    origins = _origins(store, {request.plugin_id for request in requests})
    judged = [_judge(request, origins.get(request.plugin_id), own_hosts, now) for request in requests]
    kept = [each for each in judged if isinstance(each, Judged)]
    if kept:
        with store.write(Change.LOG | Change.JOBS):
            _keep(store, kept, now)
    return [_answer(each) for each in judged]


def _judge(
    request: Request, origin: Origin | Answer | None, own_hosts: frozenset[str], now: int
) -> Judged | Answer:
    if origin is None:
        return guards.NO_PLUGIN
    if isinstance(origin, Answer):
        return origin
    try:
        verdict = guards.judge(request, origin, own_hosts=own_hosts, now=now)
    except Exception:  # a bug with one request must not refuse those that came with it
        log.exception("a request to %s could not be judged", request.plugin_id)
        return STUMBLED
    if isinstance(verdict, Answer) and verdict.status != 401:
        return verdict  # no proof was offered that could be looked into later
    return Judged(request, origin, verdict)


def _answer(judged: Judged | Answer) -> Answer:
    if isinstance(judged, Answer):
        return judged
    return judged.verdict if isinstance(judged.verdict, Answer) else guards.TAKEN


def _origins(store: Store, plugin_ids: set[str]) -> dict[str, Origin | Answer]:
    rows = store.sql(
        "SELECT id, name, provider, secret, seller FROM plugin"
        " WHERE is_active AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(plugin_ids)),),
    )
    return {row[0]: _origin(store, *row) for row in rows}


def _origin(
    store: Store, plugin_id: str, name: str, provider: str, sealed: bytes | None, seller: str
) -> Origin | Answer:
    try:
        return Origin(plugin_id, name, provider, store.vault.open(sealed) if sealed else "", seller)
    except KeyUnreadable as error:
        log.warning("cannot verify what comes for %s: %s", plugin_id, error)
        return CANNOT_VERIFY


def _keep(store: Store, judged: list[Judged], now: int) -> None:
    """Write what is new, each table's rows in one go: one by one they take twice as long."""
    kept = _without_repeats(store, judged)
    rows = list(zip(count(store.next_id("event_log")), count(store.next_id("payload")), kept, strict=False))
    store.many("INSERT INTO payload (id, body) VALUES (?, ?)", [(at, each.body) for _, at, each in rows])
    store.many(_LOG, [_log_row(log_id, at, each, now) for log_id, at, each in rows])
    store.many(_RECEIPT, [_receipt_row(log_id, each) for log_id, _, each in rows])
    store.many(_JOB, [_job_row(log_id, each, now) for log_id, _, each in rows if each.accepted])
    for plugin_id in {each.origin.plugin_id for each in kept if not each.accepted}:
        _drop_oldest_refused(store, plugin_id)


_LOG = (
    "INSERT INTO event_log (id, direction, date, status, event_type, plugin_id, transaction_id, error,"
    " payload_id, size) VALUES (?, 'RECEIVED', ?, ?, ?, ?, ?, ?, ?, ?)"
)
_RECEIPT = "INSERT INTO receipt (log_id, headers, scheme, detail) VALUES (?, ?, ?, ?)"
_JOB = (
    "INSERT INTO job (created_at, updated_at, source, job_type, seller, status, scheduled, message,"
    " log_id, plugin_id, attempts) VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, 0)"
)


def _without_repeats(store: Store, judged: list[Judged]) -> list[Judged]:
    """Leave out the transactions that were stored before, and those that came twice at once."""
    given = [each.accepted.transaction_id for each in judged if each.accepted]
    known = set(
        store.sql(
            "SELECT plugin_id, transaction_id FROM json_each(?)"  # CROSS: one look-up for each id
            " CROSS JOIN event_log ON transaction_id = value WHERE status = 'ACCEPTED'",
            (json.dumps([each for each in given if each]),),
        )
    )
    new = []
    for each in judged:
        if each.accepted and each.accepted.transaction_id:
            transaction = each.origin.plugin_id, each.accepted.transaction_id
            if transaction in known:
                continue
            known.add(transaction)
        new.append(each)
    return new


def _log_row(log_id: int, payload_id: int, each: Judged, now: int) -> tuple[object, ...]:
    plugin_id, size = each.origin.plugin_id, len(each.body)
    if each.accepted is None:
        return log_id, now, "REFUSED", "", plugin_id, None, "Bad signature", payload_id, size
    made = each.accepted.transaction_id or f"txn_{now:012x}{secrets.token_hex(8)}"
    return log_id, now, "ACCEPTED", each.accepted.job_type, plugin_id, made, None, payload_id, size


def _receipt_row(log_id: int, each: Judged) -> tuple[object, ...]:
    headers = json.dumps(masked(each.request.headers.items()))
    return log_id, headers, each.origin.provider, each.detail


def _job_row(log_id: int, each: Judged, now: int) -> tuple[object, ...]:
    job_type = each.accepted.job_type if each.accepted else ""
    status, message = ("PENDING", "") if job_type else ("FAILED", UNKNOWN_TYPE)
    origin = each.origin
    return now, now, origin.name, job_type, origin.seller, status, message, log_id, origin.plugin_id


def _drop_oldest_refused(store: Store, plugin_id: str) -> None:
    dropped = store.sql(
        "DELETE FROM event_log WHERE id IN (SELECT id FROM event_log WHERE status = 'REFUSED'"
        " AND +plugin_id = ? ORDER BY id DESC LIMIT -1 OFFSET ?) RETURNING payload_id",  # few are REFUSED
        (plugin_id, KEEP_REFUSED),
    ).fetchall()
    store.many("DELETE FROM payload WHERE id = ?", dropped)
