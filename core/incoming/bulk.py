"""The same done to many jobs: to those that were chosen, or to all that a filter matches.

There is a plan, as for sending events again: `previews` counts what an act would touch, a page at a time,
and `steps` carries it out, the oldest job first, in short transactions. Both can be left off between any
two pages, and what was done until then stays done.
"""

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from peewee import SQL, fn

from core.bus import Change
from core.incoming.jobs import OVER, JobFilter, matching
from core.store.database import Store
from core.store.records import JobRecord

PAGE = 5_000  # jobs that are looked at in one read
BATCH = 250  # jobs a transaction, at most
AT_ONCE = 25  # jobs a statement
DOOR_SECONDS = 0.008
"""After so long a transaction takes no more jobs: with its commit it holds up others for at most 20 ms."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do to jobs: to which it can be done, and what it sets."""

    name: str
    fits: Any
    sets: Mapping[str, Any]


_NOW = {"due_at": None, "waits_for": None}
_GOING = JobRecord.status.not_in(OVER)
RETRY = Act(
    "retry", JobRecord.status == "FAILED", {"status": "PENDING", "scheduled": True, "message": ""} | _NOW
)
DELETE = Act("delete", _GOING, {"status": "DELETED", "scheduled": False})
HOLD = Act("hold", _GOING & (JobRecord.scheduled == True), {"scheduled": False})  # noqa: E712  # peewee's
SCHEDULE = Act("schedule", _GOING & (JobRecord.scheduled == False), {"scheduled": True} | _NOW)  # noqa: E712


@dataclass(frozen=True, slots=True)
class Plan:
    """An act on some jobs: these ids, or those that a filter matches, up to the job `newest`."""

    act: Act
    wanted: tuple[int, ...] | JobFilter
    newest: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a plan would do, as far as it was looked at: how many jobs, and how many of each type."""

    count: int = 0
    types: tuple[tuple[str, int], ...] = ()
    """The most frequent type first; a job that nothing gave a type has an empty one."""


def plan(store: Store, act: Act, wanted: Iterable[int] | JobFilter) -> Plan:
    """Return the plan for some jobs, or for all that a filter matches now; what comes later is no part."""
    (newest,) = store.one(JobRecord.select(fn.MAX(JobRecord.id))) or (0,)
    chosen = wanted if isinstance(wanted, JobFilter) else tuple(sorted(set(wanted)))
    return Plan(act, chosen, newest or 0)


def previews(store: Store, wanted: Plan) -> Iterator[Preview]:
    """Count a plan's jobs a page at a time; each preview knows one page more, the last one all."""
    types, count = Counter[str](), 0
    yield Preview()
    for page in _pages(store, wanted, PAGE):
        types.update(job_type for _, job_type in page)
        count += len(page)
        yield Preview(count, tuple(types.most_common()))


def steps(store: Store, wanted: Plan) -> Iterator[int]:
    """Carry a plan out, one batch each time the next is asked for; give how many jobs it touched so far."""
    done = 0
    for page in _pages(store, wanted, BATCH):
        left = [job_id for job_id, _ in page]
        while left:
            count, left = _do_some(store, wanted.act, left)
            done += count
            yield done


def run(store: Store, wanted: Plan) -> int:
    """Carry a whole plan out; return how many jobs it touched."""
    *_, done = (0, *steps(store, wanted))
    return done


def look(store: Store, wanted: Plan) -> Preview:
    """Count everything that a plan would touch now; nothing is changed."""
    *_, last = previews(store, wanted)
    return last


def _do_some(store: Store, act: Act, ids: list[int]) -> tuple[int, list[int]]:
    """Act on those of some jobs that still fit, as far as the time goes; return how many, and who is left."""
    changes, done = {**act.sets, "updated_at": store.clock()}, 0
    with store.write(Change.JOBS):
        until = time.monotonic() + DOOR_SECONDS
        while True:
            done += store.run(JobRecord.update(**changes).where(_among(ids[:AT_ONCE]) & act.fits))
            ids = ids[AT_ONCE:]
            if not ids or time.monotonic() > until:
                return done, ids


def _pages(store: Store, wanted: Plan, size: int) -> Iterator[list[tuple[int, str]]]:
    """Give ids and types of a plan's jobs, the oldest first: by id, no job is met twice."""
    than = 0
    while page := _page(store, wanted, than, size):
        yield page
        than = page[-1][0]


def _page(store: Store, wanted: Plan, than: int, size: int) -> list[tuple[int, str]]:
    record = JobRecord
    query = record.select(record.id, record.job_type)
    if isinstance(wanted.wanted, JobFilter):
        query = matching(query, wanted.wanted)
    else:
        query = query.where(_among(wanted.wanted))
    inside = (record.id > than) & (record.id <= wanted.newest) & wanted.act.fits
    return store.rows(query.where(inside).order_by(record.id).limit(size))


def _among(ids: Iterable[int]) -> Any:
    """Return the condition that a job is one of any number of ids."""
    return JobRecord.id.in_(SQL("(SELECT value FROM json_each(?))", (json.dumps(list(ids)),)))
