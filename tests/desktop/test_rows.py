from dataclasses import dataclass

import pytest
from PySide6.QtCore import QAbstractItemModel, QPersistentModelIndex, Qt

from desktop.tables.columns import Column
from desktop.tables.rows import RowsTable
from desktop.tables.table_view import Table


@dataclass(frozen=True)
class Row:
    id: int
    word: str = ""


@pytest.fixture
def model(qapp):
    made = RowsTable(
        [
            Column[Row]("ID", lambda row: str(row.id), right=True),
            Column[Row]("", lambda row: row.word, name="Word"),
        ]
    )
    made.set_rows([Row(at) for at in (1, 2, 3, 4)])
    return made


@pytest.mark.parametrize(
    "after",
    [[1, 2, 3, 4], [2, 4], [1, 5, 2, 3, 6, 4, 7], [9, 8], [], [4, 3, 2, 1], [3, 5], [0, 1, 2, 3, 4]],
    ids=str,
)
def test_any_rows_follow_any_others_and_views_are_told(model, after, qtmodeltester):
    qtmodeltester.check(model)
    model.set_rows([Row(at, f"word {at}") for at in after])
    assert [(row.id, row.word) for row in model.rows()] == [(at, f"word {at}") for at in after]


def test_rows_that_stay_keep_their_place_in_views(model):
    third = QPersistentModelIndex(model.index(2, 0))
    model.set_rows([Row(7), Row(1), Row(3, "changed"), Row(4)])
    assert (third.row(), third.data()) == (2, "3")


def test_only_what_differs_is_drawn_again(model):
    changed: list[int] = []
    model.dataChanged.connect(lambda first, last: changed.extend(range(first.row(), last.row() + 1)))
    model.set_rows([Row(1), Row(2, "new"), Row(3), Row(4)])
    assert changed == [1]


def test_headings_are_told_to_screen_readers_and_stand_over_their_numbers(model):
    across, name = Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole.value
    assert [model.headerData(at, across) for at in (0, 1)] == ["ID", ""]
    assert [model.headerData(at, across, name) for at in (0, 1)] == ["ID", "Word"]
    align = Qt.ItemDataRole.TextAlignmentRole.value
    assert model.headerData(0, across, align) & Qt.AlignmentFlag.AlignRight
    assert not model.headerData(1, across, align) & Qt.AlignmentFlag.AlignRight
    assert isinstance(model, QAbstractItemModel)


def test_growing_columns_take_what_is_left_and_none_is_narrower_than_its_heading(qtbot):
    columns = [
        Column[Row]("A long heading", lambda row: "", 10),
        Column[Row]("URL", lambda row: "", 100, grows=True),
        Column[Row]("Error", lambda row: "", 100),
    ]
    table = Table(RowsTable(columns), "table", "Table")
    qtbot.addWidget(table)
    table.resize(800, 200)
    table.show()
    heading = table.fontMetrics().horizontalAdvance("A long")
    assert table.columnWidth(0) > heading
    assert sum(table.columnWidth(at) for at in range(3)) == table.viewport().width()
    table.resize(150, 200)
    assert table.columnWidth(1) == table.widths.smallest(1)
    assert table.horizontalScrollBar().maximum() > 0


def test_a_row_that_is_chosen_stays_so_while_a_key_such_as_ctrl_is_held(model, show, qtbot):
    table = show(Table(model, "table", "Table"), (300, 200))
    qtbot.keyPress(table, Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    for row_id in (2, 2, 3):
        table.choose(row_id)
        assert [row.id for row in table.chosen_rows()] == [row_id]
    qtbot.keyRelease(table, Qt.Key.Key_Control)
    assert table.current_id() == 3
