"""Takes received requests: verifies them, stores everything of one loop turn at once, then answers.

One commit for all that came together is what makes a durable answer cheap: each waits for one
fsync, not for its own. It runs in the receiver's thread, on the connection of that thread.
"""

import asyncio
import json
import logging
import secrets
from dataclasses import dataclass

from core.bus import Change
from core.errors import DeskError
from core.incoming import guards
from core.incoming.guards import Accepted, Answer, Origin, Request
from core.masking import masked
from core.store.database import Store

log = logging.getLogger(__name__)

CANNOT_WRITE = Answer(503, "cannot_write", "It could not be stored now. Send it again later.")
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
        if len(self._waiting) == 1:
            loop.call_soon(self._flush)
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
            for each in kept:
                _keep(store, each, now)
    return [_answer(each) for each in judged]


def _judge(request: Request, origin: Origin | None, own_hosts: frozenset[str], now: int) -> Judged | Answer:
    if origin is None:
        return guards.NO_PLUGIN
    verdict = guards.judge(request, origin, own_hosts=own_hosts, now=now)
    if isinstance(verdict, Answer) and verdict.status != 401:
        return verdict  # no proof was offered that could be looked into later
    return Judged(request, origin, verdict)


def _answer(judged: Judged | Answer) -> Answer:
    if isinstance(judged, Answer):
        return judged
    return judged.verdict if isinstance(judged.verdict, Answer) else guards.TAKEN


def _origins(store: Store, plugin_ids: set[str]) -> dict[str, Origin]:
    rows = store.sql(
        "SELECT id, name, provider, secret, seller FROM plugin"
        " WHERE is_active AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(plugin_ids)),),
    )
    return {
        plugin_id: Origin(plugin_id, name, provider, store.vault.open(secret) if secret else "", seller)
        for plugin_id, name, provider, secret, seller in rows
    }


def _keep(store: Store, judged: Judged, now: int) -> None:
    if isinstance(judged.verdict, Answer):
        _keep_refused(store, judged, judged.verdict, now)
    elif not _seen(store, judged.origin, judged.verdict.transaction_id):
        _keep_accepted(store, judged, judged.verdict, now)


def _seen(store: Store, origin: Origin, transaction_id: str | None) -> bool:
    if transaction_id is None:
        return False
    found = store.sql(
        "SELECT 1 FROM event_log WHERE transaction_id = ? AND plugin_id = ? AND status = 'ACCEPTED'",
        (transaction_id, origin.plugin_id),
    )
    return found.fetchone() is not None


def _keep_accepted(store: Store, judged: Judged, accepted: Accepted, now: int) -> None:
    transaction_id = accepted.transaction_id or f"txn_{now:012x}{secrets.token_hex(8)}"
    log_id = _log(store, judged, now, "ACCEPTED", accepted.job_type, transaction_id, None, accepted.detail)
    status, message = ("PENDING", "") if accepted.job_type else ("FAILED", UNKNOWN_TYPE)
    store.sql(
        "INSERT INTO job (created_at, updated_at, source, job_type, seller, status, scheduled, message,"
        " log_id, plugin_id, attempts) VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, 0)",
        (
            now,
            now,
            judged.origin.name,
            accepted.job_type,
            judged.origin.seller,
            status,
            message,
            log_id,
            judged.origin.plugin_id,
        ),
    )


def _keep_refused(store: Store, judged: Judged, answer: Answer, now: int) -> None:
    _log(store, judged, now, "REFUSED", "", None, "Bad signature", answer.message)
    store.sql(
        "DELETE FROM event_log WHERE id IN (SELECT id FROM event_log WHERE status = 'REFUSED'"
        " AND plugin_id = ? ORDER BY id DESC LIMIT -1 OFFSET ?)",
        (judged.origin.plugin_id, KEEP_REFUSED),
    )


def _log(
    store: Store,
    judged: Judged,
    now: int,
    status: str,
    event_type: str,
    transaction_id: str | None,
    error: str | None,
    detail: str,
) -> int:
    body = judged.request.body if status == "ACCEPTED" else judged.request.body[:MAX_REFUSED_BODY]
    payload_id = store.sql("INSERT INTO payload (body) VALUES (?)", (body,)).lastrowid
    log_id = store.sql(
        "INSERT INTO event_log (direction, date, status, event_type, plugin_id, transaction_id, error,"
        " payload_id, size) VALUES ('RECEIVED', ?, ?, ?, ?, ?, ?, ?, ?)",
        (now, status, event_type, judged.origin.plugin_id, transaction_id, error, payload_id, len(body)),
    ).lastrowid
    headers = json.dumps(masked(judged.request.headers.items()))
    store.sql(
        "INSERT INTO receipt (log_id, headers, scheme, detail) VALUES (?, ?, ?, ?)",
        (log_id, headers, judged.origin.provider, detail),
    )
    return int(log_id or 0)
