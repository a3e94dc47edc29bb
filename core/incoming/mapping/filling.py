"""Applying a mapping: from a provider's payload to the fields of a job."""

from dataclasses import dataclass, field
from typing import Any

from core.errors import InvalidInput
from core.incoming.mapping.coercion import coerce
from core.incoming.mapping.expressions import Budget, evaluate
from core.incoming.mapping.topic_mapping import TopicMapping, job_fields, missing_fields
from core.incoming.values import BadPayload, Several, check, describe


@dataclass
class Filled:
    """The fields that were found in one record's part of a payload, and by field what is wrong."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, BadPayload] = field(default_factory=dict)

    def values_or_fault(self) -> dict[str, Any] | BadPayload:
        """Return the fields, or the first thing that is wrong."""
        return next(iter(self.problems.values()), self.values)


def fill(mapping: TopicMapping, payload: Any) -> Any:
    """Return a payload in the form that the mapping's job type takes.

    Raises BadPayload, with the first thing that is wrong; of several records each has its own.
    """
    found = [each.values_or_fault() for each in fill_all(mapping, payload)]
    if mapping.items:
        return Several(found)
    (one,) = found
    if isinstance(one, BadPayload):
        raise one
    return one


def fill_all(mapping: TopicMapping, payload: Any) -> list[Filled]:
    """Return the fields of every record in a payload. Raises BadPayload if the list of them is not found."""
    budget = Budget()
    return [_fill_one(mapping, each, budget) for each in _parts(mapping, payload, budget)]


def _parts(mapping: TopicMapping, payload: Any, budget: Budget) -> list[Any]:
    if not mapping.items:
        return [payload]
    try:
        found = evaluate(mapping.items, payload, budget)
    except InvalidInput as error:
        raise _fault("items", mapping.items, error) from None
    if not isinstance(found, list):
        raise BadPayload(f"“{mapping.items}” must give a list, not {describe(found)}.", field="items")
    return found


def _fill_one(mapping: TopicMapping, payload: Any, budget: Budget) -> Filled:
    filled = Filled()
    for each in job_fields(mapping.job_type):
        expression = mapping.fields.get(each.name)
        if expression is None:
            continue
        try:
            value = coerce(each.kind, evaluate(expression, payload, budget))
            if value is not None:
                check(each.name, each.kind, value)
                filled.values[each.name] = value
        except InvalidInput as error:
            filled.problems[each.name] = _fault(each.name, expression, error)
    for names in missing_fields(mapping.job_type, {**filled.values, **filled.problems}):
        filled.problems[names.split(" or ")[0]] = _missing(mapping, names)
    return filled


def _fault(name: str, expression: str, error: InvalidInput) -> BadPayload:
    named = "" if error.title.startswith(f"“{name}”") else f"“{name}”: "
    advice = f"{error.advice} Its expression is {expression}".strip()
    return BadPayload(f"{named}{error.title}", advice, field=name)


def _missing(mapping: TopicMapping, names: str) -> BadPayload:
    said = [mapping.fields[name] for name in names.split(" or ") if name in mapping.fields]
    advice = f"The mapping of {mapping.topic} looks for it with: {'; '.join(said)}" if said else ""
    return BadPayload(f"“{names.replace(' or ', '” or “')}” is missing.", advice)
