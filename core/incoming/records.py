"""What the desk knows: the records that jobs keep, and which job changed what of each."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from peewee import JOIN

from core.errors import NotFound
from core.incoming.differences import Difference, differences
from core.incoming.job_types import tasks
from core.store import keyset
from core.store.database import Store
from core.store.records import JobRecord, RecordChangeRecord, RecordRecord

SAYING = (("name",), ("first_name", "last_name"), ("year", "make", "model"), ("order_number",), ("quantity",))
"""The fields that say to people what a record is: the first of these groups of which it has something."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it is now. Times are epoch milliseconds."""

    id: int
    kind: str
    key: str
    data: dict[str, Any]
    created_at: int
    updated_at: int

    @property
    def seller(self) -> str:
        """Whose it is, or nothing."""
        return str(self.data.get("seller") or "")

    @property
    def summary(self) -> str:
        """A few words of what it is: "Rope", "Maren Okafor", "2023 Ford F-150", "Quantity 7"."""
        groups = ((_word(name, self.data.get(name)) for name in names) for names in SAYING)
        found = (" ".join(word for word in words if word) for words in groups)
        return next((words for words in found if words), str(self.data.get("status") or ""))


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """Which records to show; an empty text is any. `search` looks in keys and in what is kept."""

    kind: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What one job made of a record: `created`, `updated` or `deleted`.

    `job_type`, `source` and `log_id` are None where the job is in the log no more.
    """

    id: int
    kind: str
    key: str
    at: int
    job_id: int
    job_type: str | None
    source: str | None
    log_id: int | None
    how: str
    fields: tuple[Difference, ...]


@lru_cache(maxsize=1)
def kinds() -> tuple[str, ...]:
    """Return the kinds of records that jobs keep, in the order of the job types."""
    return tuple(dict.fromkeys(task.kind for task in tasks().values() if task.kind))


def older(
    store: Store, than: int | None, *, limit: int, match: RecordFilter = RecordFilter()
) -> list[Record]:
    """Return the page below the record `than` (the newest page if None), newest first."""
    return [_record(row) for row in keyset.older(store, _select(match), RecordRecord.id, than, limit)]


def newer(store: Store, than: int, *, limit: int, match: RecordFilter = RecordFilter()) -> list[Record]:
    """Return the records above the record `than` that are nearest to it, newest first."""
    return [_record(row) for row in keyset.newer(store, _select(match), RecordRecord.id, than, limit)]


def get_record(store: Store, record_id: int) -> Record:
    """Return one record. Raises NotFound."""
    found = keyset.by_ids(store, _columns(), RecordRecord.id, [record_id])
    if not found:
        raise NotFound(f"There is no record {record_id}.", "`records list` shows those there are.")
    return _record(found[0])


def find(store: Store, kind: str, key: str) -> Record | None:
    """Return the record of a kind with a key, if there is one now."""
    record = RecordRecord
    row = store.one(_columns().where((record.kind == kind) & (record.key == key)))
    return _record(row) if row else None


def history(store: Store, kind: str, key: str, *, limit: int = 100) -> list[RecordChange]:
    """Return what changed a record last, newest first; also of one that was deleted."""
    record = RecordChangeRecord
    query = _changes().where((record.kind == kind) & (record.key == key))
    return [_change(row) for row in keyset.older(store, query, record.id, None, limit)]


def changed_by(store: Store, job_id: int, *, limit: int = 100) -> list[RecordChange]:
    """Return what a job changed, the first change first."""
    record = RecordChangeRecord
    query = _changes().where(record.job_id == job_id).order_by(record.id).limit(limit)
    return [_change(row) for row in store.rows(query)]


_LABELS = {"quantity": "Quantity", "order_number": "Order"}


def _word(name: str, value: Any) -> str:
    if not isinstance(value, str | int) or isinstance(value, bool) or value == "":
        return ""
    return f"{_LABELS[name]} {value}" if name in _LABELS else str(value)


def _columns() -> Any:
    record = RecordRecord
    return record.select(
        record.id, record.kind, record.key, record.data, record.created_at, record.updated_at
    )


def _select(match: RecordFilter) -> Any:
    query = _columns()
    if match.kind:
        query = query.where(RecordRecord.kind == match.kind)
    term = match.search.strip()
    if term:
        kept = json.dumps(term)[1:-1]  # as it is written in what is kept
        found = keyset.contains(RecordRecord.key, term) | keyset.contains(RecordRecord.data, kept)
        query = query.where(found)
    return query


def _record(row: tuple[Any, ...]) -> Record:
    record_id, kind, key, data, created, updated = row
    return Record(record_id, kind, key, json.loads(data), created, updated)


def _changes() -> Any:
    record, job = RecordChangeRecord, JobRecord
    query = record.select(
        record.id,
        record.kind,
        record.key,
        record.at,
        record.job_id,
        job.job_type,
        job.source,
        job.log_id,
        record.before,
        record.after,
    )
    joined = query.join(job, JOIN.LEFT_OUTER, on=job.id == record.job_id)
    return joined.where(record.before.is_null(False) | record.after.is_null(False))  # others changed nothing


def _change(row: tuple[Any, ...]) -> RecordChange:
    change_id, kind, key, at, job_id, job_type, source, log_id, before, after = row
    old, new = json.loads(before or "{}"), json.loads(after or "{}")
    how = "created" if before is None else "deleted" if after is None else "updated"
    return RecordChange(
        change_id, kind, key, at, job_id, job_type, source, log_id, how, tuple(differences(old, new))
    )
