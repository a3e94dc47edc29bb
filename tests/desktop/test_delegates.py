from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtWidgets import QApplication

from desktop import theme
from desktop.paint import STATUS
from desktop.tables.columns import Column
from desktop.tables.delegates import (
    CellDelegate,
    DirectionDelegate,
    LinkDelegate,
    StatusDelegate,
    SwitchDelegate,
)
from desktop.tables.rows import RowsTable
from desktop.tables.table_view import Table

WIDE, NARROW = 200, 38


@dataclass(frozen=True)
class Row:
    id: int
    word: str = ""
    on: bool = False
    over: bool = False


@pytest.fixture(autouse=True, params=["light", "dark"])
def look(request, qapp):
    return theme.apply(request.param)


@pytest.fixture
def table(qtbot):
    """Make a table of one column and of one row, or more."""

    def make(cell, *rows, width=WIDE, **looks):
        column = Column[Row](
            "",
            lambda row: row.word,
            30,
            cell,
            switch=lambda row: row.on,
            can_switch=lambda row: not row.over,
            **looks,
        )
        model = RowsTable([column])
        model.set_rows([row if isinstance(row, Row) else Row(at, row) for at, row in enumerate(rows)])
        made = Table(model, "", "")
        qtbot.addWidget(made)
        made.resize(300, 200)
        made.setColumnWidth(0, width)
        with qtbot.waitActive(made):
            made.show()
        return made

    return make


@pytest.fixture
def drawn(table):
    """Draw a cell and return its picture."""

    def draw(cell, row, width=WIDE, **looks):
        return picture(table(cell, row, width=width, **looks), width)

    return draw


def picture(table, width=WIDE) -> QImage:
    image: QImage = table.viewport().grab(QRect(0, 0, width, 28)).toImage()
    return image


def has(image: QImage, token: str, left: int = 0) -> bool:
    """Whether a colour of the theme is anywhere in a picture, from `left` on."""
    wanted = theme.current().color(token).rgb()
    return any(image.pixel(x, y) == wanted for x in range(left, image.width()) for y in range(image.height()))


def test_a_status_is_a_mark_and_a_word_in_its_colour(drawn):
    for word, (ink, _) in STATUS.items():
        assert has(drawn(StatusDelegate, word), ink), word


def test_marks_differ_by_shape_where_colours_are_the_same(drawn):
    marks = [drawn(StatusDelegate, word, NARROW) for word in ("Failed", "Refused")]
    assert STATUS["Failed"][0] == STATUS["Refused"][0]
    assert marks[0] != marks[1]


def test_a_narrow_column_shows_the_mark_alone_and_the_word_as_a_tooltip(table, tip):
    narrow, wide = table(StatusDelegate, "Held", width=NARROW), table(StatusDelegate, "Held")
    mark = QRect(0, 0, 34, 28)
    assert picture(narrow, NARROW).copy(mark) == picture(wide).copy(mark)
    assert has(picture(wide), "off", left=36)
    assert not has(picture(narrow, NARROW), "off", left=34)
    assert tip(narrow) == "Held"
    assert tip(wide) == ""


@pytest.fixture
def tip(monkeypatch):
    """Ask for the tooltip of a table's first cell, and return it as it is written."""
    shown: list[str] = []
    tooltips = "desktop.tables.delegates.QToolTip.showText"
    monkeypatch.setattr(tooltips, lambda _place, text, _view: shown.append(text))

    def ask(table):
        place = table.viewport().mapToGlobal(QPoint(4, 4))
        QApplication.sendEvent(table.viewport(), QHelpEvent(QEvent.Type.ToolTip, QPoint(4, 4), place))
        return shown[-1].removeprefix('<p style="white-space: pre-wrap; margin: 0">').removesuffix("</p>")

    return ask


def test_an_elided_cell_shows_its_whole_text_as_plain_text(table, tip):
    text = "https://example.com/<b>bold</b>/" * 4
    assert tip(table(CellDelegate, text)) == text.replace("<", "&lt;").replace(">", "&gt;")


