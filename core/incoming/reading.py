"""What a payload says of records: the fields of each, checked, and the key that names it. All pure."""

from dataclasses import dataclass, field, replace
from typing import Any

from core.incoming.event_body import join_key, key_of
from core.incoming.job_types import KEEP_ONLY, KEEPING, Task, tasks
from core.incoming.values import MAX_KEY, BadPayload, Several, check, describe

_OF_A_SELLER = frozenset({"product", "variant", "warehouse", "fulfillment", "order"})


@dataclass(frozen=True, slots=True)
class Item:
    """One record that a payload speaks of: the fields to keep, and those it gets when it is new."""

    kind: str
    key: str
    fields: dict[str, Any]
    defaults: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a payload says: its records, each once, and what is wrong with the others of its list."""

    task: Task
    items: tuple[Item, ...] = ()
    faults: tuple[str, ...] = field(default=())
    """A sentence for each item that cannot be kept; only where others of the list can."""
    given: int = 1
    """How many items the payload has."""


def read(job_type: str, payload: Any, *, plugin_id: str, seller: str) -> Reading:
    """Check a payload; BadPayload names what is missing or has a wrong type.

    `job_type` is in capitals or KEEP_ONLY, `payload` what `values.parse` returned or a mapping made of that,
    `seller` the plugin's seller or "". In a list what is good is read although something else in it is
    bad; BadPayload if nothing is good.
    """
    task = KEEPING if job_type == KEEP_ONLY else tasks().get(job_type)
    if task is None:
        raise BadPayload(f"There is no job type {job_type}.", "`catalogue job-types` shows those there are.")
    if task.kind is None:
        return Reading(task)
    owner = seller if task.kind in _OF_A_SELLER else ""
    if isinstance(payload, Several):
        task = replace(task, items=f"{task.kind}s")
    if task.items is None:
        return Reading(task, (_read(task, payload, plugin_id, owner),))
    return _read_list(task, payload, plugin_id, owner)


def _read_list(task: Task, payload: Any, plugin_id: str, owner: str) -> Reading:
    """Read the list itself, or the object that holds it."""
    name = task.items or ""
    if isinstance(payload, dict) and name not in payload:
        raise BadPayload(f"“{name}” is missing.", field=name)
    given = payload[name] if isinstance(payload, dict) else payload
    if not isinstance(given, list):
        raise BadPayload(f"“{name}” must be a list, not {describe(given)}.", field=name)
    items: dict[str, Item] = {}
    faults: list[BadPayload] = []
    for number, each in enumerate(given, start=1):
        try:
            item = _read(task, each, plugin_id, owner)
        except BadPayload as error:
            where = f"{task.kind} {number} of {len(given)}"
            faults.append(BadPayload(f"{error.title[:-1]} ({where}).", field=error.field))
            continue
        earlier = items.get(item.key, item)  # what is named twice is one record; the later fields hold
        items[item.key] = Item(item.kind, item.key, {**earlier.fields, **item.fields}, item.defaults)
    if faults and not items:
        raise faults[0]
    return Reading(task, tuple(items.values()), tuple(fault.title for fault in faults), len(given))


def _read(task: Task, payload: Any, plugin_id: str, owner: str) -> Item:
    """Check what the payload says of one record."""
    if isinstance(payload, BadPayload):  # one of several, which its mapping could not read
        raise payload
    if not isinstance(payload, dict):
        raise BadPayload(f"The payload must be an object, not {describe(payload)}.")
    for names in task.required:
        if all(name not in payload for name in names.split("|")):
            raise BadPayload(f"“{names.replace('|', '” or “')}” is missing.", field=names.split("|")[0])
    given = _checked(task, payload)
    if not given.get("external_source"):
        given.pop("external_source", None)
    defaults = {"external_source": plugin_id} if "external_source" in task.optional else {}
    key = join_key(*(_key_part(names, {**defaults, **given}) for names in task.key))
    kept = {task.kept_as.get(name, name): value for name, value in given.items() if name not in task.unkept}
    fields = {**kept, **task.sets, **({"seller": owner} if owner else {})}
    return Item(task.kind or "", key, fields, defaults)


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
        raise BadPayload(f"“{name}” is empty.", field=name)
    if len(text) > MAX_KEY:
        raise BadPayload(f"“{name}” is longer than {MAX_KEY} characters.", field=name)
    if name == "fulfillment_id":  # the id that our own events gave it, or a stranger's
        return key_of("Fulfillment", text)
    return text.casefold() if name == "email" else text
