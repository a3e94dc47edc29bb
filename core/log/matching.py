"""Which rows of the log are meant: the filter, and what it is in the words of the store."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from peewee import fn

from core.errors import InvalidInput
from core.store.database import Store
from core.store.records import JobRecord, LogRecord, PluginRecord
from core.times import read_time

_FEW = 100_000
"""Rows of a stretch of time whose ids are looked through for the lowest and the highest: 10 ms."""
_NEVER = 1 << 62
EXACT = ("direction", "status", "app_id", "webhook_id", "plugin_id")


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which rows to show; None is any. What is answered from an index stands above, what is scanned below."""

    direction: str | None = None
    status: str | None = None
    event_type: str | tuple[str, ...] | None = None
    """One, or any of several; one may hold `*` for whatever stands there."""
    app_id: int | None = None
    webhook_id: int | None = None
    plugin_id: str | None = None
    since: int | None = None
    until: int | None = None
    """Epoch milliseconds; rows of this very moment are not meant."""
    last: str | None = None
    """An age such as `24h`, or `today`: since then, counted from the moment of asking."""
    from_id: int | None = None
    """This row and all that came after it."""
    search: str | None = None
    """What was typed: words, parts of ids, types and URLs, and terms such as `status:failed`."""
    seller: str | None = None
    code_from: int | None = None
    code_to: int | None = None
    """The HTTP status of the last attempt; a class is from 500 to 599."""
    min_ms: int | None = None
    max_ms: int | None = None
    """How long the last attempt took."""
    min_attempts: int | None = None
    min_size: int | None = None
    max_size: int | None = None
    """Bytes of the payload."""


def resolved(match: LogFilter, now: int) -> LogFilter:
    """Return a filter whose `last` is a time; one that is none of ours means everything."""
    if match.last is None:
        return match
    since = match.since
    with suppress(InvalidInput):
        since = max(read_time(match.last, now=now), match.since or 0)
    return replace(match, last=None, since=since)


def conditions(match: LogFilter) -> list[Any]:
    """Return what a row must fulfil, all together; `search` and `last` apart."""
    record = LogRecord
    found = [
        getattr(record, name) == getattr(match, name) for name in EXACT if getattr(match, name) is not None
    ]
    if match.event_type is not None:
        found.append(_one_of(match.event_type))
    if match.until is not None:
        found.append(record.date < match.until)
    for column, least, most in (
        (record.date, match.since, None),
        (record.id, match.from_id, None),
        (record.status_code, match.code_from, match.code_to),
        (record.duration_ms, match.min_ms, match.max_ms),
        (record.attempts, match.min_attempts, None),
        (record.size, match.min_size, match.max_size),
    ):
        found += [column >= least] if least is not None else []
        found += [column <= most] if most is not None else []
    return found + ([_of_seller(match.seller)] if match.seller else [])


def bounds(store: Store, match: LogFilter) -> tuple[int, int]:
    """Return the lowest and the highest id that can match, as far as the log's dates tell soon."""
    low, high = match.from_id or 0, store.sql("SELECT max(id) FROM event_log").fetchone()[0] or 0
    if match.since is None and match.until is None:
        return low, high
    until = _NEVER if match.until is None else match.until
    first, last, many = store.sql(
        "SELECT min(id), max(id), count(*) FROM (SELECT id FROM event_log INDEXED BY log_date"
        " WHERE date >= ? AND date < ? LIMIT ?)",
        (match.since or 0, until, _FEW + 1),
    ).fetchone()
    if not many:
        return 1, 0
    return (low, high) if many > _FEW else (max(low, first), last)


def _one_of(kinds: str | tuple[str, ...]) -> Any:
    if isinstance(kinds, str):
        return (
            fn.GLOB(_literal(kinds), LogRecord.event_type) if "*" in kinds else LogRecord.event_type == kinds
        )
    return LogRecord.event_type.in_(kinds) if kinds else LogRecord.id < 0


def _literal(pattern: str) -> str:
    """Return a pattern of GLOB in which `*` alone has a meaning."""
    return pattern.replace("[", "[[]").replace("?", "[?]")


def _of_seller(name: str) -> Any:
    """Return whether a row came in through a plugin of a seller, or its job is one of the seller's."""
    plugins = PluginRecord.select(PluginRecord.id).where(PluginRecord.seller == name)
    jobs = JobRecord.select(JobRecord.log_id).where(
        (JobRecord.log_id == LogRecord.id) & (JobRecord.seller == name)
    )
    return LogRecord.plugin_id.in_(plugins) | (LogRecord.id == jobs)