def test_a_cell_has_a_tooltip_of_its_own_where_the_column_says_so(table, tip):
    assert tip(table(CellDelegate, "14:22:07", tip=lambda row: "Mon, 23 November")) == "Mon, 23 November"


def test_a_second_text_is_drawn_whole_or_not_at_all(drawn):
    def rich():
        return CellDelegate(rich=True)

    def without(width):
        return drawn(rich, "14:22:07", width)

    def with_age(width):
        return drawn(rich, "14:22:07", width, second=lambda row: "21 s ago")

    assert with_age(200) != without(200)
    assert with_age(90) == without(90)


def test_numbers_stand_at_the_right(drawn):
    def inked(image):
        ground = theme.current().color("base").rgb()
        return [x for x in range(image.width()) if any(image.pixel(x, y) != ground for y in range(4, 24))]

    left, right = inked(drawn(CellDelegate, "37")), inked(drawn(CellDelegate, "37", right=True))
    assert left[0] < 30
    assert right[-1] > WIDE - 20
    assert len(left) == len(right)


def test_the_selected_row_has_its_ground_and_the_bar_at_its_left(table, look, qtbot):
    made = table(CellDelegate, "x")
    made.selectRow(0)
    made.setFocus()
    image = picture(made)
    assert image.pixel(1, 5) == look.color("accent").rgb()
    assert image.pixel(150, 5) == look.color("selection").rgb()
    made.clearFocus()
    assert picture(made).pixel(150, 5) == look.color("selection_off").rgb()
    assert not has(picture(made), "accent")


def test_the_row_under_the_mouse_has_another_ground(table, look, qtbot):
    made = table(CellDelegate, "x", "y")
    for y in (5, 40):  # a mouse that was there already would not move
        qtbot.mouseMove(made.viewport(), QPoint(60, y))
    qtbot.waitUntil(lambda: made._hover_row == 1)
    image = made.viewport().grab().toImage()
    assert image.pixel(150, 40) == look.color("hover").rgb()
    assert image.pixel(150, 10) == look.color("base").rgb()


def test_directions_differ_by_their_arrow(drawn):
    arrow = QRect(0, 0, 28, 28)
    assert drawn(DirectionDelegate, "Emitted").copy(arrow) != drawn(DirectionDelegate, "Received").copy(arrow)


def test_a_link_is_underlined_in_the_selected_row_and_opens_by_a_click(table, look, qtbot):
    made = table(LinkDelegate, "View")
    opened: list[int] = []
    made.linked.connect(lambda row, column: opened.append(row.id))

    def longest_line():
        image, accent = picture(made), look.color("accent").rgb()
        return max(sum(image.pixel(x, y) == accent for x in range(4, 200)) for y in range(28))

    before = longest_line()
    made.setFocus()
    qtbot.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 14))
    assert longest_line() > before + 5
    assert opened == [0]


def test_a_switch_shows_its_state_by_the_side_of_its_knob(drawn):
    on, off, over = (
        drawn(SwitchDelegate, row) for row in (Row(1, on=True), Row(1), Row(1, on=True, over=True))
    )
    assert has(on, "accent_fill")
    assert not has(off, "accent_fill")
    assert not has(over, "accent_fill")


def test_a_click_on_the_switch_and_space_turn_it(table, qtbot):
    made = table(SwitchDelegate, Row(1), Row(2, on=True), Row(3, over=True))
    turned: list[tuple[int, bool]] = []
    made.rows_model.switched.connect(lambda row, on: turned.append((row.id, on)))

    def click(at, x):
        place = QPoint(x, made.rowViewportPosition(at) + 14)
        qtbot.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=place)

    click(0, 20)
    assert turned == [(1, True)]
    click(0, 80)
    click(2, 20)
    assert turned == [(1, True)]
    made.selectRow(1)
    qtbot.keyClick(made, Qt.Key.Key_Space)
    assert turned == [(1, True), (2, False)]
