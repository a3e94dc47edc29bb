"""The job runner: does what received payloads ask for, in a thread of its own.

A hot path, so its SQL is plain: peewee takes longer to say these statements than SQLite to do them
(tests/benchmarks/jobs.py).
"""

import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core import settings
from core.bus import Change
from core.errors import DeskError, InvalidInput
from core.incoming import handlers
from core.incoming.handlers import Applied, BadPayload
from core.outgoing import emit
from core.store.database import Store

log = logging.getLogger(__name__)

BATCH = 25
BATCH_BYTES = 256 * 1024
DOOR_SECONDS = 0.01
"""How long a batch keeps the write door before the rest of it waits for the next turn."""
TRY_AGAIN = 1.0
CHANGED = Change.JOBS | Change.RECORDS | Change.LOG | Change.OUTBOX
BUG = "Something went wrong inside Yardarm; the log file in the data folder has the details."


@dataclass(frozen=True, slots=True)
class Pending:
    """A job that may run now, with its payload as `handlers.parse` returns it, or why it cannot be read."""

    id: int
    job_type: str
    seller: str
    plugin_id: str
    payload: Any
    unreadable: BadPayload | None


class Runner:
    """Runs scheduled jobs, oldest first and one by one, so that a record's changes keep their order."""

    def __init__(self, store: Store, *, is_own: emit.Skip) -> None:
        self._store = store
        self._is_own = is_own
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)

    def start(self) -> None:
        """Start running jobs."""
        self._thread.start()

    def wake(self) -> None:
        """Look for jobs now. Safe from any thread."""
        self._woken.set()

    def stop(self) -> None:
        """Finish the batch at hand and end the thread."""
        self._stopping.set()
        self._woken.set()
        self._thread.join(10)

    def _run(self) -> None:
        with self._store.connection():
            while not self._stopping.is_set():
                self._woken.clear()  # before the step: a job that comes during it is not missed
                try:
                    with self._store.connection():  # open already: it gives words to what fails
                        done = run_batch(self._store, is_own=self._is_own)
                    if not done:
                        self._woken.wait()
                except DeskError as error:
                    log.warning("jobs wait: %s", error)
                    self._stopping.wait(TRY_AGAIN)
                except Exception:  # the thread must live on
                    log.exception("the job runner stumbled")
                    self._stopping.wait(TRY_AGAIN)


def run_batch(store: Store, *, is_own: emit.Skip = emit.nobody) -> int:
    """Run the oldest jobs that may run; return how many were done.

    Payloads are parsed before the write door is taken. One commit holds each job's records, the
    events it sets off with their deliveries, and its new status, so a kill leaves exactly one event.
    Raises StoreError, and then nothing was done.
    """
    if not settings.load(store).scheduling:
        return 0
    found = _pending(store)
    if not found:
        return 0
    done, until = 0, time.monotonic() + DOOR_SECONDS
    with store.write(CHANGED):
        if not settings.load(store).scheduling:
            return 0
        for job in _still_runnable(store, found):
            _run_one(store, job, is_own)
            done += 1
            if time.monotonic() > until:
                break
    return done


def _pending(store: Store) -> list[Pending]:
    rows = store.sql(
        "SELECT j.id, j.job_type, j.seller, j.plugin_id, p.body"
        " FROM job j INDEXED BY job_runnable"  # without it, what is held is read too
        " JOIN event_log l ON l.id = j.log_id JOIN payload p ON p.id = l.payload_id"
        " WHERE j.status = 'PENDING' AND j.scheduled = 1 ORDER BY j.id LIMIT ?",
        (BATCH,),
    )
    found, size = [], 0
    for job_id, job_type, seller, plugin_id, body in rows:
        found.append(_read(job_id, job_type, seller, plugin_id, body))
        size += len(body)
        if size > BATCH_BYTES:
            break
    rows.close()
    return found


def _read(job_id: int, job_type: str, seller: str, plugin_id: str, body: bytes) -> Pending:
    try:
        return Pending(job_id, job_type, seller, plugin_id, handlers.parse(body), None)
    except BadPayload as error:
        return Pending(job_id, job_type, seller, plugin_id, None, error)


def _still_runnable(store: Store, jobs: list[Pending]) -> list[Pending]:
    """Leave out, inside the transaction, what somebody held or deleted meanwhile."""
    rows = store.sql(
        "SELECT id FROM job WHERE id IN (SELECT value FROM json_each(?))"
        " AND +status = 'PENDING' AND +scheduled",  # the + keeps to the ids
        (json.dumps([job.id for job in jobs]),),
    )
    runnable = {job_id for (job_id,) in rows}
    return [job for job in jobs if job.id in runnable]


def _run_one(store: Store, job: Pending, is_own: emit.Skip) -> None:
    status, message = _outcome(store, job, is_own)
    store.sql(
        "UPDATE job SET status = ?, message = ?, updated_at = ?, attempts = attempts + 1 WHERE id = ?",
        (status, message, store.clock(), job.id),
    )


def _outcome(store: Store, job: Pending, is_own: emit.Skip) -> tuple[str, str]:
    try:
        if job.unreadable:
            raise job.unreadable
        with store.connection(), store.db.part():  # what a job did before it failed is undone
            return "SUCCESS", _apply(store, job, is_own)
    except InvalidInput as error:  # of the payload, or of an event that would be too large
        return "FAILED", str(error)
    except DeskError:
        raise
    except Exception:  # a bug with one job must not stop the others
        log.exception("job %s failed", job.id)
        return "FAILED", BUG


def _apply(store: Store, job: Pending, is_own: emit.Skip) -> str:
    done = handlers.apply(
        job.job_type, job.payload, plugin_id=job.plugin_id, seller=job.seller, existing=_lookup(store)
    )
    _keep_records(store, done)
    for event in done.events:
        body = emit.prepare(event.event, handlers.dump(event.body).encode(), now=store.clock())
        emit.owe(store, event.event, body, emit.takers(store, event.event, skip=is_own))
    return done.message


def _keep_records(store: Store, done: Applied) -> None:
    now = store.clock()
    for change in done.changes:
        if change.data is None:
            store.sql("DELETE FROM record WHERE kind = ? AND key = ?", (change.kind, change.key))
        else:
            store.sql(_KEEP, (change.kind, change.key, handlers.dump(change.data), now, now))


_KEEP = (
    "INSERT INTO record (kind, key, data, created_at, updated_at) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (kind, key) DO UPDATE SET data = excluded.data, updated_at = excluded.updated_at"
)


def _lookup(store: Store) -> Callable[[str, str], dict[str, Any] | None]:
    def existing(kind: str, key: str) -> dict[str, Any] | None:
        row = store.sql("SELECT data FROM record WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return handlers.parse(row[0].encode()) if row else None

    return existing
