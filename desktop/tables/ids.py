"""Arrays of ids that fall from first to last: where one stands, and in what two differ."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator


def place(ids: "array[int]", wanted: int) -> int:
    """Return where an id stands or would stand."""
    return bisect_left(ids, -wanted, key=int.__neg__)


def same_ends(old: "array[int]", new: "array[int]") -> tuple[int, int]:
    """Return how many ids two arrays have in common at their beginning, and of the rest at their end."""
    shorter = min(len(old), len(new))
    above = bisect_left(range(1, shorter + 1), True, key=lambda many: old[:many] != new[:many])
    rest = range(1, shorter - above + 1)
    below = bisect_left(rest, True, key=lambda many: old[len(old) - many :] != new[len(new) - many :])
    return above, below


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
