"""Writes down received requests: their rows in the log, their payloads, and the jobs they ask for."""

import json
import secrets
from collections.abc import Generator
from dataclasses import dataclass, replace
from itertools import count

from core.incoming import refusals
from core.incoming.guards import Accepted, Answer, Origin, Request
from core.incoming.mapping.interpreting import first_status
from core.incoming.origins import token_header
from core.masking import masked_json
from core.redaction import Redaction, redacted_body, redacted_headers, redacting_body
from core.store.database import Store

LARGE = 64 * 1024
"""Bytes of a body above which others have their turn while values are taken out of it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A request with what was decided about it: how it was taken, or why it was refused."""

    request: Request
    origin: Origin
    accepted: Accepted | None
    refusal: Answer | None = None
    redacted: int = 0
    """How many values were taken out of it before it was stored."""

    @property
    def is_kept(self) -> bool:
        """Whether it becomes a row of the log; else it is only counted, or answered a handshake."""
        return self.refusal is None or refusals.is_kept(self.refusal)

    @property
    def body(self) -> bytes:
        """What is kept of the body: all of it, or the start of what was refused."""
        return self.request.body if self.accepted else self.request.body[: refusals.MAX_BODY]

    @property
    def detail(self) -> str:
        """How it was verified, or why it was refused."""
        return self.accepted.detail if self.accepted else self.refusal.message if self.refusal else ""


def takes_long(judged: Judged, hidden: Redaction) -> bool:
    """Tell whether what is never stored is taken out of a request beside others, as that takes a while."""
    return bool(hidden.paths) and len(judged.request.body) > LARGE and judged.is_kept


def redacted(judged: Judged, hidden: Redaction) -> Judged:
    """Take out what is never stored: whatever is decided about a request was decided on all of it."""
    if not hidden:
        return judged
    return _without(judged, hidden, *redacted_body(judged.request.body, hidden.paths))


def redacting(judged: Judged, hidden: Redaction) -> Generator[None, None, Judged]:
    """Do what `redacted` does, pausing about every millisecond."""
    body, values = yield from redacting_body(judged.request.body, hidden.paths)
    return _without(judged, hidden, body, values)


def _without(judged: Judged, hidden: Redaction, body: bytes, values: int) -> Judged:
    request = judged.request
    headers, more = redacted_headers(request.headers.items(), hidden.headers)
    return replace(judged, request=replace(request, body=body, headers=dict(headers)), redacted=values + more)


def keep(store: Store, judged: list[Judged], now: int, *, since: int) -> list[int]:
    """Write what is new, each table's rows in one go: one by one they take three times as long.

    What was accepted before `since`, in epoch milliseconds, is new. Return the ids of the rows in the log.
    """
    kept = _without_repeats(store, judged, since)
    rows = list(zip(count(store.next_id("event_log")), count(store.next_id("payload")), kept, strict=False))
    store.many("INSERT INTO payload (id, body) VALUES (?, ?)", [(at, each.body) for _, at, each in rows])
    logged = [_log_row(log_id, at, each, now) for log_id, at, each in rows]
    store.bulk(_LOG, logged, row=_LOG_ROW, shared=(now,))
    store.many(_RECEIPT, [_receipt_row(log_id, each) for log_id, _, each in rows])
    taken = [(log_id, each, each.accepted) for log_id, _, each in rows if each.accepted]
    jobs = [_job_row(log_id, each.origin, accepted) for log_id, each, accepted in taken]
    store.bulk(_JOB, jobs, row=_JOB_ROW, shared=(now,))
    for plugin_id in {each.origin.plugin_id for each in kept if not each.accepted}:
        refusals.drop_oldest(store, plugin_id)
    return [log_id for log_id, _, _ in rows]


_LOG = (
    "INSERT INTO event_log (date, direction, id, status, event_type, plugin_id, transaction_id, error,"
    " payload_id, size) VALUES {rows}"
)
_LOG_ROW = "(?1, 'RECEIVED', ?, ?, ?, ?, ?, ?, ?, ?)"
_RECEIPT = "INSERT INTO receipt (log_id, headers, scheme, detail, target, redacted) VALUES (?, ?, ?, ?, ?, ?)"
_JOB = (
    "INSERT INTO job (created_at, updated_at, scheduled, attempts, source, job_type, seller, status, message,"
    " log_id, plugin_id, topic, named_type) VALUES {rows}"
)
_JOB_ROW = "(?1, ?1, 1, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def _without_repeats(store: Store, judged: list[Judged], since: int) -> list[Judged]:
    """Leave out the transactions that were stored since then, and those that came twice at once."""
    given = [each.accepted.transaction_id for each in judged if each.accepted]
    known = set(
        store.sql(
            "SELECT plugin_id, transaction_id FROM json_each(?)"  # CROSS: one look-up for each id
            " CROSS JOIN event_log ON transaction_id = value WHERE status = 'ACCEPTED' AND date > ?",
            (json.dumps([each for each in given if each]), since),
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
    plugin_id, size, accepted = each.origin.plugin_id, len(each.body), each.accepted
    if accepted is None:
        reason = refusals.reason(each.refusal.code) if each.refusal else None
        return log_id, "REFUSED", "", plugin_id, None, reason, payload_id, size
    made = accepted.transaction_id or f"txn_{now:012x}{secrets.token_hex(8)}"
    return log_id, "ACCEPTED", accepted.job_type or accepted.topic, plugin_id, made, None, payload_id, size


def _receipt_row(log_id: int, each: Judged) -> tuple[object, ...]:
    headers = masked_json(each.request.headers.items(), also=token_header(each.origin))
    return log_id, headers, each.origin.provider, each.detail, each.request.target, each.redacted


def _job_row(log_id: int, origin: Origin, accepted: Accepted) -> tuple[object, ...]:
    job_type, topic = accepted.job_type, accepted.topic
    status, message = first_status(job_type, topic, keeps_only=accepted.keeps_only)
    came_from = origin.name, job_type, origin.seller
    return *came_from, status, message, log_id, origin.plugin_id, topic, accepted.named_type
