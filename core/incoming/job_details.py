"""Everything that is known of one job, read together."""

from dataclasses import dataclass, replace

from core.incoming import jobs, queue, records
from core.incoming.jobs import Job, JobAttempt
from core.incoming.reading import Item
from core.incoming.records import RecordChange
from core.incoming.values import BadPayload
from core.log import event_log
from core.log.event_log import LogRow
from core.store.database import Store

MOST_READ = 1024 * 1024
"""Bytes; what a longer payload says is not worked out here, as that holds the interpreter up."""
MOST_EVENTS, MOST_CHANGES = 500, 500


@dataclass(frozen=True, slots=True)
class JobDetails:
    """A job with its payload, what that says, its runs, what it changed, and what it set off.

    `items` are the records that the payload speaks of, with their fields; `faults` is what is wrong with it.
    `due_at` is when a job that waits for that is tried again, in epoch milliseconds. `events` are the
    deliveries that its runs owed, the first one first.
    """

    job: Job
    plugin_id: str
    due_at: int | None
    payload: bytes
    items: tuple[Item, ...]
    faults: tuple[str, ...]
    attempts: tuple[JobAttempt, ...]
    changes: tuple[RecordChange, ...]
    events: tuple[LogRow, ...]


def details(store: Store, job_id: int, known: JobDetails | None = None) -> JobDetails:
    """Return what is known of a job. Raises NotFound.

    With what was `known` of it before, only what can have changed since is read again.
    """
    job = jobs.get_job(store, job_id)
    if known is None or known.job != job:
        known = _read(store, job)
    owed = [log_id for run in known.attempts for log_id in run.log_ids][:MOST_EVENTS]
    return replace(known, events=tuple(event_log.by_ids(store, owed)[::-1]))


def _read(store: Store, job: Job) -> JobDetails:
    payload = event_log.payload(store, job.log_id)
    items, faults = _said(store, job, payload)
    changes = records.changed_by(store, job.id, limit=MOST_CHANGES)
    runs = tuple(jobs.attempts(store, job.id))
    plugin_id = event_log.get_row(store, job.log_id).plugin_id or ""
    return JobDetails(
        job, plugin_id, jobs.due_at(store, job.id), payload, items, faults, runs, tuple(changes), ()
    )


def _said(store: Store, job: Job, payload: bytes) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    if len(payload) > MOST_READ:
        return (), (f"The payload is longer than {MOST_READ // 1024} KiB; its fields are not shown here.",)
    pending = queue.look_at(store, job.id)
    if pending is None or isinstance(pending.asked, BadPayload):
        return (), (str(pending.asked) if pending else "",)
    return pending.asked.items, pending.asked.faults
