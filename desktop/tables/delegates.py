"""Painting of table cells: text, status, direction, dates, links and switches.

A delegate paints and nothing else: no widget a row, no look at the database. Every cell draws its
own ground and hairline, so tables of any kind look alike and the style sheet needs no `::item` rule.
"""

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from desktop import theme
from desktop.paint import ROUND, STATUS, paint_mark, paint_switch
from desktop.words import plain_tip

Index = QModelIndex | QPersistentModelIndex
# Plain numbers: combining Python enums costs more than drawing the text.
LINE = Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextSingleLine.value
LEFT = LINE | Qt.AlignmentFlag.AlignLeft.value
RIGHT = LINE | Qt.AlignmentFlag.AlignRight.value
SELECTED, ACTIVE = QStyle.StateFlag.State_Selected.value, QStyle.StateFlag.State_Active.value
CHECKABLE = Qt.ItemFlag.ItemIsUserCheckable.value
CHECKED = Qt.CheckState.Checked.value
CHECK_ROLE = Qt.ItemDataRole.CheckStateRole.value
TIP_ROLE = Qt.ItemDataRole.ToolTipRole.value
SECOND_ROLE = Qt.ItemDataRole.UserRole.value + 40  # a quieter text after the main one
TOKEN_ROLE = Qt.ItemDataRole.UserRole.value + 41  # a colour in place of the column's
FIRST_GAP, GAP = 16, 8  # at the left of a row's first cell, and of the others


class CellDelegate(QStyledItemDelegate):
    """Ground, hairline and one line of text; the others change `paint_cell` alone."""

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
        self.flags = LEFT
        """How the text stands in its cell: LEFT or RIGHT."""
        self._size, self._ink, self._mono, self._bold = size, ink, mono, bold
        self._rich, self._elide = rich, elide

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the ground of the row, then the cell."""
        look, rect, state, first = theme.current(), option.rect, option.state.value, index.column() == 0
        chosen, active = state & SELECTED, state & ACTIVE
        hovered = not chosen and getattr(option.widget, "hover_row", -1) == index.row()
        ground = "hover" if hovered else "base" if not chosen else "selection" if active else "selection_off"
        painter.save()
        painter.fillRect(rect, look.color(ground))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.color("line"))
        if chosen and active and first:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), look.color("accent"))
        painter.setFont(look.font(self._size, mono=self._mono, bold=self._bold))
        inner = rect.adjusted(look.px(FIRST_GAP if first else GAP), 0, -look.px(GAP), -1)
        self.paint_cell(painter, inner, index, look.color(ground))
        painter.restore()

    def paint_cell(self, painter: QPainter, rect: QRect, index: Index, _ground: QColor) -> None:
        """Draw the text, elided, and after it a quieter second one, whole or not at all."""
        ink = (index.data(TOKEN_ROLE) if self._rich else None) or self._ink
        used = self.paint_text(painter, rect, index.data(), ink)
        second = index.data(SECOND_ROLE) if self._rich else None
        rest = rect.adjusted(used + theme.current().px(6), 0, 0, 0)
        if second and painter.fontMetrics().horizontalAdvance(second) <= rest.width():
            self.paint_text(painter, rest, second, "text_3")

    def paint_text(self, painter: QPainter, rect: QRect, text: str | None, ink: str) -> int:
        """Draw one line, elided where it must be, and return how wide it is."""
        if not text:
            return 0
        metrics = painter.fontMetrics()
        width = metrics.horizontalAdvance(text)
        if width > rect.width():
            text, width = metrics.elidedText(text, self._elide, max(rect.width(), 0)), rect.width()
        painter.setPen(theme.current().color(ink))
        painter.drawText(rect, self.flags, text)
        return width

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the same height for every row, so that views never measure."""
        return QSize(super().sizeHint(option, index).width(), theme.current().px(theme.ROW))

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Show the cell's own tooltip, or its whole text where that did not fit; as plain text."""
        tip = index.data(TIP_ROLE) or (index.data() if self._is_cut(option.rect, index) else "")
        QToolTip.showText(event.globalPos(), plain_tip(tip or ""), view)
        return True

    def text_room(self, rect: QRect, index: Index) -> int:
        """Return how much of a cell's width its text has."""
        return (
            rect.width()
            - theme.current().px(FIRST_GAP if index.column() == 0 else GAP)
            - theme.current().px(GAP)
        )

    def _is_cut(self, rect: QRect, index: Index) -> bool:
        font = theme.current().font(self._size, mono=self._mono, bold=self._bold)
        return QFontMetrics(font).horizontalAdvance(index.data() or "") > self.text_room(rect, index)


