"""`catalogue`: what events, job types and permissions there are, and how sure each entry is."""

from argparse import Namespace
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from core.catalogue import Event, JobType, Permission, catalogue
from core.cli.output import Result, table
from core.incoming.job_types import tasks


def events(_options: Namespace) -> Result:
    """List the events."""
    found = catalogue().events.values()
    columns = ("area", "event", "label", "permission", "basis")
    rows = ((each.area, each.name, each.label, each.permission, _basis(each)) for each in found)
    return Result([asdict(each) for each in found], table(columns, rows, empty=""))


def job_types(_options: Namespace) -> Result:
    """List the job types, with the record that each keeps and the event that it sets off."""
    found = list(catalogue().job_types.values())
    columns = ("area", "job_type", "label", "record", "event", "basis")
    rows = ((each.area, each.name, each.label, *_work(each.name).values(), _basis(each)) for each in found)
    return Result([asdict(each) | _work(each.name) for each in found], table(columns, rows, empty=""))


def permissions(_options: Namespace) -> Result:
    """List the permissions."""
    found = catalogue().permissions.values()
    rows = ((each.code, each.label, _basis(each)) for each in found)
    return Result([asdict(each) for each in found], table(("permission", "label", "basis"), rows, empty=""))


def _work(job_type: str) -> dict[str, Any]:
    task = tasks()[job_type]
    return {"kind": task.kind, "event": task.event}


def _basis(entry: Event | JobType | Permission) -> str:
    words: Iterable[str] = (
        "documented" if entry.documented else "inferred",
        "" if entry.in_docs_era else "later",
    )
    return ", ".join(word for word in words if word)
