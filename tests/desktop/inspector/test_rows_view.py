import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from core.json_index import JsonIndex
from desktop.inspector.finding import Hits
from desktop.inspector.rows import ExactRows, FormattedRows
from desktop.inspector.rows_view import RowsView


def rows_of(data):
    rows = ExactRows(data)
    list(rows.read())
    return rows


@pytest.fixture
def view(qtbot):
    def show(rows, data):
        made = RowsView(rows, "payloadText", "Payload as text")
        qtbot.addWidget(made)
        made.resize(600, 300)
        made.show()
        qtbot.waitExposed(made)
        made.show_rows(rows, data)
        return made

    return show


def spot(view, row, column):
    """The point between two characters of a row, in the viewport."""
    cell = view._metrics.horizontalAdvance("0")
    return QPoint(round(view._left + column * cell), view._top + row * view._row_height + 5)


def test_only_the_rows_in_sight_are_made(view):
    data = b"line\n" * 1_000_000
    made = view(rows_of(data), data)
    assert len(made._shown) < 40
    made.verticalScrollBar().setValue(made.verticalScrollBar().maximum())
    assert made._rows.gutter(made.verticalScrollBar().value() + len(made._shown) - 1) == "1000000"


def test_selected_text_is_copied(view, qtbot):
    data = b"first line\nsecond line\nthird line"
    made = view(rows_of(data), data)
    qtbot.mousePress(made.viewport(), Qt.MouseButton.LeftButton, pos=spot(made, 0, 6))
    qtbot.mouseMove(made.viewport(), spot(made, 1, 6))
    qtbot.mousePress(
        made.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, spot(made, 1, 6)
    )
    qtbot.keyClick(made, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == "line\nsecond")


def test_everything_is_copied(view, qtbot):
    data = b"first\nsecond"
    made = view(rows_of(data), data)
    qtbot.keyClick(made, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(made, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == "first\nsecond")


def test_a_double_click_selects_a_value(view, qtbot):
    data = json.dumps({"sku": "BW-CLT-08"}).encode()
    index = JsonIndex(data)
    list(index.read())
    made = view(FormattedRows(index), data)
    qtbot.mouseDClick(made.viewport(), Qt.MouseButton.LeftButton, pos=spot(made, 1, 12))
    made.copy()
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == '"BW-CLT-08"')


def test_a_hit_is_brought_into_sight_also_sideways(view):
    data = json.dumps(["x" * 300 + "needle", *range(1_000), "needle"]).encode()
    index = JsonIndex(data)
    list(index.read())
    made = view(FormattedRows(index), data)
    hits = Hits(data, ("needle",), lambda place: place)
    list(hits.search())
    made.mark(hits, 1)
    assert made.verticalScrollBar().value() > 900
    made.mark(hits, 0)
    assert made.verticalScrollBar().value() <= 1
    assert made.horizontalScrollBar().value() > 0


def test_home_and_end_go_to_the_first_and_the_last_row(view, qtbot):
    data = b"line\n" * 1_000
    made = view(rows_of(data), data)
    qtbot.keyClick(made, Qt.Key.Key_End)
    assert made.verticalScrollBar().value() == made.verticalScrollBar().maximum() > 0
    qtbot.keyClick(made, Qt.Key.Key_Home)
    assert made.verticalScrollBar().value() == 0


def test_characters_of_other_widths_are_found_under_the_mouse(view):
    data = "商品 abc".encode()
    made = view(rows_of(data), data)
    layout = made._shown[0]
    assert [layout.column_at(layout.x_of(column)) for column in range(7)] == list(range(7))
