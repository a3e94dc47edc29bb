import json

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QAbstractItemModelTester

from core.json_index import JsonIndex
from desktop.inspector.json_tree import DEEPEST, GROUP, INK_ROLE, KEY, TYPE, VALUE, JsonModel
from desktop.inspector.json_view import ALL_LEVELS, MOST_OPENED, JsonView

ORDER = {"id": 7, "note": 'a "b"\n', "paid": True, "lines": [{"sku": "BW-1"}, {}], "none": None, "empty": []}
ROOT = QModelIndex()


def tree(data, *, steps=None):
    """A model over some JSON, read to its end or for so many steps."""
    text = data if isinstance(data, bytes) else json.dumps(data).encode()
    index = JsonIndex(text)
    reading = index.read()
    for _ in range(steps) if steps else reading:
        if steps:
            next(reading)
    model = JsonModel(index)
    model.take_in(index)
    return model, reading


def cells(model, row, parent=ROOT):
    return tuple(model.index(row, column, parent).data() for column in (KEY, VALUE, TYPE))


@pytest.fixture
def view(qtbot):
    def show(data):
        model, _ = tree(data)
        made = JsonView(model._index)
        qtbot.addWidget(made)
        made.resize(900, 500)
        made.take_in(model._index)
        made.show()
        return made

    return show


@pytest.mark.parametrize(
    "data", [ORDER, [], {}, 7, "x", list(range(3 * GROUP + 1)), [[[1]]], b"[1, 2", b"x", b""]
)
def test_it_is_a_model_that_qt_finds_no_fault_with(qapp, data):
    model, _ = tree(data)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.take_in(model._index)


def test_rows_show_key_value_and_type(qapp):
    model, _ = tree(ORDER)
    assert [cells(model, row) for row in range(model.rowCount())] == [
        ("id", "7", "number"),
        ("note", '"a \\"b\\"\\n"', "string"),
        ("paid", "true", "boolean"),
        ("lines", "2 items", "array"),
        ("none", "null", "null"),
        ("empty", "[]", "array"),
    ]
    lines = model.index(3, 0)
    assert cells(model, 0, lines) == ("0", "1 key", "object")
    assert cells(model, 0, model.index(0, 0, lines)) == ("sku", '"BW-1"', "string")
    assert [model.index(row, VALUE).data(INK_ROLE) for row in (0, 1, 2, 3)] == [
        "json_number",
        "json_string",
        "json_word",
        "text_3",
    ]


def test_a_single_value_is_one_row(qapp):
    assert cells(tree(b"1.10")[0], 0) == ("", "1.10", "number")


def test_text_that_is_not_ours_cannot_turn_or_hide(qapp):
    model, _ = tree({"k\u202e": "v\u200b"})
    assert cells(model, 0)[:2] == ("k\\u202e", '"v\\u200b"')


def test_a_hundred_thousand_items_stand_in_groups(qapp):
    model, _ = tree(list(range(100_000)))
    assert model.rowCount() == 100
    group = model.index(42, 0)
    assert cells(model, 42) == ("42,000 … 42,999", "", "")
    assert model.rowCount(group) == GROUP
    item = model.index(7, 0, group)
    assert cells(model, 7, group) == ("42007", "42007", "number")
    assert model.parent(item) == group
    assert model.parent(group) == ROOT
    assert model.at_node(model.node(item)) == item


def test_the_last_group_holds_what_is_left(qapp):
    model, _ = tree({"items": list(range(GROUP + 5))})
    items = model.index(0, 0)
    assert [model.rowCount(model.index(row, 0, items)) for row in range(2)] == [GROUP, 5]


def test_what_is_known_so_far_is_shown_and_the_rest_taken_in_later(qapp):
    model, reading = tree({"a": list(range(5_000))}, steps=3)
    array = model.index(0, 0)
    known = int(cells(model, 0)[VALUE].removesuffix(" items").replace(",", ""))
    assert 0 < known < 5_000
    for _ in reading:
        assert model.rowCount(array) == (known + GROUP - 1) // GROUP
    model.take_in(model._index)
    assert cells(model, 0)[VALUE] == "5,000 items"


def test_levels_too_deep_for_a_view_are_left_to_the_text(qapp):
    model, _ = tree(b"[" * 100_000 + b"]" * 100_000)
    index, depth = ROOT, 0
    while model.hasChildren(index):
        index, depth = model.index(0, 0, index), depth + 1
    assert depth == DEEPEST
    assert "too deep" in cells(model, 0, index.parent())[VALUE]
    assert not model.at_node(90_000).isValid()


def test_levels_are_opened_and_closed(view):
    made = view(ORDER)
    lines = made.tree.index(3, 0)
    assert made.open_to(2)
    assert made.isExpanded(lines)
    assert not made.isExpanded(made.tree.index(0, 0, lines))
    assert made.open_to(ALL_LEVELS)
    assert made.isExpanded(made.tree.index(0, 0, lines))
    assert made.open_to(1)
    assert not made.isExpanded(lines)


def test_opening_everything_ends_when_there_are_enough_rows(view):
    made = view([[1] * 500 for _ in range(900)])
    assert not made.open_to(ALL_LEVELS)
    opened = [row for row in range(900) if made.isExpanded(made.tree.index(row, 0))]
    assert MOST_OPENED - 500 <= 500 * len(opened) <= MOST_OPENED + 500


def test_a_node_is_revealed_wherever_it_is(view):
    made = view({"a": [{"b": list(range(2_500))}]})
    node = 2_450
    assert made.reveal(node)
    assert made.tree.node(made.currentIndex()) == node
    assert made.viewport().rect().contains(made.visualRect(made.currentIndex()).center())


def test_what_was_out_of_sight_is_revealed_with_what_stands_around_it(view):
    made = view({str(number): number for number in range(500)})
    assert made.reveal(250)
    row = made.visualRect(made.currentIndex())
    around = made.viewport().rect().adjusted(0, 2 * row.height(), 0, -2 * row.height())
    assert around.contains(row)
    scrolled = made.verticalScrollBar().value()
    assert made.reveal(251)
    assert made.verticalScrollBar().value() == scrolled


def test_what_is_too_deep_is_not_revealed(view):
    assert not view(b"[" * 1_000 + b"]" * 1_000).reveal(900)


def test_rows_stay_open_and_chosen_when_more_is_taken_in(view):
    made = view(ORDER)
    made.open_to(2)
    made.reveal(made.tree.node(made.tree.index(1, 0)))
    made.take_in(made.tree._index)
    assert made.isExpanded(made.tree.index(3, 0))
    assert made.currentIndex().data() == "note"
