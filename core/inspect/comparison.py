"""What a row of the log can be compared with, and the comparison itself. Reads the store; nothing changes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.catalogue import catalogue
from core.errors import InvalidInput
from core.inspect.header_diff import compare_headers
from core.inspect.json_diff import Budget, Comparison, Difference, compare
from core.inspect.pairs import member
from core.json_index import JsonIndex
from core.log import event_log
from core.log.event_log import Attempt, Headers, LogFilter, LogRow
from core.outgoing.emit import prepare
from core.store.database import Store

NEAR = 20
"""So many rows of the same kind are looked at for one about the same thing."""
SMALL = 64 * 1024
"""A larger payload is not looked into for what it is about, in bytes."""


@dataclass(frozen=True, slots=True)
class Counterparts:
    """What a row can be compared with: rows of its kind before and after it, and perhaps a sample."""

    before: LogRow | None
    after: LogRow | None
    has_sample: bool


def counterparts(store: Store, row: LogRow) -> Counterparts:
    """Return what there is to compare with: about the same product or order, if such a row is near."""
    kind = LogFilter(
        direction=row.direction,
        event_type=row.event_type,
        webhook_id=row.webhook_id,
        plugin_id=row.plugin_id,
    )
    before = event_log.older(store, row.id, limit=NEAR, match=kind)
    after = event_log.newer(store, row.id, limit=NEAR, match=kind)[::-1]
    subject = _subject(store, row)
    return Counterparts(
        _about(store, before, subject), _about(store, after, subject), sample(row) is not None
    )


def sample(row: LogRow) -> bytes | None:
    """Return the catalogue's payload for a row's event or job type, as it would be; None without one."""
    if row.direction == "EMITTED" and row.event_type in catalogue().events:
        return prepare(row.event_type, None, now=row.date)
    job_type = catalogue().job_types.get(row.event_type) if row.direction == "RECEIVED" else None
    return json.dumps(dict(job_type.sample)).encode() if job_type else None


def compare_rows(store: Store, old_id: int, new_id: int, budget: Budget) -> Comparison:
    """Compare the payloads of two rows, and then the headers, if both have some. Raises NotFound."""
    old, new = (event_log.get_row(store, log_id) for log_id in (old_id, new_id))
    found = compare(event_log.payload(store, old.id), event_log.payload(store, new.id), budget)
    before, after = _headers(store, old), _headers(store, new)
    headers = compare_headers(before, after) if before and after else []
    return replace(found, differences=(*found.differences, *headers))


def compare_with_sample(store: Store, row: LogRow, budget: Budget) -> Comparison:
    """Compare the catalogue's sample with a row's payload. Raises NotFound."""
    return compare(sample(row) or b"{}", event_log.payload(store, row.id), budget)


def compare_attempts(store: Store, log_id: int, number: int, budget: Budget) -> Comparison:
    """Compare an attempt of a delivery, by its number, with the next one. Raises InvalidInput."""
    numbered = {each.number: each for each in event_log.attempts(store, log_id)}
    old, new = numbered.get(number), numbered.get(number + 1)
    if old is None or new is None:
        raise InvalidInput("There are no such attempts.", "They may have been deleted with their event.")
    answers = compare(old.response_body, new.response_body, budget)
    return Comparison(
        (
            *_facts(old, new),
            *compare_headers(old.request_headers, new.request_headers, "request header"),
            *compare_headers(old.response_headers, new.response_headers, "response header"),
            *(replace(each, path=f"response {each.path}", node=-1) for each in answers.differences),
        ),
        answers.cut,
    )


def _facts(old: Attempt, new: Attempt) -> list[Difference]:
    pairs = (
        ("status", str(old.status_code or ""), str(new.status_code or "")),
        ("error", old.error or "", new.error or ""),
    )
    return [Difference(name, "changed", before, after) for name, before, after in pairs if before != after]


def _headers(store: Store, row: LogRow) -> Headers:
    """Return the headers of a row's request, of the last one that was made."""
    if row.direction == "RECEIVED":
        receipt = event_log.receipt(store, row.id)
        return receipt.headers if receipt else ()
    made = event_log.attempts(store, row.id)
    return made[-1].request_headers if made else ()


def _about(store: Store, rows: Sequence[LogRow], subject: str | None) -> LogRow | None:
    """Return the first row about a subject, or simply the first."""
    same = (row for row in rows if subject is not None and _subject(store, row) == subject)
    return next(same, rows[0] if rows else None)


def _subject(store: Store, row: LogRow) -> str | None:
    """Return the id that a small payload carries at its top."""
    if row.size > SMALL:
        return None
    index = JsonIndex(event_log.payload(store, row.id))
    for _ in index.read():
        pass
    return member(index, 0, "id") if len(index) else None
