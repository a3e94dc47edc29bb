"""Writing what jobs make of records, with the history of each, in the transaction of the job.

A hot path, like the runner's: its SQL is plain (tests/benchmarks/jobs.py).
"""

import json
from typing import Any

from core.incoming.handlers import DELETED, Applied, Known, RecordChange, Said
from core.incoming.values import dump
from core.store.database import Store


class Keeper:
    """The records that one job looks at and changes; lives as long as that job runs.

    `after` is the job after which it counts as having come, where that is not its own place.
    """

    def __init__(self, store: Store, job_id: int, after: int | None = None) -> None:
        self._store = store
        self._job_id = job_id
        self._place = job_id if after is None else after
        self._data: dict[tuple[str, str], dict[str, Any] | None] = {}
        self._set_by: dict[tuple[str, str], dict[str, int]] = {}

    def existing(self, kind: str, key: str) -> Known:
        """Look a record up."""
        row = self._store.sql(
            "SELECT data, set_by FROM record WHERE kind = ? AND key = ?", (kind, key)
        ).fetchone()
        data, set_by = (
            (json.loads(row[0]), json.loads(row[1])) if row else (None, self._last_deletion(kind, key))
        )
        self._data[kind, key], self._set_by[kind, key] = data, set_by
        later = frozenset(name for name, job_id in set_by.items() if job_id > self._place)
        return Known(data, later - {DELETED}, gone=DELETED in later)

    def keep(self, done: Applied) -> None:
        """Write the records, and what changed of each."""
        now = self._store.clock()
        for said in done.said:
            self._set_by[said.kind, said.key].update(dict.fromkeys(said.fields, self._place))
        for change in done.changes:
            self._note(change, now)
            self._write(change, now)
        changed = {(change.kind, change.key) for change in done.changes}
        for said in done.said:
            if (said.kind, said.key) not in changed:
                self._confirm(said, now)

    def _confirm(self, said: Said, now: int) -> None:
        """Keep who said last what changed nothing; that something not there is deleted, for a late job."""
        place = said.kind, said.key
        if self._data[place] is None:
            self._note(RecordChange(*place, None), now)
        else:
            set_by = _short(self._set_by[place])
            self._store.sql("UPDATE record SET set_by = ? WHERE kind = ? AND key = ?", (set_by, *place))

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

    def _last_deletion(self, kind: str, key: str) -> dict[str, int]:
        """Return which job deleted a record that is not there, as `set_by` has it.

        Only a later job deletes what is deleted, so the newest change knows; a hot record has thousands.
        """
        row = self._store.sql(
            "SELECT job_id FROM record_change WHERE kind = ? AND key = ? AND after IS NULL"
            " ORDER BY id DESC LIMIT 1",
            (kind, key),
        ).fetchone()
        return {DELETED: row[0]} if row else {}


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
