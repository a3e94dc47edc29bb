"""Jobs: the work that received payloads ask for, as people see and steer it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core import settings
from core.bus import Change
from core.errors import InvalidInput, NotFound
from core.store import keyset
from core.store.database import Store
from core.store.records import JobAttemptRecord, JobRecord

OVER = ("SUCCESS", "DELETED")
"""Statuses after which a job never runs again."""
BATCH = 250  # jobs a transaction
MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Job:
    """A job. Times are epoch milliseconds; `log_id` is the row of its payload.

    `topic` is what the sender calls its event; empty where it says nothing of the kind.
    """

    id: int
    created_at: int
    updated_at: int
    source: str
    job_type: str
    seller: str
    status: str
    scheduled: bool
    message: str
    log_id: int
    attempts: int
    topic: str


@dataclass(frozen=True, slots=True)
class JobAttempt:
    """One run of a job: how it ended (PENDING: it is tried again), and the deliveries that it owed."""

    number: int
    at: int
    status: str
    message: str
    log_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Which jobs to show; an empty text is any. `search` looks in ids and messages."""

    status: str = ""
    job_type: str = ""
    seller: str = ""
    search: str = ""


def older(store: Store, than: int | None, *, limit: int, match: JobFilter = JobFilter()) -> list[Job]:
    """Return the page below the job `than` (the newest page if None), newest first."""
    return [_job(row) for row in keyset.older(store, _select(match), JobRecord.id, than, limit)]


def newer(store: Store, than: int, *, limit: int, match: JobFilter = JobFilter()) -> list[Job]:
    """Return the jobs above the job `than` that are nearest to it, newest first."""
    return [_job(row) for row in keyset.newer(store, _select(match), JobRecord.id, than, limit)]


def by_ids(store: Store, ids: list[int]) -> list[Job]:
    """Return those of some jobs that still exist, newest first."""
    return [_job(row) for row in keyset.by_ids(store, _columns(), JobRecord.id, ids)]


def get_job(store: Store, job_id: int) -> Job:
    """Return one job. Raises NotFound."""
    found = by_ids(store, [job_id])
    if not found:
        raise NotFound(f"There is no job {job_id}.", "`jobs` shows those there are.")
    return found[0]


def due_at(store: Store, job_id: int) -> int | None:
    """Return when a job is tried again that waits for that, in epoch milliseconds."""
    row = store.one(JobRecord.select(JobRecord.due_at).where(JobRecord.id == job_id))
    return row[0] if row else None


def attempts(store: Store, job_id: int) -> list[JobAttempt]:
    """Return a job's runs, the first one first."""
    record = JobAttemptRecord
    query = record.select(record.number, record.at, record.status, record.message, record.log_ids)
    found = store.rows(query.where(record.job_id == job_id).order_by(record.number))
    return [
        JobAttempt(number, at, status, message, tuple(json.loads(log_ids)))
        for number, at, status, message, log_ids in found
    ]


def of_transaction(store: Store, log_id: int) -> Job | None:
    """Return the job of a received row of the log; None for one that was refused or sent."""
    rows = store.rows(_columns().where(JobRecord.log_id == log_id).limit(1))
    return _job(rows[0]) if rows else None


def set_scheduled(store: Store, ids: Iterable[int], scheduled: bool) -> int:
    """Schedule or hold jobs; those that are over are left alone. Return how many changed."""
    chosen, changed = list(ids), 0
    differ = JobRecord.status.not_in(OVER) & (JobRecord.scheduled != scheduled)
    changes = {"scheduled": scheduled, "updated_at": store.clock(), "due_at": None, "waits_for": None}
    for start in range(0, len(chosen), BATCH):
        batch = JobRecord.id.in_(chosen[start : start + BATCH])
        with store.write(Change.JOBS):
            changed += store.run(JobRecord.update(**changes).where(batch & differ))
    return changed


def toggle(store: Store, job_id: int) -> Job:
    """Switch one job between scheduled and held. Raises NotFound, and InvalidInput if it is over."""
    job = get_job(store, job_id)
    if job.status in OVER:
        raise InvalidInput(
            f"Job {job_id} is over: {job.status}.", "Only a job that is not over can be held or scheduled."
        )
    set_scheduled(store, [job_id], not job.scheduled)
    return get_job(store, job_id)


def retry(store: Store, job_id: int) -> Job:
    """Make a failed job PENDING and scheduled again. Raises NotFound and InvalidInput."""
    with store.write(Change.JOBS):
        job = get_job(store, job_id)
        if job.status != "FAILED":
            raise InvalidInput(
                f"Job {job_id} has not failed: {job.status}.", "Only a failed job can be tried again."
            )
        return _change(store, job_id, status="PENDING", scheduled=True, message="")


def delete(store: Store, job_id: int) -> Job:
    """Mark a job DELETED, so that it never runs; its payload stays. Raises NotFound and InvalidInput."""
    with store.write(Change.JOBS):
        job = get_job(store, job_id)
        if job.status == "SUCCESS":
            raise InvalidInput(
                f"Job {job_id} is done.", "What it changed cannot be taken back by deleting it."
            )
        return _change(store, job_id, status="DELETED", scheduled=False)


def scheduling(store: Store) -> bool:
    """Tell the switch over all jobs: off, received jobs stay PENDING."""
    return settings.scheduling(store)


def set_scheduling(store: Store, on: bool) -> None:
    """Turn the switch over all jobs."""
    settings.save(store, scheduling=on)


def failed(store: Store) -> int:
    """Return how many jobs have failed; MOST_COUNTED stands for more."""
    some = JobRecord.select(JobRecord.id).where(JobRecord.status == "FAILED").limit(MOST_COUNTED)
    return int(some.count(store.db))


def sellers(store: Store) -> list[str]:
    """Return the sellers that jobs name, in their order, by jumping from one to the next in the index."""
    rows = store.sql(
        "WITH RECURSIVE next (name) AS (SELECT min(seller) FROM job WHERE seller > ''"
        " UNION ALL SELECT (SELECT min(seller) FROM job WHERE seller > next.name)"
        " FROM next WHERE next.name IS NOT NULL) SELECT name FROM next WHERE name IS NOT NULL"
    )
    return [seller for (seller,) in rows.fetchall()]


def matching(query: Any, match: JobFilter) -> Any:
    """Narrow a select of jobs to those that match."""
    for name in ("status", "job_type", "seller"):
        if wanted := getattr(match, name):
            query = query.where(getattr(JobRecord, name) == wanted)
    term = match.search.strip()
    if not term:
        return query
    found = keyset.contains(JobRecord.message, term)
    if term.isascii() and term.isdigit() and len(term) < 19:
        found = found | (JobRecord.id == int(term)) | (JobRecord.log_id == int(term))
    return query.where(found)


def _change(store: Store, job_id: int, **values: Any) -> Job:
    store.run(JobRecord.update(updated_at=store.clock(), **values).where(JobRecord.id == job_id))
    return get_job(store, job_id)


def _columns() -> Any:
    record = JobRecord
    return record.select(
        record.id,
        record.created_at,
        record.updated_at,
        record.source,
        record.job_type,
        record.seller,
        record.status,
        record.scheduled,
        record.message,
        record.log_id,
        record.attempts,
        record.topic,
    )


def _select(match: JobFilter) -> Any:
    return matching(_columns(), match)


def _job(row: tuple[Any, ...]) -> Job:
    *before, scheduled, message, log_id, attempts, topic = row
    job_id, created, updated, source, job_type, seller, status = before
    came_from = created, updated, source, job_type, seller
    return Job(job_id, *came_from, status, bool(scheduled), message, log_id, attempts, topic)
