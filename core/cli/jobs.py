"""`jobs`: seeing and steering the work that received payloads ask for."""

from argparse import Namespace
from dataclasses import asdict
from typing import Any

from core.cli.output import Result, escape, one, table, when
from core.cli.paging import newest
from core.errors import InvalidInput
from core.incoming import bulk, jobs
from core.incoming.job_details import details
from core.incoming.jobs import Job, JobAttempt, JobFilter
from core.store.database import Store


def list_jobs(store: Store, options: Namespace) -> Result:
    """List jobs, newest first."""
    match = JobFilter(status=options.status or "", **_narrowed(options))
    rows = newest(lambda than, limit: jobs.older(store, than, limit=limit, match=match), None, options.limit)
    found = [as_dict(each) for each in rows]
    columns = ("id", "created_at", "source", "job_type", "seller", "status", "scheduled", "message")
    lines = ([each[name] for name in columns] for each in found)
    return Result(found, table(columns, lines, empty="There are no such jobs."))


def show(store: Store, options: Namespace) -> Result:
    """Show one job, with its runs and each fault of its payload."""
    found = details(store, options.id)
    lines = [
        f"Attempt {each.number}, {when(each.at)}: {each.status}. {each.message}" for each in found.attempts
    ]
    more = {"runs": [_run(each) for each in found.attempts], "faults": list(found.faults)}
    shown = one(as_dict(found.job), *lines, *found.faults)
    return Result(shown.data | more, shown.text)


def toggle(store: Store, options: Namespace) -> Result:
    """Switch a job between scheduled and held."""
    job = jobs.toggle(store, options.id)
    return one(as_dict(job), f"Job {job.id} is {'scheduled' if job.scheduled else 'held'} now.")


def retry(store: Store, options: Namespace) -> Result:
    """Run a failed job again, or with --failed all that the filters leave."""
    if _means_many(options):
        return _all_failed(store, options, bulk.RETRY, "retried", "Would run", "Running", " again")
    return one(as_dict(jobs.retry(store, options.id)))


def delete(store: Store, options: Namespace) -> Result:
    """Mark a job deleted, or with --failed all that failed and the filters leave."""
    if _means_many(options):
        return _all_failed(store, options, bulk.DELETE, "deleted", "Would delete", "Deleted", "")
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


def _means_many(options: Namespace) -> bool:
    if (options.id is None) != options.failed:
        raise InvalidInput("Name one job, or give --failed.", "See --help.", code="usage")
    return bool(options.failed)


def _all_failed(
    store: Store, options: Namespace, act: bulk.Act, key: str, would: str, does: str, end: str
) -> Result:
    """Act on all failed jobs, or only tell how many there are of each type."""
    wanted = bulk.plan(store, act, JobFilter(status="FAILED", **_narrowed(options)))
    seen = bulk.look(store, wanted)
    done = seen.count if options.dry_run else bulk.run(store, wanted)
    verb = would if options.dry_run else does
    lines = [f"{verb} {done:,} failed {'job' if done == 1 else 'jobs'}{end}."]
    lines += [f"{count:,} {escape(job_type) or 'without a job type'}" for job_type, count in seen.types]
    data = {"dry_run": options.dry_run, key: done, "types": dict(seen.types)}
    return Result(data, "\n".join(lines))


def _narrowed(options: Namespace) -> dict[str, str]:
    """Return the filters that `jobs` and `jobs retry` share."""
    given = {"job_type": options.type, "seller": options.seller, "search": options.search}
    return {name: value for name, value in given.items() if value}


def _run(attempt: JobAttempt) -> dict[str, Any]:
    return asdict(attempt) | {"at": when(attempt.at), "log_ids": list(attempt.log_ids)}
