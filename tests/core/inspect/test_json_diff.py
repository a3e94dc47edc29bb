"""What differs is told by key and by identity; any payload can be compared, within limits."""

import json

import pytest

from core.inspect import json_diff
from core.inspect.json_diff import Budget, Comparison, Difference, compare

ORDER = {
    "id": "T3Jk",
    "note": "fragile",
    "lines": [{"id": 1, "sku": "BW-1", "quantity": 2}, {"id": 2, "sku": "BW-2", "quantity": 1}],
    "tags": ["a", "b", "c"],
}


def diff(old, new, seconds=60.0):
    bodies = (each if isinstance(each, bytes) else json.dumps(each).encode() for each in (old, new))
    before, after = bodies
    return compare(before, after, Budget(seconds))


def told(old, new):
    found = diff(old, new)
    assert not found.cut
    return [(each.path, each.kind, each.old, each.new) for each in found.differences]


def test_equal_bytes_do_not_differ():
    assert diff(ORDER, ORDER) == Comparison(())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'{"a": 1, "b": [1, 2]}', b'{ "b":[1,2],\n"a":1}'),
        (b'{"a": 1.10}', b'{"a": 1.1}'),
        (b'{"a": 100}', b'{"a": 1e2}'),
        (b'["\\u00fc"]', '["ü"]'.encode()),
        (b'{"\\u0061": 1}', b'{"a": 1}'),
    ],
)
def test_what_means_the_same_does_not_differ(old, new):
    assert told(old, new) == []


def test_values_are_told_with_their_path():
    changed = ORDER | {"note": None, "tags": ["a", "b", "c"]}
    assert told(ORDER, changed) == [("$.note", "changed", '"fragile"', "null")]


def test_a_text_is_not_the_number_it_looks_like():
    assert told({"quantity": "44"}, {"quantity": 44}) == [("$.quantity", "changed", '"44"', "44")]


def test_members_come_and_go():
    old, new = {"a": 1, "gone": {"x": [1]}}, {"new": [], "a": 1}
    assert told(old, new) == [("$.new", "added", "", "[]"), ("$.gone", "removed", '{"x": [1]}', "")]


def test_items_are_known_by_their_identity():
    lines = [{"id": 2, "sku": "BW-2", "quantity": 5}, {"id": 3, "sku": "BW-3", "quantity": 1}]
    assert told(ORDER, ORDER | {"lines": lines}) == [
        ("$.lines[0].quantity", "changed", "1", "5"),
        ("$.lines[1]", "added", "", '{"id": 3, "sku": "BW-3", "quantity": 1}'),
        ("$.lines[0]", "removed", '{"id": 1, "sku": "BW-1", "quantity": 2}', ""),
    ]


def test_another_order_of_the_same_items_is_one_difference():
    turned = ORDER | {"lines": ORDER["lines"][::-1]}
    assert told(ORDER, turned) == [("$.lines", "order", "", "")]


@pytest.mark.parametrize(
    ("old", "new", "differences"),
    [
        ([1, 2, 3], [1, 9, 2, 3], [("$[1]", "added", "", "9")]),
        ([1, 2, 3], [1, 3], [("$[1]", "removed", "2", "")]),
        ([1, 2, 3], [1, 8, 3], [("$[1]", "changed", "2", "8")]),
        ([], [1], [("$[0]", "added", "", "1")]),
        ([{"id": 1}, {"id": 1}], [{"id": 1}, {"id": 2}], [("$[1].id", "changed", "1", "2")]),
        ([{"id": None}], [{"id": None}, 7], [("$[1]", "added", "", "7")]),
    ],
)
def test_items_without_an_identity_are_paired_by_place(old, new, differences):
    assert told(old, new) == differences


def test_of_a_key_that_is_there_twice_each_is_compared():
    assert told(b'{"a": 1, "a": 2}', b'{"a": 1, "a": 3, "a": 4}') == [
        ("$.a", "changed", "2", "3"),
        ("$.a", "added", "", "4"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [({}, []), ([], {}), ({"a": {}}, {"a": 1}), ([1], "x"), (b"1", b"2"), (b'"\\ud800"', b'"\\ud801"x')],
)
def test_anything_can_be_compared_with_anything(old, new):
    assert len(diff(old, new).differences) == 1


@pytest.mark.parametrize("key", ["updated_at", "createdAt", "nautical_event_timestamp", "uid", "request_id"])
def test_times_and_ids_of_one_request_are_volatile(key):
    assert diff({key: 1}, {key: 2}).differences == (Difference(f"$.{key}", "changed", "1", "2", True),)


@pytest.mark.parametrize("key", ["id", "sku", "format", "at", "status", "candidate", "notation"])
def test_other_fields_are_not(key):
    assert not diff({key: 1}, {key: 2}).differences[0].volatile


@pytest.mark.parametrize("levels", [20_000, pytest.param(100_000, marks=pytest.mark.long)])
def test_any_number_of_levels_is_compared_to_the_last(levels):
    deep = [b'{"a":' * levels + value + b"}" * levels for value in (b"1", b"2")]
    (only,) = diff(*deep).differences
    assert only.path.startswith("$.a.a.a")
    assert (only.old, only.new) == ("1", "2")


def test_what_is_no_json_is_told_by_its_first_byte_that_differs():
    found = diff(b"plain words", b"plain swords")
    assert found.differences == (Difference("byte 7", "changed", "words", "swords"),)
    assert "not JSON" in found.cut


def test_a_payload_that_begins_like_the_other_differs_where_it_ends():
    assert diff(b"{} ", b"{} x").differences[0].path == "byte 4"


def test_values_stand_in_one_line_and_are_cut():
    (only,) = diff({"a": []}, json.dumps({"a": {"b": ["x" * 5_000]}}, indent=2).encode()).differences
    assert only.old == "[]"
    assert only.new.startswith('{ "b": [ "xxx')
    assert only.new.endswith("…")
    assert len(only.new) < 1_010


def test_no_more_differences_are_listed_than_anyone_reads(monkeypatch):
    monkeypatch.setattr(json_diff, "MOST", 3)
    found = diff(list(range(100)), list(range(1, 200, 2)))
    assert len(found.differences) == 3
    assert found.cut == "These are the first 3 differences."


def test_when_the_time_is_over_it_says_so():
    assert diff({"a": 1}, {"a": 2}, seconds=0).cut == "They are too large to be compared in time."
    ticks = iter(range(100))
    budget = Budget(6, clock=lambda: next(ticks))
    found = compare(b"[1, 2, 3, 4, 5, 6, 7]", b"[0, 1, 0, 1, 0, 1, 0, 1]", budget)
    assert 0 < len(found.differences) < 7
    assert found.cut == "Comparing took too long; these were found so far."


def test_huge_numbers_are_compared_as_written():
    digits = b"1" * 5_000
    assert len(diff(b"[" + digits + b"]", b"[" + digits + b".0]").differences) == 1
    assert told(b"[1e99999999999999999999]", b"[1e99999999999999999998]")
