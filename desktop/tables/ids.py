"""Arrays of ids that fall from first to last: where one stands, and in what two differ."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator

PIECE = 4_096
"""Ids that are compared at a time."""


def place(ids: "array[int]", wanted: int) -> int:
    """Return where an id stands or would stand."""
    return bisect_left(ids, -wanted, key=int.__neg__)


def same_ends(old: "array[int]", new: "array[int]") -> tuple[int, int]:
    """Return how many ids two arrays have in common at their beginning, and of the rest at their end."""
    shorter, old_end, new_end = min(len(old), len(new)), len(old), len(new)
    above = _same(shorter, lambda start, stop: old[start:stop] == new[start:stop])
    below = _same(
        shorter - above,
        lambda start, stop: old[old_end - stop : old_end - start] == new[new_end - stop : new_end - start],
    )
    return above, below


def _same(most: int, is_same: Callable[[int, int], bool]) -> int:
    """Return how many of so many places are the same from the first on; each is looked at about once."""
    start = 0
    while start < most and is_same(start, min(start + PIECE, most)):
        start += PIECE
    ends = range(start + 1, min(start + PIECE, most) + 1)
    return min(start + bisect_left(ends, True, key=lambda end: not is_same(start, end)), most)


def runs(places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Turn rising places into runs: the first place of each, and how many there are."""
    start = end = -1
    for at in places:
        if at != end:
            if start >= 0:
                yield start, end - start
            start = at
        end = at + 1
    if start >= 0:
        yield start, end - start
