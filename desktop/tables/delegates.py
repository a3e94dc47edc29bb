"""The cells of tables: text, status, direction, dates, links and switches.

A delegate draws what stands in a cell and nothing else: no widget a row, no look at the database.
`Table` draws the ground and hands each delegate its row, without Qt's way through indexes, options and
one call a role: a full repaint of 36 rows took 38 ms that way, and takes 8.
"""

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from desktop import theme
from desktop.paint import STATUS, paint_switch
from desktop.tables.stamps import put_arrow, put_mark
from desktop.tables.texts import Font, draw_text, width_of
from desktop.words import plain_tip

Index = QModelIndex | QPersistentModelIndex
Place = tuple[int, int, int, int]
"""Where a cell's content goes: x, y, width and height."""
CHECKABLE = Qt.ItemFlag.ItemIsUserCheckable.value
CHECKED = Qt.CheckState.Checked.value
CHECK_ROLE = Qt.ItemDataRole.CheckStateRole.value
TIP_ROLE = Qt.ItemDataRole.ToolTipRole.value
FIRST_GAP, GAP = 16, 8  # at the left of a row's first cell, and around the others
SECOND_GAP = 6
MARK, ARROW, SWITCH = 14, 9, (28, 16)
SHORTEST_WORD = 40  # room below which a status is its mark alone, and a direction its arrow


class CellDelegate(QStyledItemDelegate):
    """One line of text; the others change `draw` alone."""

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        size: str = "small",
        ink: str = "text",
        mono: bool = False,
        bold: bool = False,
        rich: bool = False,
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        """Take a size of type and a colour token; a `rich` cell is asked for a second text and a colour."""
        super().__init__(parent)
        self.font: Font = (size, bold, mono)
        self.ink, self.rich, self.elide = ink, rich, elide
        self.column: Any = None
        """The `Column` that it draws, once it is a table's."""

    def draw(self, painter: QPainter, row: Any, place: Place, _ground: QColor, _chosen: bool) -> None:
        """Draw the text, elided, and after it a quieter second one, whole or not at all."""
        column = self.column
        x, y, room, high = place
        ink = (column.ink(row) if self.rich and column.ink else "") or self.ink
        text = column.text(row)
        if column.right:
            x += max(room - width_of(text, self.font), 0)
        used = self.write(painter, text, ink, (x, y, room, high)) if text else 0
        if self.rich and column.second and (second := column.second(row)):
            used += theme.current().px(SECOND_GAP) if used else 0
            if width_of(second, self.font) <= room - used:
                self.write(painter, second, "text_3", (x + used, y, room - used, high))

    def write(self, painter: QPainter, text: str, ink: str, place: Place) -> int:
        """Draw one line and return how wide it is."""
        return draw_text(painter, text, self.font, ink, place, self.elide)

    def taken(self) -> int:
        """Return how much of the room the text does not have."""
        return 0

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Show the cell's own tooltip, or its whole text where that did not fit; as plain text."""
        text = index.data() or ""
        px = theme.current().px
        room = option.rect.width() - px(GAP) - px(FIRST_GAP if index.column() == 0 else GAP) - self.taken()
        tip = index.data(TIP_ROLE) or (text if width_of(text, self.font) > room else "")
        QToolTip.showText(event.globalPos(), plain_tip(tip), view)
        return True


class StatusDelegate(CellDelegate):
    """A status: mark and word, or the mark alone in a narrow column."""

    def draw(self, painter: QPainter, row: Any, place: Place, ground: QColor, _chosen: bool) -> None:
        """Draw the mark in the status colour, and the word beside it."""
        look, word = theme.current(), self.column.text(row)
        x, y, room, high = place
        ink, kind = STATUS.get(word, ("off", "bar"))
        side = look.px(MARK)
        put_mark(painter, x, y + (high - side) / 2, side, kind, ink, ground)
        rest = room - self.taken()
        if rest > look.px(SHORTEST_WORD):
            self.write(painter, word, ink, (x + self.taken(), y, rest, high))

    def taken(self) -> int:
        """Return the room of the mark."""
        return theme.current().px(MARK + SECOND_GAP)


class DirectionDelegate(CellDelegate):
    """Emitted goes up and out, received comes down and in. It is no status, so it has no colour."""

    def draw(self, painter: QPainter, row: Any, place: Place, _ground: QColor, _chosen: bool) -> None:
        """Draw an arrow and the word, or the arrow alone in a narrow column."""
        x, y, room, high = place
        word, side, used = self.column.text(row), theme.current().px(ARROW), self.taken()
        put_arrow(painter, x, y + (high - side) / 2, side, out=word == "Emitted")
        if room - used > theme.current().px(SHORTEST_WORD):
            self.write(painter, word, "text_2", (x + used, y, room - used, high))

    def taken(self) -> int:
        """Return the room of the arrow."""
        return theme.current().px(ARROW + 7)


class LinkDelegate(CellDelegate):
    """A text that opens something: accent colour, underlined in the chosen row."""

    def draw(self, painter: QPainter, row: Any, place: Place, _ground: QColor, chosen: bool) -> None:
        """Draw the link's word."""
        x, y, _, high = place
        width = self.write(painter, self.column.text(row), "accent", place)
        if chosen:
            line = y + high // 2 + painter.fontMetrics().ascent() // 2 + 2
            painter.fillRect(x, line, width, 1, theme.current().color("accent"))


class SwitchDelegate(CellDelegate):
    """A switch over the model's check state; the model decides and tells."""

    _turned = False  # by the first click of a double-click

    def draw(self, painter: QPainter, row: Any, place: Place, _ground: QColor, _chosen: bool) -> None:
        """Draw the switch and its word."""
        column, look = self.column, theme.current()
        x, y, room, high = place
        wide, tall = (look.px(size) for size in SWITCH)
        enabled = column.can_switch(row)
        paint_switch(
            painter, QRectF(x, y + (high - tall) / 2, wide, tall), column.switch(row), enabled=enabled
        )
        used = self.taken()
        self.write(
            painter, column.text(row), "text_2" if enabled else "text_3", (x + used, y, room - used, high)
        )

    def taken(self) -> int:
        """Return the room of the switch."""
        return theme.current().px(SWITCH[0] + GAP)

    def reaches(self, rect: QRect, x: float) -> bool:
        """Tell whether a click at `x` in a cell is one on its switch."""
        return x < rect.left() + theme.current().px(44)

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Turn the switch on a click on it, once on a double-click; the rest of the row is the page's."""
        if not isinstance(event, QMouseEvent) or event.button() != Qt.MouseButton.LeftButton:
            return False
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self._turned = True
        elif event.type() == QEvent.Type.MouseButtonRelease:
            turned, self._turned = self._turned, False
            return not turned and self.reaches(option.rect, event.position().x()) and turn(model, index)
        return False


def turn(model: QAbstractItemModel, index: Index) -> bool:
    """Ask the model to turn a cell's switch; return whether it took it."""
    if not index.flags().value & CHECKABLE:
        return False
    is_on = index.data(CHECK_ROLE) == CHECKED
    other = Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked
    return model.setData(index, other, Qt.ItemDataRole.CheckStateRole)
