"""Which parts of two JSON texts belong together: members by key, items by identity where they have one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from core import json_values
from core.json_index import JsonIndex

IDENTITIES = ("id", "uid", "uuid", "sku", "code", "key", "slug")
"""Members that may tell one item of an array from the others; the first that does."""
MOST_IDENTIFIED = 20_000
"""Longer arrays are paired by place: looking into every item would take seconds."""
_BLOCK = 64 * 1024
Pair = tuple[int | None, int | None]
"""A node of the old text and one of the new; None where it is missing."""
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Sides:
    """Two indexed texts, and how many bytes they both begin with."""

    old: JsonIndex
    new: JsonIndex
    common: int


def common_start(old: bytes, new: bytes) -> int:
    """Return how many bytes two texts both begin with."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if old[low:middle] == new[low:middle] else (low, middle - 1)
    return low


def members(sides: Sides, a: int, b: int) -> list[Pair]:
    """Pair the members of two objects; of a key that is there twice the first with the first, and so on."""
    return _paired(_keyed(sides.old, a), _keyed(sides.new, b))


def items(sides: Sides, a: int, b: int) -> tuple[list[Pair], bool]:
    """Pair the items of two arrays, and tell whether those in both come in another order.

    Without an identity, equal items at the beginning and at the end belong together, and what lies
    between is paired by place.
    """
    old, new = sides.old, sides.new
    if max(old.count(a), new.count(b)) <= MOST_IDENTIFIED:
        for name in IDENTITIES:
            before, after = _identified(old, a, name), _identified(new, b, name)
            if before and after:
                common = [identity for identity in before if identity in after]
                moved = common != [identity for identity in after if identity in before]
                return _paired(before, after), moved
    return _by_place(sides, _children(old, a), _children(new, b)), False


def same_bytes(sides: Sides, a: int, b: int) -> bool:
    """Tell whether two values are written alike.

    What lies where both texts are still the same, or where they part, is known without looking; else it
    looks block by block, so that other threads can run between.
    """
    (start, end), (begin, stop) = sides.old.span(a), sides.new.span(b)
    if end - start != stop - begin:
        return False
    if start == begin and sides.common > start:
        return end <= sides.common
    old, new = sides.old.data, sides.new.data
    return all(
        old[start + at : min(start + at + _BLOCK, end)] == new[begin + at : min(begin + at + _BLOCK, stop)]
        for at in range(0, end - start, _BLOCK)
    )


def member(index: JsonIndex, node: int, name: str) -> str | None:
    """Return a single value that is a member of an object, as it is shown; None where there is none."""
    if not index.is_object(node):
        return None
    named = (child for child in _children(index, node) if json_values.key(index, child) == name)
    child = next(named, None)
    return None if child is None or index.is_box(child) else json_values.preview(index, child)


def _children(index: JsonIndex, box: int) -> list[int]:
    return [index.child(box, row) for row in range(index.count(box))]


def _keyed(index: JsonIndex, box: int) -> dict[tuple[str, int], int]:
    """Return an object's members by key, and by how often the key came before."""
    found, times = dict[tuple[str, int], int](), dict[str, int]()
    for node in _children(index, box):
        key = json_values.key(index, node) or ""
        times[key] = times.get(key, -1) + 1
        found[key, times[key]] = node
    return found


def _identified(index: JsonIndex, box: int, name: str) -> dict[str, int] | None:
    """Return the items by a member of theirs; None unless each is an object that has its own."""
    found = dict[str, int]()
    for node in _children(index, box):
        identity = member(index, node, name)
        if identity is None or identity in found:
            return None
        found[identity] = node
    return found


def _paired(before: Mapping[K, int], after: Mapping[K, int]) -> list[Pair]:
    """Pair what has the same key, in the new order; what is gone comes last."""
    kept: list[Pair] = [(before.get(key), node) for key, node in after.items()]
    return kept + [(node, None) for key, node in before.items() if key not in after]


def _by_place(sides: Sides, before: list[int], after: list[int]) -> list[Pair]:
    shorter = min(len(before), len(after))
    head = 0
    while head < shorter and same_bytes(sides, before[head], after[head]):
        head += 1
    tail = 0
    while tail < shorter - head and same_bytes(sides, before[-1 - tail], after[-1 - tail]):
        tail += 1
    gone, come = before[head : len(before) - tail], after[head : len(after) - tail]
    both: list[Pair] = list(zip(gone, come, strict=False))
    return [
        *both,
        *((None, node) for node in come[len(gone) :]),
        *((node, None) for node in gone[len(come) :]),
    ]