class StatusDelegate(CellDelegate):
    """A status: mark and word, or the mark alone in a narrow column."""

    def paint_cell(self, painter: QPainter, rect: QRect, index: Index, ground: QColor) -> None:
        """Draw the mark in the status colour, and the word beside it."""
        look, word = theme.current(), index.data() or ""
        ink, kind = STATUS.get(word, ("off", "bar"))
        side = look.px(14)
        box = QRectF(rect.left(), rect.center().y() - side / 2 + 0.5, side, side)
        paint_mark(painter, box, kind, look.color(ink), ground)
        rest = rect.adjusted(side + look.px(6), 0, 0, 0)
        if rest.width() > look.px(40):
            self.paint_text(painter, rest, word, ink)

    def text_room(self, rect: QRect, index: Index) -> int:
        """Return the room beside the mark."""
        return super().text_room(rect, index) - theme.current().px(20)


class DirectionDelegate(CellDelegate):
    """Emitted goes up and out, received comes down and in."""

    def paint_cell(self, painter: QPainter, rect: QRect, index: Index, _ground: QColor) -> None:
        """Draw an arrow and the word; direction is no status, so it has no colour."""
        look, word = theme.current(), index.data() or ""
        side, sign = look.px(9), -1 if word == "Emitted" else 1
        box = QRectF(rect.left(), rect.center().y() - side / 2 + 0.5, side, side)
        tip, tail = (box.topRight(), box.bottomLeft()) if sign < 0 else (box.bottomLeft(), box.topRight())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("text_2"), 1.4 * look.scale, c=ROUND))
        for end in (tail, tip + QPointF(sign * side * 0.7, 0), tip + QPointF(0, -sign * side * 0.7)):
            painter.drawLine(tip, end)
        self.paint_text(painter, rect.adjusted(side + look.px(7), 0, 0, 0), word, "text_2")


class LinkDelegate(CellDelegate):
    """A text that opens something: accent colour, underlined in the chosen row."""

    def paint_cell(self, painter: QPainter, rect: QRect, index: Index, ground: QColor) -> None:
        """Draw the link's word."""
        font = painter.font()
        font.setUnderline(ground == theme.current().color("selection"))
        painter.setFont(font)
        self.paint_text(painter, rect, index.data(), "accent")


class SwitchDelegate(CellDelegate):
    """A switch over the model's check state; the model decides and tells."""

    def paint_cell(self, painter: QPainter, rect: QRect, index: Index, _ground: QColor) -> None:
        """Draw the switch and its word."""
        look = theme.current()
        wide, high = look.px(28), look.px(16)
        enabled = bool(index.flags().value & CHECKABLE)
        box = QRectF(rect.left(), rect.center().y() - high / 2 + 1, wide, high)
        paint_switch(painter, box, is_on(index), enabled=enabled)
        word = rect.adjusted(wide + look.px(8), 0, 0, 0)
        self.paint_text(painter, word, index.data(), "text_2" if enabled else "text_3")

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Turn the switch on a click on it; the rest of the row belongs to the page."""
        reach = option.rect.left() + theme.current().px(44)
        clicked = (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == Qt.MouseButton.LeftButton
            and event.position().x() < reach
        )
        return clicked and turn(model, index)


def is_on(index: Index) -> bool:
    """Tell whether a cell's switch is on."""
    return bool(index.data(CHECK_ROLE) == CHECKED)


def turn(model: QAbstractItemModel, index: Index) -> bool:
    """Ask the model to turn a cell's switch; return whether it took it."""
    if not index.flags().value & CHECKABLE:
        return False
    other = Qt.CheckState.Unchecked if is_on(index) else Qt.CheckState.Checked
    return model.setData(index, other, Qt.ItemDataRole.CheckStateRole)
