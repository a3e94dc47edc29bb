import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel

from desktop.tables.live_table import LiveTable
from desktop.tables.paged_table import PAGE, PagedTable
from desktop.widgets.notes import Act
from tests.desktop.test_paged_table import COLUMNS, Rows


@pytest.fixture
def source():
    return Rows(500)


@pytest.fixture
def live(qtbot, source):
    made = LiveTable(
        PagedTable(source, source, COLUMNS, ""),
        "eventLogTable",
        "Event log",
        noun="event",
        icon="list-bullets",
        say_empty=lambda empty: empty.say("No events yet", "They come.", Act("Emit event", lambda: None)),
    )
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show()
    qtbot.waitUntil(lambda: made.model.rowCount() >= PAGE)
    return made


def read_at(live, y=0):
    """The row that is drawn at a height of the table."""
    return live.model.row(live.table.rowAt(y)).id


def scroll(live, rows):
    live.table.verticalScrollBar().setValue(rows * live.table.rowHeight(0))


def test_it_loads_more_before_the_end_is_reached(qtbot, live):
    scroll(live, 150)
    qtbot.waitUntil(lambda: live.model.rowCount() == 2 * PAGE)


def test_the_newest_row_is_followed_at_the_top(qtbot, live, source):
    source.add(2)
    live.model.refresh()
    qtbot.waitUntil(lambda: read_at(live) == 502)
    assert live.follow.isChecked()
    assert not live.newer_button.isVisible()


def test_what_is_read_keeps_its_place_and_what_is_new_is_offered(qtbot, live, source):
    scroll(live, 20)
    place = live.table.verticalScrollBar().value()
    assert not live.follow.isChecked()
    assert read_at(live) == 480
    source.add(12)
    live.model.refresh()
    qtbot.waitUntil(live.newer_button.isVisible)
    assert live.newer_button.text() == "12 new events"
    assert read_at(live) == 480
    assert live.table.verticalScrollBar().value() == place + 12 * live.table.rowHeight(0)
    source.add(1)
    live.model.refresh()
    qtbot.waitUntil(lambda: live.newer_button.text() == "13 new events")
    qtbot.mouseClick(live.newer_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: read_at(live) == 513)
    assert live.follow.isChecked()
    assert not live.newer_button.isVisible()


def test_a_row_half_in_sight_does_not_move_by_a_pixel(qtbot, live, source):
    live.table.verticalScrollBar().setValue(333)
    before = [read_at(live, y) for y in range(0, 300, 10)]
    source.add(7)
    live.model.refresh()
    qtbot.waitUntil(live.newer_button.isVisible)
    assert [read_at(live, y) for y in range(0, 300, 10)] == before


def test_what_goes_above_does_not_move_what_is_read(qtbot, live, source):
    scroll(live, 20)
    live.model.remove(3, 2)
    assert read_at(live) == 480


def test_following_can_be_turned_off_at_the_top(qtbot, live, source):
    qtbot.mouseClick(live.follow, Qt.MouseButton.LeftButton)
    source.add(4)
    live.model.refresh()
    qtbot.waitUntil(live.newer_button.isVisible)
    assert read_at(live) == 500


def test_a_flood_is_offered_and_shown_when_asked_for(qtbot, live, source):
    scroll(live, 20)
    source.add(3 * PAGE)
    live.model.refresh()
    qtbot.waitUntil(live.newer_button.isVisible)
    assert live.newer_button.text() == "More than 200 new events"
    assert read_at(live) == 480
    live.follow.setChecked(True)
    qtbot.waitUntil(lambda: read_at(live) == 1100)


def test_the_chosen_row_stays_chosen_when_everything_is_read_again(qtbot, live, source):
    live.table.choose(495)
    with qtbot.waitSignal(live.model.modelReset):
        live.model.restart()
    assert live.table.current_row().id == 495


def test_rows_in_sight_are_read_again_after_scrolling(qtbot, live, source):
    source.rows[440] = type(source.rows[440])(440, "DELIVERED")
    scroll(live, 55)
    qtbot.waitUntil(lambda: live.model.row(60).word == "DELIVERED")


def test_a_page_without_rows_says_what_to_do_first_until_one_comes(qtbot, live, source):
    source.rows.clear()
    live.show_matching("")
    qtbot.waitUntil(live.empty.isVisible)
    assert "No events yet" in [each.text() for each in live.empty.findChildren(QLabel)]
    source.add(1)
    live.model.refresh()
    qtbot.waitUntil(live.table.isVisible)


def test_the_keyboard_goes_along_when_the_rows_go_and_when_they_come_back(qtbot, live, source):
    live.take_keyboard()
    assert live.window().focusWidget() is live.table
    source.rows.clear()
    live.show_matching("")
    qtbot.waitUntil(live.empty.isVisible)
    assert live.window().focusWidget() is live.empty
    source.add(1)
    live.model.refresh()
    qtbot.waitUntil(live.table.isVisible)
    assert live.window().focusWidget() is live.table


def test_enter_and_a_double_click_open_a_row(qtbot, live):
    opened: list[int] = []
    live.table.opened.connect(lambda row: opened.append(row.id))
    live.table.selectRow(2)
    qtbot.keyClick(live.table, Qt.Key.Key_Return)
    place = QPoint(150, live.table.rowViewportPosition(4) + 5)
    qtbot.mouseDClick(live.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened == [498, 496]


def test_a_read_that_takes_long_says_that_it_is_under_way(qtbot, live, source):
    source.open.clear()
    live.show_matching("odd")
    qtbot.waitUntil(lambda: live.findChild(type(live._slow)).isVisible())
    source.open.set()
    qtbot.waitUntil(lambda: not live._slow.isVisible())
