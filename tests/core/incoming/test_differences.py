import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.incoming.differences import Difference, differences


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, [Difference("a", "changed", 1, 2)]),
        ({}, {"a": None}, [Difference("a", "added", None, None)]),
        ({"a": 0}, {}, [Difference("a", "removed", 0, None)]),
        ({"a": 1}, {"a": True}, [Difference("a", "changed", 1, True)]),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3}}, [Difference("a.c", "changed", 2, 3)]),
        ({"a": {"b": 1}}, {"a": [1]}, [Difference("a", "changed", {"b": 1}, [1])]),
        (
            {"v": [{"p": "1"}, {"p": "2"}]},
            {"v": [{"p": "1"}, {"p": "3"}, 7]},
            [Difference("v[1].p", "changed", "2", "3"), Difference("v[2]", "added", None, 7)],
        ),
        ([1, 2], [1], [Difference("[1]", "removed", 2, None)]),
    ],
)
def test_each_place_that_differs_is_told_with_both_values(old, new, found):
    assert list(differences(old, new)) == found


LEAVES = st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2)
VALUES = st.recursive(
    LEAVES, lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text("xy", max_size=2), each)
)


@given(VALUES, VALUES)
def test_nothing_differs_only_where_the_values_are_written_alike(old, new):
    alike = json.dumps(old, sort_keys=True) == json.dumps(new, sort_keys=True)
    assert (not list(differences(old, new))) == alike
