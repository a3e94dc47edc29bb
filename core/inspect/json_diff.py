"""What differs between two JSON texts: by key and by identity, never by line, and within limits.

It walks two offset indexes with a stack of its own, so any depth and size is fine, and it is plain
Python all the way: beside a window it runs on another thread without holding the interpreter for long.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from core import json_values
from core.inspect.pairs import Pair, items, members, same_bytes
from core.inspect.volatile import is_volatile_field
from core.json_index import JsonIndex

MOST = 5_000
"""So many differences are listed; whoever has more looks at two different things."""
SECONDS = 10.0
_BREAK = re.compile(r"\s*\n\s*")
LONGEST_NUMBER, LONGEST_TEXT = 1_000, 1_000_000
"""Longer ones are compared as written, in bytes."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place at which two texts differ.

    `kind` is changed, added, removed or order (the same items, in another order). `old` and `new` are
    values in one line, empty where there is none. A volatile one is a time, or an id of this request.
    """

    path: str
    kind: str
    old: str
    new: str
    volatile: bool = False


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
    before, after = JsonIndex(old), JsonIndex(new)
    for index in (before, after):
        for _ in index.read():
            if budget.spent():
                return Comparison((), "They are too large to be compared in time.")
    if before.broken or after.broken:
        return Comparison(
            (_bytes(old, new),), "One of them is not JSON, so the first byte that differs is shown."
        )
    return _collected(_walk(before, after), budget)


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


def _walk(old: JsonIndex, new: JsonIndex) -> Iterator[Difference | None]:
    """Give each difference, and None between them so that the caller can look at the clock."""
    waiting: list[Pair] = [(0, 0)]
    while waiting:
        a, b = waiting.pop()
        if a is None or b is None:
            yield _one_sided(old, a, new, b)
        elif same_bytes(old, a, new, b):
            yield None
        elif old.is_box(a) and new.is_box(b) and old.is_object(a) == new.is_object(b):
            pairs, moved = (members(old, a, new, b), False) if old.is_object(a) else items(old, a, new, b)
            waiting.extend(reversed(pairs))
            yield Difference(json_values.path(new, b), "order", "", "", False) if moved else None
        else:
            yield None if _equal(old, a, new, b) else _changed(old, a, new, b)


def _changed(old: JsonIndex, a: int, new: JsonIndex, b: int) -> Difference:
    path, volatile = json_values.path(new, b), _is_volatile(new, b)
    return Difference(path, "changed", _shown(old, a), _shown(new, b), volatile)


def _one_sided(old: JsonIndex, a: int | None, new: JsonIndex, b: int | None) -> Difference:
    if b is not None:
        return Difference(json_values.path(new, b), "added", "", _shown(new, b), _is_volatile(new, b))
    assert a is not None  # a pair has at least one side
    return Difference(json_values.path(old, a), "removed", _shown(old, a), "", _is_volatile(old, a))


def _equal(old: JsonIndex, a: int, new: JsonIndex, b: int) -> bool:
    """Tell whether two single values mean the same, though they are written differently."""
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


def _is_volatile(index: JsonIndex, node: int) -> bool:
    key = json_values.key(index, node)
    return key is not None and is_volatile_field(key)


def _shown(index: JsonIndex, node: int) -> str:
    """Return a value in one line; in valid JSON a line break stands between values only."""
    return _BREAK.sub(" ", json_values.preview(index, node))


def _bytes(old: bytes, new: bytes) -> Difference:
    """Return where two texts begin to differ, with what stands there."""
    shorter = min(len(old), len(new))
    low, high = 0, shorter  # the length of what both begin with
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if old[low:middle] == new[low:middle] else (low, middle - 1)
    old_part, new_part = (text[low : low + 80].decode("utf-8", "replace") for text in (old, new))
    return Difference(f"byte {low + 1:,}", "changed", old_part, new_part)
