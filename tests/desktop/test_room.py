import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from desktop.tables.columns import Column
from desktop.tables.room import shared
from desktop.tables.rows import RowsTable
from desktop.tables.table_view import Table
from desktop.words import plain_tip


def test_the_growing_column_takes_what_is_left():
    assert shared([50, 100, 60], [50, 40, 60], 1, 300) == [50, 190, 60]


def test_columns_without_one_that_grows_keep_their_widths():
    assert shared([50, 100], [10, 10], None, 300) == [50, 100]


def test_where_room_is_missing_columns_give_of_what_they_can_spare():
    assert shared([50, 100, 60], [50, 40, 60], 1, 180) == [50, 70, 60]


@pytest.mark.parametrize("room", range(121, 260, 7))
def test_columns_fill_the_room_to_the_pixel(room):
    assert sum(shared([70, 110, 90, 40], [31, 23, 27, 40], 2, room)) == room


def test_below_their_least_the_table_is_wider_than_its_view():
    assert shared([50, 100], [20, 30], 0, 10) == [20, 30]


@pytest.fixture
def table(qtbot):
    columns = [Column("ID", str, 200, narrow=60), Column("Event Type", str, 200, narrow=90, grows=True)]
    made = Table(RowsTable(columns), "table", "Table")
    qtbot.addWidget(made)
    made.resize(600, 200)
    made.show()
    return made


def test_a_narrow_table_shows_all_its_columns_and_widens_them_again(table, qtbot):
    table.resize(280, 200)
    assert sum(table.columnWidth(at) for at in range(2)) == table.viewport().width()
    qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() == 0)
    table.resize(600, 200)
    assert table.columnWidth(0) == 200


def test_a_width_that_the_user_dragged_stays(table):
    table.horizontalHeader().resizeSection(0, 240)
    table.resize(700, 200)
    assert table.columnWidth(0) == 240


def test_a_column_that_comes_back_is_not_one_that_the_user_dragged(table):
    for hidden in (True, False):
        table.setColumnHidden(0, hidden)
    table.resize(280, 200)
    assert table.columnWidth(0) < 200


def test_room_that_is_left_goes_to_long_texts_before_one_column_takes_the_rest(show, qtbot):
    columns = [
        Column("Target URL", str, 100, grows=True, roomy=160),
        Column("Transaction ID", str, 120, roomy=280),
    ]
    made = show(Table(RowsTable(columns), "table", "Table"), (220, 200))
    for width, fitted in ((220, [100, 120]), (260, [140, 120]), (330, [160, 170]), (600, [320, 280])):
        made.resize(width, 200)
        assert [made.columnWidth(at) for at in range(2)] == fitted


@pytest.fixture
def quiet(show):
    """A table of an id, which gives way before what is read first does."""
    columns = [
        Column("Transaction ID", str, 200, narrow=120, least=50),
        Column("Event Type", str, 200, narrow=120, least=90, main=True, grows=True),
    ]
    return show(Table(RowsTable(columns), "table", "Table"), (400, 200))


@pytest.mark.parametrize(
    ("width", "fitted"), [(400, [200, 200]), (240, [120, 120]), (170, [50, 120]), (140, [50, 90])]
)
def test_a_quiet_column_gives_way_before_what_is_read_first(quiet, qtbot, width, fitted):
    quiet.resize(width, 200)
    assert [quiet.columnWidth(at) for at in range(2)] == fitted
    qtbot.waitUntil(lambda: quiet.horizontalScrollBar().maximum() == 0)


def test_a_heading_that_is_cut_says_its_words(quiet):
    head = quiet.horizontalHeader()
    for width, words in ((400, ""), (170, "Transaction ID")):
        quiet.resize(width, 200)
        at = QPoint(20, 10)
        event = QHelpEvent(QEvent.Type.ToolTip, at, head.mapToGlobal(at))
        QApplication.sendEvent(head.viewport(), event)
        assert QToolTip.text() == plain_tip(words)
