"""What a job does: from what its payload says to changes of records and the events they set off.

Everything here is pure. The caller reads the payload with `reading.read`, looks records up, and writes
what comes back in one transaction: records as `dump(change.data)`, event bodies as `dump(event.body)`.

Records are as merchants expect them: creating what is there already updates it, updating what is
unknown creates it, deleting what is unknown succeeds and does nothing. Fields that a payload leaves
out stay as they were, and fields that a job type does not name are not kept: a sender's own times
would otherwise make every repeat a change. An apply that changes nothing sets off nothing.

A job that runs late, because it failed at first or others had their turn, never undoes what a job that
came after it has said: those fields are left as they are. So an old job can be tried again at any time,
and a record ends up as if every job had run in the order in which they came.

Of a list, what is good is kept although something else in it is bad. The job is FAILED all the same, with
each fault in its message: a merchant looks for what went wrong among the failed jobs, and one that is
green with a hole in it is found by nobody. To run it again is safe, as what was kept is so already.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.incoming.event_body import event_body
from core.incoming.job_types import KEEPING, KEPT, Task
from core.incoming.reading import Item, Reading

DELETED = ""
"""Stands for a field in `Said`: all that jobs before have said of the record is void."""
TOLD = 3
"""Faults of a list that a message tells; the others are counted there, and listed by `job_details`."""


@dataclass(frozen=True, slots=True)
class Known:
    """What there is of a record. `data` is None where there is none."""

    data: Mapping[str, Any] | None
    later: frozenset[str] = frozenset()
    """The fields that jobs have set which came after the one that is asking."""
    gone: bool = False
    """Whether such a job has deleted it."""


Existing = Callable[[str, str], Known]
"""Looks a record up by kind and key."""


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record as it is to be; `data` is None where it is to be deleted."""

    kind: str
    key: str
    data: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class SetOff:
    """An event to emit; emitting adds its type and time to the body."""

    event: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """The fields of a record of which the job has the last word now, whether that changed them or not."""

    kind: str
    key: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """What a job comes to, and a sentence that says so to people."""

    changes: tuple[RecordChange, ...]
    events: tuple[SetOff, ...]
    message: str
    said: tuple[Said, ...] = field(default=(), compare=False)
    is_whole: bool = True
    """Whether everything that the payload asks for was done."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What becomes of one record: a word of `_SENTENCES`, and what follows from it."""

    word: str
    change: RecordChange | None = None
    event: SetOff | None = None
    said: Said | None = None


_SENTENCES = {
    "created": "Created {name}.",
    "updated": "Updated {name}.",
    "deleted": "Deleted {name}.",
    "unchanged": "Nothing changed: {name} was so already.",
    "outdated": "Nothing changed: a later job has said what {name} is.",
    "trimmed": "Deleted what was known of {name} before; a later job has made it anew.",
    "absent": "There was no {name} to delete.",
}


def apply(asked: Reading, *, existing: Existing) -> Applied:
    """Work out what a payload comes to."""
    task = asked.task
    if task.kind is None:
        return Applied((), (), KEPT if task is KEEPING else "Received. Nothing is kept for this job type.")
    outcomes = [_outcome(task, item, existing(item.kind, item.key)) for item in asked.items]
    return Applied(
        tuple(outcome.change for outcome in outcomes if outcome.change),
        tuple(outcome.event for outcome in outcomes if outcome.event),
        _message(asked, outcomes),
        tuple(outcome.said for outcome in outcomes if outcome.said),
        is_whole=not asked.faults,
    )


def _outcome(task: Task, item: Item, known: Known) -> _Outcome:
    if task.action == "delete":
        return _deletion(task, item, known)
    fields = {name: value for name, value in item.fields.items() if name not in known.later}
    if known.gone or (item.fields and not fields):
        return _Outcome("outdated")
    said = Said(item.kind, item.key, tuple(fields))
    data = {**item.defaults, **(known.data or {}), **fields}
    if data == known.data:
        return _Outcome("unchanged", said=said)
    change = RecordChange(item.kind, item.key, data)
    if known.data is None:
        return _Outcome("created", change, _set_off(task.event, item, data), said)
    return _Outcome("updated", change, _set_off(task.event_if_known or task.event, item, data), said)


def _deletion(task: Task, item: Item, known: Known) -> _Outcome:
    said = Said(item.kind, item.key, (DELETED,))
    if known.gone:
        return _Outcome("outdated")
    if known.data is None:
        return _Outcome("absent", said=said)
    if not known.later:
        gone = RecordChange(item.kind, item.key, None)
        return _Outcome("deleted", gone, _set_off(task.event, item, known.data))
    left = {name: value for name, value in known.data.items() if name in known.later or name in item.defaults}
    if left == known.data:
        return _Outcome("outdated", said=said)
    return _Outcome("trimmed", RecordChange(item.kind, item.key, left), said=said)


def _set_off(event: str | None, item: Item, record: Mapping[str, Any]) -> SetOff | None:
    return None if event is None else SetOff(event, event_body(event, item.kind, item.key, record))


def _message(asked: Reading, outcomes: list[_Outcome]) -> str:
    task = asked.task
    if task.items is None:
        return _SENTENCES[outcomes[0].word].format(name=name_of(task, asked.items[0]))
    counted = Counter(outcome.word for outcome in outcomes)
    counts = ", ".join(f"{count} {word}" for word, count in counted.items()) or "none in the list"
    if not asked.faults:
        return f"{task.items.capitalize()}: {counts}."
    faults = " ".join(asked.faults[:TOLD])
    more = f" And {len(asked.faults) - TOLD:,} more." if len(asked.faults) > TOLD else ""
    kept = f"The others are kept: {counts}."
    return f"{len(asked.faults):,} of {asked.given:,} {task.items} could not be kept. {faults}{more} {kept}"


def name_of(task: Task, item: Item) -> str:
    """Name a record to people: by its key, without the source."""
    named = [names for names in task.key if names != "external_source"]
    shown = ", ".join(str(item.fields.get(names, item.key)) for names in named)
    return f"{item.kind} {shown}"
