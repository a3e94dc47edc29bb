"""`jobs`: seeing and steering the work that received payloads ask for."""

from argparse import Namespace
from dataclasses import asdict
from typing import Any

from core.cli.output import Result, one, table, when
from core.cli.paging import newest
from core.incoming import jobs
from core.incoming.jobs import Job, JobFilter
from core.store.database import Store


def list_jobs(store: Store, options: Namespace) -> Result:
    """List jobs, newest first."""
    match = JobFilter(status=options.status or "", job_type=options.type or "", seller=options.seller or "")
    rows = newest(lambda than, limit: jobs.older(store, than, limit=limit, match=match), None, options.limit)
    found = [as_dict(each) for each in rows]
    columns = ("id", "created_at", "source", "job_type", "seller", "status", "scheduled", "message")
    lines = ([each[name] for name in columns] for each in found)
    return Result(found, table(columns, lines, empty="There are no such jobs."))


def show(store: Store, options: Namespace) -> Result:
    """Show one job."""
    return one(as_dict(jobs.get_job(store, options.id)))


def toggle(store: Store, options: Namespace) -> Result:
    """Switch a job between scheduled and held."""
    job = jobs.toggle(store, options.id)
    return one(as_dict(job), f"Job {job.id} is {'scheduled' if job.scheduled else 'held'} now.")


def retry(store: Store, options: Namespace) -> Result:
    """Run a failed job again."""
    return one(as_dict(jobs.retry(store, options.id)))


def delete(store: Store, options: Namespace) -> Result:
    """Mark a job deleted."""
    return one(as_dict(jobs.delete(store, options.id)))


def scheduling(store: Store, options: Namespace) -> Result:
    """Turn the switch over all jobs, or tell its state."""
    if options.switch is not None:
        jobs.set_scheduling(store, options.switch == "on")
    on = jobs.scheduling(store)
    rest = "jobs run as they come." if on else "jobs wait as PENDING."
    return Result({"scheduling": on}, f"Scheduling is {'on' if on else 'off'}: {rest}")


def as_dict(job: Job) -> dict[str, Any]:
    """Return a job under the contract's keys."""
    return asdict(job) | {"created_at": when(job.created_at), "updated_at": when(job.updated_at)}
