"""Arrays of ids that fall from first to last."""

from array import array

import pytest

from desktop.tables.ids import place, runs, same_ends


def falling(*ids):
    return array("q", ids)


def test_an_id_has_a_place_whether_it_is_there_or_not():
    assert [place(falling(9, 7, 3), wanted) for wanted in (10, 9, 8, 7, 3, 1)] == [0, 0, 1, 1, 2, 3]


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ((9, 7, 3), (9, 7, 3), (3, 0)),
        ((9, 7, 3), (9, 3), (1, 1)),
        ((9, 7, 3), (), (0, 0)),
        ((), (4,), (0, 0)),
        ((9, 7, 3), (8, 7, 3), (0, 2)),
        ((9, 7, 5, 3), (9, 6, 5, 4, 3), (1, 1)),
        (range(9_000, 0, -1), range(9_000, 4_500, -1), (4_500, 0)),
        (range(9_000, 0, -1), (*range(9_000, 5_000, -1), *range(4_800, 0, -1)), (4_000, 4_800)),
        (range(9_000, 0, -1), range(8_000, 0, -1), (0, 8_000)),
    ],
)
def test_what_two_arrays_have_in_common_at_their_ends(old, new, same):
    assert same_ends(falling(*old), falling(*new)) == same


def test_places_become_runs():
    assert list(runs([1, 2, 3, 7, 9, 10])) == [(1, 3), (7, 1), (9, 2)]
    assert list(runs([])) == []
