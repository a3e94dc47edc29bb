"""What a job does: from a payload to changes of records and the events they set off.

Everything here is pure. The caller parses the body with `parse`, looks records up, and writes what
comes back in one transaction: records as `dump(change.data)`, event bodies as `dump(event.body)`.

Records are as merchants expect them: creating what is there already updates it, updating what is
unknown creates it, deleting what is unknown succeeds and does nothing. Fields that a payload leaves
out stay as they were, and fields that a job type does not name are not kept: a sender's own times
would otherwise make every repeat a change. An apply that changes nothing sets off nothing.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.incoming.event_body import event_body, join_key, key_of
from core.incoming.job_types import Task, tasks
from core.incoming.values import MAX_KEY, BadPayload, check, describe, dump, parse

__all__ = ["Applied", "BadPayload", "RecordChange", "SetOff", "apply", "dump", "parse"]

Existing = Callable[[str, str], Mapping[str, Any] | None]
"""Looks up a record's data by kind and key."""

_OF_A_SELLER = frozenset({"product", "variant", "warehouse", "fulfillment", "order"})


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
class Applied:
    """What a job comes to, and a sentence that says so to people."""

    changes: tuple[RecordChange, ...]
    events: tuple[SetOff, ...]
    message: str


@dataclass(frozen=True, slots=True)
class _Item:
    """One record that a payload speaks of: its key, the fields to keep, and those it gets when new."""

    key: str
    fields: dict[str, Any]
    defaults: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What becomes of one record: a word of `_SENTENCES`, and what follows from it."""

    word: str
    change: RecordChange | None = None
    event: SetOff | None = None


_SENTENCES = {
    "created": "Created {name}.",
    "updated": "Updated {name}.",
    "deleted": "Deleted {name}.",
    "unchanged": "Nothing changed: {name} was so already.",
    "absent": "There was no {name} to delete.",
}


def apply(job_type: str, payload: Any, *, plugin_id: str, seller: str, existing: Existing) -> Applied:
    """Work out one job; BadPayload names what is missing or has a wrong type.

    `job_type` is in capitals, `payload` what `parse` returned, `seller` the plugin's seller or "".
    """
    task = tasks().get(job_type)
    if task is None:
        raise BadPayload(f"There is no job type {job_type}.", "`catalogue job-types` shows those there are.")
    if task.kind is None:
        return Applied((), (), "Received. Nothing is kept for this job type.")
    owner = seller if task.kind in _OF_A_SELLER else ""
    if task.items is None:
        items = [_read(task, payload, plugin_id, owner)]
    else:
        items = _read_list(task, payload, plugin_id, owner)
    outcomes = [_outcome(task, task.kind, item, existing(task.kind, item.key)) for item in items]
    return Applied(
        tuple(outcome.change for outcome in outcomes if outcome.change),
        tuple(outcome.event for outcome in outcomes if outcome.event),
        _sentence(task, items[0], outcomes[0]) if task.items is None else _counts(task.items, outcomes),
    )


def _outcome(task: Task, kind: str, item: _Item, known: Mapping[str, Any] | None) -> _Outcome:
    if task.action == "delete":
        if known is None:
            return _Outcome("absent")
        return _Outcome(
            "deleted", RecordChange(kind, item.key, None), _set_off(task.event, kind, item.key, known)
        )
    data = {**item.defaults, **(known or {}), **item.fields}
    if data == known:
        return _Outcome("unchanged")
    change = RecordChange(kind, item.key, data)
    if known is None:
        return _Outcome("created", change, _set_off(task.event, kind, item.key, data))
    return _Outcome("updated", change, _set_off(task.event_if_known or task.event, kind, item.key, data))


def _set_off(event: str | None, kind: str, key: str, record: Mapping[str, Any]) -> SetOff | None:
    return None if event is None else SetOff(event, event_body(event, kind, key, record))


def _sentence(task: Task, item: _Item, outcome: _Outcome) -> str:
    """Name the record to people: by its key, without the source."""
    named = [names for names in task.key if names != "external_source"]
    shown = ", ".join(str(item.fields.get(names, item.key)) for names in named)
    return _SENTENCES[outcome.word].format(name=f"{task.kind} {shown}")


def _counts(what: str, outcomes: list[_Outcome]) -> str:
    counted = Counter(outcome.word for outcome in outcomes)
    counts = ", ".join(f"{count} {word}" for word, count in counted.items())
    return f"{what.capitalize()}: {counts or 'none in the list'}."


def _read_list(task: Task, payload: Any, plugin_id: str, owner: str) -> list[_Item]:
    """Read the list itself, or the object that holds it."""
    name = task.items or ""
    if isinstance(payload, dict) and name not in payload:
        raise BadPayload(f"`{name}` is missing.", field=name)
    given = payload[name] if isinstance(payload, dict) else payload
    if not isinstance(given, list):
        raise BadPayload(f"`{name}` must be a list, not {describe(given)}.", field=name)
    items: dict[str, _Item] = {}
    for number, each in enumerate(given, start=1):
        try:
            item = _read(task, each, plugin_id, owner)
        except BadPayload as error:
            where = f"{task.kind} {number} of {len(given)}"
            raise BadPayload(f"{error.title[:-1]} ({where}).", field=error.field) from None
        earlier = items.get(item.key, item)  # what is named twice is one record; the later fields hold
        items[item.key] = _Item(item.key, {**earlier.fields, **item.fields}, item.defaults)
    return list(items.values())


def _read(task: Task, payload: Any, plugin_id: str, owner: str) -> _Item:
    """Check what the payload says of one record."""
    if not isinstance(payload, dict):
        raise BadPayload(f"The payload must be an object, not {describe(payload)}.")
    for names in task.required:
        if all(name not in payload for name in names.split("|")):
            raise BadPayload(f"`{names.replace('|', '` or `')}` is missing.", field=names.split("|")[0])
    given = _checked(task, payload)
    if not given.get("external_source"):
        given.pop("external_source", None)
    defaults = {"external_source": plugin_id} if "external_source" in task.optional else {}
    key = join_key(*(_key_part(names, {**defaults, **given}) for names in task.key))
    kept = {task.kept_as.get(name, name): value for name, value in given.items() if name not in task.unkept}
    return _Item(key, {**kept, **task.sets, **({"seller": owner} if owner else {})}, defaults)


def _checked(task: Task, payload: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that the task names, each of its type; an optional one may be null."""
    given: dict[str, Any] = {}
    for names, kind in task.required.items():
        given |= {name: check(name, kind, payload[name]) for name in names.split("|") if name in payload}
    for name, kind in {**task.optional, **task.unkept}.items():
        if name in payload and name not in given:
            given[name] = None if payload[name] is None else check(name, kind, payload[name])
    return given


def _key_part(names: str, given: dict[str, Any]) -> str:
    name = next(name for name in names.split("|") if name in given)
    text: str = given[name]
    if not text.strip():
        raise BadPayload(f"`{name}` is empty.", field=name)
    if len(text) > MAX_KEY:
        raise BadPayload(f"`{name}` is longer than {MAX_KEY} characters.", field=name)
    if name == "fulfillment_id":  # the id that our own events gave it, or a stranger's
        return key_of("Fulfillment", text)
    return text.casefold() if name == "email" else text
