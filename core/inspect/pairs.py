"""Which parts of two JSON texts belong together: members by key, items by identity where they have one."""

from collections.abc import Mapping
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


def members(old: JsonIndex, a: int, new: JsonIndex, b: int) -> list[Pair]:
    """Pair the members of two objects; of a key that is there twice the first with the first, and so on."""
    return _paired(_keyed(old, a), _keyed(new, b))


def items(old: JsonIndex, a: int, new: JsonIndex, b: int) -> tuple[list[Pair], bool]:
    """Pair the items of two arrays, and tell whether those in both come in another order.

    Without an identity, equal items at the beginning and at the end belong together, and what lies
    between is paired by place.
    """
    if max(old.count(a), new.count(b)) <= MOST_IDENTIFIED:
        for name in IDENTITIES:
            before, after = _identified(old, a, name), _identified(new, b, name)
            if before and after:
                common = [identity for identity in before if identity in after]
                moved = common != [identity for identity in after if identity in before]
                return _paired(before, after), moved
    return _by_place(old, _children(old, a), new, _children(new, b)), False


def same_bytes(old: JsonIndex, a: int, new: JsonIndex, b: int) -> bool:
    """Tell whether two values are written alike. It looks block by block, so that others can run between."""
    (start, end), (begin, stop) = old.span(a), new.span(b)
    if end - start != stop - begin:
        return False
    return all(
        old.data[start + at : min(start + at + _BLOCK, end)]
        == new.data[begin + at : min(begin + at + _BLOCK, stop)]
        for at in range(0, end - start, _BLOCK)
    )


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
        identity = _member(index, node, name)
        if identity is None or identity in found:
            return None
        found[identity] = node
    return found


def _member(index: JsonIndex, node: int, name: str) -> str | None:
    """Return a single value that is a member of an object, as it is shown; None where there is none."""
    if not index.is_object(node):
        return None
    named = (child for child in _children(index, node) if json_values.key(index, child) == name)
    child = next(named, None)
    return None if child is None or index.is_box(child) else json_values.preview(index, child)


def _paired(before: Mapping[K, int], after: Mapping[K, int]) -> list[Pair]:
    """Pair what has the same key, in the new order; what is gone comes last."""
    kept: list[Pair] = [(before.get(key), node) for key, node in after.items()]
    return kept + [(node, None) for key, node in before.items() if key not in after]


def _by_place(old: JsonIndex, before: list[int], new: JsonIndex, after: list[int]) -> list[Pair]:
    shorter = min(len(before), len(after))
    head = 0
    while head < shorter and same_bytes(old, before[head], new, after[head]):
        head += 1
    tail = 0
    while tail < shorter - head and same_bytes(old, before[-1 - tail], new, after[-1 - tail]):
        tail += 1
    gone, come = before[head : len(before) - tail], after[head : len(after) - tail]
    both: list[Pair] = list(zip(gone, come, strict=False))
    return [
        *both,
        *((None, node) for node in come[len(gone) :]),
        *((node, None) for node in gone[len(come) :]),
    ]
