"""What differs between two JSON values, key by key and item by item, down to where they part."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

_NOTHING = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that became different: `added`, `changed` or `removed`.

    `name` leads there: "address.city", "variants[0].price". What was or is not there is None.
    """

    name: str
    how: str
    old: Any
    new: Any


def differences(old: Any, new: Any, name: str = "") -> Iterator[Difference]:
    """Give the places at which two values differ; what is equal is left out."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            inner = f"{name}.{key}" if name else key
            yield from differences(old.get(key, _NOTHING), new.get(key, _NOTHING), inner)
    elif isinstance(old, list) and isinstance(new, list):
        for at, (before, after) in enumerate(zip_longest(old, new, fillvalue=_NOTHING)):
            yield from differences(before, after, f"{name}[{at}]")
    elif old is _NOTHING:
        yield Difference(name, "added", None, new)
    elif new is _NOTHING:
        yield Difference(name, "removed", old, None)
    elif old != new or isinstance(old, bool) != isinstance(new, bool):
        yield Difference(name, "changed", old, new)
