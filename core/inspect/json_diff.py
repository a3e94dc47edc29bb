"""What differs between two JSON texts: by key and by identity, never by line, and within limits.

It walks two offset indexes with a stack of its own, so any depth and size is fine, and it is plain
Python all the way: beside a window it runs on another thread without holding the interpreter for long.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from core import json_values
from core.inspect.pairs import Pair, Sides, common_start, items, members, same_bytes
from core.inspect.volatile import is_volatile_field
from core.json_index import JsonIndex

MOST = 5_000
"""So many differences are listed; whoever has more looks at two different things."""
SECONDS = 20.0
_BREAK = re.compile(r"\s*\n\s*")
LONGEST_NUMBER, LONGEST_TEXT = 1_000, 1_000_000
"""Longer ones are compared as written, in bytes."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place at which two texts differ.

    `kind` is changed, added, removed or order (the same items, in another order). `old` and `new` are
    values in one line, empty where there is none. A volatile one is a time, or an id of this request.
    `node` is the place in the new text's index, -1 where it is not in it.
    """

    path: str
    kind: str
    old: str
    new: str
    volatile: bool = False
    node: int = field(default=-1, compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs, in the new text's order. `cut` says in a sentence why there may be more, or nothing."""

    differences: tuple[Difference, ...]
    cut: str = ""


class Budget:
    """The seconds that a comparison may take."""

    def __init__(self, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._end = clock, clock() + seconds

    def spent(self) -> bool:
        """Tell whether the time is over."""
        return self._clock() >= self._end


def compare(old: bytes, new: bytes, budget: Budget) -> Comparison:
    """Compare two payloads. What is no JSON is compared byte by byte, up to the first that differs."""
    if old == new:
        return Comparison(())
    sides = Sides(JsonIndex(old), JsonIndex(new), common_start(old, new))
    for index in (sides.old, sides.new):
        for _ in index.read():
            if budget.spent():
                return Comparison((), "They are too large to be compared in time.")
    if sides.old.broken or sides.new.broken:
        return Comparison(
            (_bytes(sides),), "One of them is not JSON, so the first byte that differs is shown."
        )
    return _collected(_walk(sides), budget)


def _collected(found: Iterator[Difference | None], budget: Budget) -> Comparison:
    differences = list[Difference]()
    for each in found:
        if each is not None:
            differences.append(each)
        if len(differences) >= MOST:
            return Comparison(tuple(differences), f"These are the first {MOST:,} differences.")
        if budget.spent():
            return Comparison(tuple(differences), "Comparing took too long; these were found so far.")
    return Comparison(tuple(differences))


def _walk(sides: Sides) -> Iterator[Difference | None]:
    """Give each difference, and None between them so that the caller can look at the clock."""
    old, new = sides.old, sides.new
    waiting: list[Pair] = [(0, 0)]
    while waiting:
        a, b = waiting.pop()
        if a is None or b is None:
            yield _difference(sides, a, b)
        elif same_bytes(sides, a, b):
            yield None
        elif old.is_box(a) and new.is_box(b) and old.is_object(a) == new.is_object(b):
            pairs, moved = (members(sides, a, b), False) if old.is_object(a) else items(sides, a, b)
            waiting.extend(reversed(pairs))
            yield Difference(json_values.path(new, b), "order", "", "", node=b) if moved else None
        else:
            yield None if _equal(sides, a, b) else _difference(sides, a, b)


def _difference(sides: Sides, a: int | None, b: int | None) -> Difference:
    """Return what is told of a pair: its path in the new text, or in the old one where it is gone."""
    index, node = (sides.old, a or 0) if b is None else (sides.new, b)
    kind = "added" if a is None else "removed" if b is None else "changed"
    old, new = "" if a is None else _shown(sides.old, a), "" if b is None else _shown(sides.new, b)
    key = json_values.key(index, node)
    volatile = key is not None and is_volatile_field(key)
    place = -1 if b is None else b
    return Difference(json_values.path(index, node), kind, old, new, volatile, place)


def _equal(sides: Sides, a: int, b: int) -> bool:
    """Tell whether two single values mean the same, though they are written differently."""
    old, new = sides.old, sides.new
    if old.is_box(a) or new.is_box(b):
        return False
    one, other = old.data[slice(*old.span(a))], new.data[slice(*new.span(b))]
    if one.startswith(b'"') and other.startswith(b'"'):
        short = max(len(one), len(other)) <= LONGEST_TEXT
        return short and json_values.unescaped(one) == json_values.unescaped(other)
    return max(len(one), len(other)) <= LONGEST_NUMBER and _number(one) == _number(other)


def _number(raw: bytes) -> Decimal | bytes:
    try:
        return Decimal(raw.decode("ascii", "replace"))
    except InvalidOperation:
        return raw


def _shown(index: JsonIndex, node: int) -> str:
    """Return a value in one line; in valid JSON a line break stands between values only."""
    return _BREAK.sub(" ", json_values.preview(index, node))


def _bytes(sides: Sides) -> Difference:
    """Return where two texts begin to differ, with what stands there."""
    at = sides.common
    old, new = (index.data[at : at + 80].decode("utf-8", "replace") for index in (sides.old, sides.new))
    return Difference(f"byte {at + 1:,}", "changed", old, new)
