"""Writing what jobs make of records, with the history of each, in the transaction of the job.

A hot path, like the runner's: its SQL is plain (tests/benchmarks/jobs.py).
"""

import json
from typing import Any

from core.incoming.handlers import Applied, Known, RecordChange
from core.incoming.values import dump
from core.store.database import Store


class Keeper:
    """The records that one job looks at and changes; lives as long as that job runs."""

    def __init__(self, store: Store, job_id: int) -> None:
        self._store = store
        self._job_id = job_id
        self._data: dict[tuple[str, str], dict[str, Any] | None] = {}
        self._set_by: dict[tuple[str, str], dict[str, int]] = {}

    def existing(self, kind: str, key: str) -> Known:
        """Look a record up."""
        row = self._store.sql(
            "SELECT data, set_by FROM record WHERE kind = ? AND key = ?", (kind, key)
        ).fetchone()
        if row is None:
            self._data[kind, key], self._set_by[kind, key] = None, {}
            return Known(None, gone=self._was_deleted_later(kind, key))
        data, set_by = json.loads(row[0]), json.loads(row[1])
        self._data[kind, key], self._set_by[kind, key] = data, set_by
        return Known(data, frozenset(name for name, job_id in set_by.items() if job_id > self._job_id))

    def keep(self, done: Applied) -> None:
        """Write the records, and what changed of each."""
        now = self._store.clock()
        for each in done.said:
            self._set_by[each.kind, each.key].update(dict.fromkeys(each.fields, self._job_id))
        for change in done.changes:
            self._note(change, now)
            self._write(change, now)
        changed = {(change.kind, change.key) for change in done.changes}
        for each in done.said:
            if (each.kind, each.key) not in changed:
                self._store.sql(
                    "UPDATE record SET set_by = ? WHERE kind = ? AND key = ?",
                    (_short(self._set_by[each.kind, each.key]), each.kind, each.key),
                )

    def _write(self, change: RecordChange, now: int) -> None:
        place = change.kind, change.key
        if change.data is None:
            self._store.sql("DELETE FROM record WHERE kind = ? AND key = ?", place)
        else:
            self._store.sql(_KEEP, (*place, dump(change.data), now, now, _short(self._set_by[place])))

    def _note(self, change: RecordChange, now: int) -> None:
        before, after = _differing(self._data[change.kind, change.key], change.data)
        self._store.sql(
            "INSERT INTO record_change (kind, key, at, job_id, before, after) VALUES (?, ?, ?, ?, ?, ?)",
            (change.kind, change.key, now, self._job_id, before, after),
        )

    def _was_deleted_later(self, kind: str, key: str) -> bool:
        row = self._store.sql(
            "SELECT job_id FROM record_change WHERE kind = ? AND key = ? ORDER BY id DESC LIMIT 1",
            (kind, key),
        ).fetchone()
        return row is not None and row[0] > self._job_id


_KEEP = (
    "INSERT INTO record (kind, key, data, created_at, updated_at, set_by) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (kind, key) DO UPDATE SET data = excluded.data, updated_at = excluded.updated_at,"
    " set_by = excluded.set_by"
)


def _differing(before: dict[str, Any] | None, after: dict[str, Any] | None) -> tuple[str | None, str | None]:
    """Return the fields that differ, as they were and as they are; None for a record that is not."""
    if before is None or after is None:
        return None if before is None else dump(before), None if after is None else dump(after)
    old = {name: value for name, value in before.items() if name not in after or after[name] != value}
    new = {name: value for name, value in after.items() if name not in before or before[name] != value}
    return dump(old), dump(new)


def _short(set_by: dict[str, int]) -> str:
    return json.dumps(set_by, separators=(",", ":"))
