"""A mapping: what a topic of a sender asks for, and where its payload has the job's fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.errors import InvalidInput
from core.incoming.job_types import KEEP_ONLY, Task, tasks
from core.incoming.mapping.expressions import check_expression

MAX_TOPIC = 255
MAX_FIELDS = 40


@dataclass(frozen=True, slots=True)
class TopicMapping:
    """What a topic asks for; `fields` has a JMESPath expression for each field of the job type.

    `items`, where it is not empty, is an expression for the list that holds one record each; the
    fields are then looked for in each of them. `is_own` tells the merchant's from the shipped ones.
    """

    topic: str
    job_type: str
    fields: Mapping[str, str]
    items: str = ""
    note: str = ""
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class JobField:
    """A field of a job type: its name, its type as `values.check` names types, whether it must be there.

    Of fields that stand for each other (`order_number` or `fulfillment_id`) one must be there: `one_of`.
    """

    name: str
    kind: str
    required: bool
    one_of: tuple[str, ...] = ()


def job_fields(job_type: str) -> list[JobField]:
    """Return the fields that a job type takes, those that must be there first."""
    task = tasks().get(job_type)
    return [] if task is None else [*_required(task), *_optional(task)]


def check_topic(topic: str) -> str:
    """Return a topic without spaces around it. Raises InvalidInput."""
    topic = topic.strip()
    if not topic or len(topic) > MAX_TOPIC or not topic.isprintable():
        raise InvalidInput(
            "A topic is what the sender calls the event, such as products/create.",
            f"It has at most {MAX_TOPIC} characters.",
            field="topic",
        )
    return topic


def check_mapping(mapping: TopicMapping) -> TopicMapping:
    """Return a mapping that can be kept. Raises InvalidInput; its `field` is the part that is wrong.

    Expressions that were left empty are left out: a field without one is not set by the job.
    """
    for fault in faults_of(mapping).values():
        raise fault
    fields = {name: text.strip() for name, text in mapping.fields.items() if text.strip()}
    return replace(mapping, topic=mapping.topic.strip(), fields=fields, items=mapping.items.strip())


def faults_of(mapping: TopicMapping) -> dict[str, InvalidInput]:
    """Return what is wrong with a mapping, by its part: topic, job_type, items, or the name of a field."""
    given = {name: text for name, text in mapping.fields.items() if text.strip()}
    known = {field.name for field in job_fields(mapping.job_type)}
    found = {"topic": _fault("topic", check_topic, mapping.topic)}
    if mapping.job_type != KEEP_ONLY and mapping.job_type not in tasks():
        found["job_type"] = InvalidInput(f"There is no job type {mapping.job_type}.", field="job_type")
    if mapping.items.strip():
        found["items"] = _fault("items", check_expression, mapping.items.strip())
    for name, text in given.items():
        found[name] = _fault(name, check_expression, text.strip())
        if name not in known:
            words = f"{mapping.job_type or 'This mapping'} has no field {name}."
            found[name] = InvalidInput(words, field=name)
    for names in missing_fields(mapping.job_type, given):
        first = names.split(" or ")[0]
        found[first] = InvalidInput(f"{names} needs an expression.", field=first)
    return {name: fault for name, fault in found.items() if fault}


def missing_fields(job_type: str, given: Mapping[str, Any]) -> list[str]:
    """Return the fields that must be there and are not; those that stand for each other as `a or b`."""
    task = tasks().get(job_type)
    wanted = [names.split("|") for names in task.required] if task else []
    return [" or ".join(names) for names in wanted if not any(name in given for name in names)]


def _required(task: Task) -> list[JobField]:
    found = []
    for names, kind in task.required.items():
        each = names.split("|")
        found += [JobField(name, kind, True, tuple(each) if len(each) > 1 else ()) for name in each]
    return found


def _optional(task: Task) -> list[JobField]:
    wanted = {name for names in task.required for name in names.split("|")}
    rest = {**task.optional, **task.unkept}
    return [JobField(name, kind, False) for name, kind in rest.items() if name not in wanted]


def _fault(name: str, check: Callable[[str], object], text: str) -> InvalidInput | None:
    try:
        check(text)
    except InvalidInput as error:
        return InvalidInput(error.title, error.advice, field=name, code=error.code)
    return None
