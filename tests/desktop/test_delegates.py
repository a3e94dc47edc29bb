from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QHelpEvent, QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QToolTip

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

WIDE, NARROW = QRect(0, 0, 200, 28), QRect(0, 0, 38, 28)


@dataclass(frozen=True)
class Row:
    id: int
    word: str
    on: bool = False
    over: bool = False


def model(word: str, *, on: bool = False, over: bool = False) -> RowsTable[Row]:
    column = Column[Row](
        "Word", lambda row: row.word, switch=lambda row: row.on, can_switch=lambda row: not row.over
    )
    made = RowsTable([column])
    made.set_rows([Row(1, word, on, over)])
    return made


def drawn(delegate, rows, rect=WIDE, state=QStyle.StateFlag.State_Active) -> QImage:
    image = QImage(rect.size(), QImage.Format.Format_RGB32)
    option = QStyleOptionViewItem()
    option.rect, option.state = rect, state
    painter = QPainter(image)
    delegate.paint(painter, option, rows.index(0, 0))
    painter.end()
    return image


def has(image: QImage, token: str, left: int = 0) -> bool:
    """Whether a colour of the theme is anywhere in a picture, from `left` on."""
    wanted = theme.current().color(token).rgb()
    return any(image.pixel(x, y) == wanted for x in range(left, image.width()) for y in range(image.height()))


@pytest.fixture(autouse=True, params=["light", "dark"])
def look(request, qapp):
    return theme.apply(request.param)


@pytest.mark.parametrize("word", STATUS)
def test_a_status_is_a_mark_and_a_word_in_its_colour(word):
    image = drawn(StatusDelegate(), model(word))
    assert has(image, STATUS[word][0])
    assert image != drawn(StatusDelegate(), model("Unheard of"))


def test_marks_differ_by_shape_where_colours_are_the_same():
    assert STATUS["Failed"][0] == STATUS["Refused"][0]
    assert drawn(StatusDelegate(), model("Failed"), NARROW) != drawn(
        StatusDelegate(), model("Refused"), NARROW
    )


def test_a_narrow_column_shows_the_mark_alone_and_the_word_as_a_tooltip(qtbot):
    narrow, wide = drawn(StatusDelegate(), model("Held"), NARROW), drawn(StatusDelegate(), model("Held"))
    mark = QRect(0, 0, 34, 28)
    assert narrow.copy(mark) == wide.copy(mark)
    assert not has(narrow, "off", left=34)
    assert has(wide, "off", left=40)
    assert shown_tip(qtbot, StatusDelegate(), model("Held"), NARROW) == "Held"
    assert shown_tip(qtbot, StatusDelegate(), model("Held"), WIDE) == ""


def shown_tip(qtbot, delegate, rows, rect) -> str:
    table = Table(rows, "", "")
    qtbot.addWidget(table)
    option = QStyleOptionViewItem()
    option.rect = rect
    QToolTip.hideText()
    event = QHelpEvent(QEvent.Type.ToolTip, QPoint(1, 1), QPoint(1, 1))
    delegate.helpEvent(event, table, option, rows.index(0, 0))
    return QToolTip.text().removeprefix('<p style="white-space: pre-wrap; margin: 0">').removesuffix("</p>")


def test_an_elided_cell_shows_its_whole_text_as_plain_text(qtbot):
    text = "https://example.com/<b>bold</b>/" * 4
    tip = shown_tip(qtbot, CellDelegate(), model(text), NARROW)
    assert tip == text.replace("<", "&lt;").replace(">", "&gt;")


def test_the_selected_row_has_its_ground_and_the_bar_at_its_left():
    chosen = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_Active
    image = drawn(CellDelegate(), model("x"), state=chosen)
    assert image.pixel(1, 5) == theme.current().color("accent").rgb()
    assert image.pixel(150, 5) == theme.current().color("selection").rgb()
    away = drawn(CellDelegate(), model("x"), state=QStyle.StateFlag.State_Selected)
    assert away.pixel(150, 5) == theme.current().color("selection_off").rgb()
    assert not has(away, "accent")


def test_directions_differ_by_their_arrow():
    emitted, received = (drawn(DirectionDelegate(), model(word)) for word in ("Emitted", "Received"))
    arrow = QRect(0, 0, 28, 28)
    assert emitted.copy(arrow) != received.copy(arrow)


def test_a_link_is_underlined_in_the_selected_row():
    plain = drawn(LinkDelegate(), model("View"))
    chosen = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_Active
    under = drawn(LinkDelegate(), model("View"), state=chosen)

    def strongest(image):
        accent = theme.current().color("accent").rgb()
        return max(
            sum(image.pixel(x, y) == accent for x in range(4, image.width())) for y in range(image.height())
        )

    assert strongest(under) > strongest(plain) + 5


def test_a_switch_shows_its_state_by_the_side_of_its_knob():
    on, off = (drawn(SwitchDelegate(), model("", on=state)) for state in (True, False))
    over = drawn(SwitchDelegate(), model("", on=True, over=True))
    assert has(on, "accent_fill")
    assert not has(off, "accent_fill")
    assert not has(over, "accent_fill")


def test_a_click_on_the_switch_and_space_turn_it(qtbot):
    column = Column[Row](
        "On",
        lambda row: "",
        90,
        SwitchDelegate,
        switch=lambda row: row.on,
        can_switch=lambda row: not row.over,
    )
    rows = RowsTable([column])
    rows.set_rows([Row(1, ""), Row(2, "", on=True), Row(3, "", over=True)])
    table = Table(rows, "", "")
    qtbot.addWidget(table)
    table.resize(200, 200)
    table.show()
    turned: list[tuple[int, bool]] = []
    rows.switched.connect(lambda row, on: turned.append((row.id, on)))

    def click(at, x):
        place = QPoint(x, table.rowViewportPosition(at) + 14)
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)

    click(0, 20)
    assert turned == [(1, True)]
    click(0, 80)
    click(2, 20)
    assert turned == [(1, True)]
    table.selectRow(1)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert turned == [(1, True), (2, False)]
