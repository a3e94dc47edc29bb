"""Columns that the user shows, hides, moves and sizes."""

import json

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from desktop.tables.column_layout import ColumnLayout
from desktop.tables.columns import Column
from desktop.tables.rows import RowsTable
from desktop.tables.table_view import Table
from tests.desktop.test_rows import Row


@pytest.fixture
def table(show):
    titles = ("ID", "Word", "Other")
    columns = [Column[Row](title, lambda row: row.word, 80, narrow=60) for title in titles]
    return show(Table(RowsTable(columns), "table", "Table"), (400, 200))


@pytest.fixture
def layout(table):
    return ColumnLayout(table)


def menu(table):
    header = table.horizontalHeader()
    header.customContextMenuRequested.emit(QPoint(5, 5))
    return [each for each in header.findChildren(QMenu) if each.isVisible()][-1]


def choose(table, word):
    made = menu(table)
    next(act for act in made.actions() if act.text() == word).trigger()
    made.close()


def test_the_headers_menu_hides_columns_and_shows_them_again(qtbot, table, layout):
    with qtbot.waitSignal(layout.changed):
        choose(table, "Word")
    assert table.isColumnHidden(1)
    assert json.loads(layout.text())["hidden"] == ["Word"]
    choose(table, "Word")
    assert not table.isColumnHidden(1)
    assert layout.text() == ""


def test_the_last_column_cannot_be_hidden(table, layout):
    choose(table, "Word")
    choose(table, "Other")
    [act] = [act for act in menu(table).actions() if act.text() == "ID"]
    assert not act.isEnabled()


def test_columns_are_moved_and_sized_and_laid_out_so_again(qtbot, table, layout, show):
    table.horizontalHeader().moveSection(2, 0)
    with qtbot.waitSignal(layout.changed):
        table.horizontalHeader().resizeSection(1, 123)
    text = layout.text()
    choose(table, "Reset columns")
    assert (layout.text(), table.horizontalHeader().visualIndex(2)) == ("", 2)
    assert table.columnWidth(1) != 123
    layout.apply(text)
    assert table.horizontalHeader().visualIndex(2) == 0
    assert table.columnWidth(1) == 123
    assert layout.text() == text


def test_a_column_that_is_left_out_stays_out_and_is_not_offered(table, layout):
    layout.leave_out([0])
    layout.apply('{"hidden": ["Other"]}')
    assert [table.isColumnHidden(at) for at in range(3)] == [True, False, True]
    assert "ID" not in [act.text() for act in menu(table).actions()]
    layout.leave_out([])
    assert not table.isColumnHidden(0)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "3", '{"hidden": ["gone"], "order": ["gone", "Word"], "mood": 1}']
)
def test_a_text_that_says_something_else_does_no_harm(table, layout, text):
    layout.apply(text)
    assert not any(table.isColumnHidden(at) for at in range(3))
