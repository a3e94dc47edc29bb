"""The view of a payload's tree: how its rows are drawn, opened, kept open and found."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from core.json_index import JsonIndex
from desktop import theme
from desktop.inspector.finding import shown_pattern
from desktop.inspector.json_tree import INK_ROLE, KEY, TYPE, VALUE, Index, JsonModel

ROW_HEIGHT, INDENT, KEY_WIDTH, VALUE_WIDTH = 24, 18, 282, 520
MOST_OPENED = 2_000
"""Opening a level stops after so many rows: laying one out takes some microseconds of the UI's turn."""
ALL_LEVELS = 1_000
SELECTED, ACTIVE = QStyle.StateFlag.State_Selected.value, QStyle.StateFlag.State_Active.value
LEFT = Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextSingleLine.value


class JsonDelegate(QStyledItemDelegate):
    """Draws keys and values in the monospaced font and in the colours of JSON, on one line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sought: re.Pattern[str] | None = None
        self._columns: frozenset[int] = frozenset()

    def seek(self, sought: Sequence[str], columns: frozenset[int]) -> None:
        """Mark these texts from now on, in these columns."""
        self._sought, self._columns = shown_pattern(sought) if sought else None, columns

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the ground of a chosen row, then the text, cut where it must be."""
        look, rect, state = theme.current(), option.rect, option.state.value
        if state & SELECTED:
            painter.fillRect(rect, look.color("selection" if state & ACTIVE else "selection_off"))
        ink = index.data(INK_ROLE)
        words = index.column() == TYPE or (ink == "text_3" and index.column() != KEY)
        painter.setFont(look.font("caption" if index.column() == TYPE else "small", mono=not words))
        painter.setPen(look.color(ink))
        inner = QRect(rect.adjusted(look.px(4 if index.column() == KEY else 8), 0, -look.px(4), 0))
        text = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, inner.width())
        if self._sought and not words and index.column() in self._columns:
            self._paint_hits(painter, QRectF(inner), text, self._sought)
        painter.drawText(inner, LEFT, text)

    def _paint_hits(self, painter: QPainter, room: QRectF, text: str, sought: "re.Pattern[str]") -> None:
        """Draw the ground of what was found, behind its letters."""
        width = painter.fontMetrics().horizontalAdvance
        for hit in sought.finditer(text):
            left, right = (room.left() + width(text[:at]) for at in hit.span())
            box = QRectF(left, room.top() + 3, right - left, room.height() - 6)
            painter.fillRect(box, theme.current().color("wait_soft"))

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return one height for every row, so that the view never measures."""
        return QSize(theme.current().px(KEY_WIDTH), theme.current().px(ROW_HEIGHT))


class JsonView(QTreeView):
    """A tree whose rows stay open, chosen and in place when more of the payload was read."""

    def __init__(self, index: JsonIndex) -> None:
        super().__init__()
        self.setObjectName("payloadTree")
        self.setAccessibleName("Payload as a tree")
        self.tree = JsonModel(index, self)
        self.setModel(self.tree)
        self._delegate = JsonDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setIndentation(theme.current().px(INDENT))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.header().setFixedHeight(theme.current().px(theme.HEADER))
        self.header().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.header().setSectionsMovable(False)
        self.setColumnWidth(KEY, theme.current().px(KEY_WIDTH))
        self.setColumnWidth(KEY + 1, theme.current().px(VALUE_WIDTH))
        self._opened: set[int] = set()
        self.expanded.connect(lambda index: self._opened.add(self.tree.place(index)))
        self.collapsed.connect(lambda index: self._opened.discard(self.tree.place(index)))

    def take_in(self, index: JsonIndex) -> None:
        """Show what was read since; what is open, chosen and in sight stays so."""
        opened, current = self._opened.copy(), self.currentIndex()
        place = self.tree.place(current) if current.isValid() else None
        scrolled = self.verticalScrollBar().value()
        self.tree.take_in(index)
        self._open(self.tree.at_place(each) for each in opened)
        if place is not None:
            self.setCurrentIndex(self.tree.at_place(place))
        self.executeDelayedItemsLayout()
        self.verticalScrollBar().setValue(scrolled)

    def forget(self, index: JsonIndex) -> None:
        """Show another text, of which nothing is read yet."""
        self._opened.clear()
        self.tree.take_in(index)
        self.verticalScrollBar().setValue(0)

    def open_to(self, level: int) -> bool:
        """Open the rows above a level and close the others; return whether there was room for all."""
        self.collapseAll()
        self._opened.clear()
        waiting = deque((self.tree.index(row, 0), 1) for row in range(self.tree.rowCount()))
        room = MOST_OPENED
        chosen = []
        while waiting and room > 0:
            index, depth = waiting.popleft()
            if depth < level and self.tree.hasChildren(index):
                rows = self.tree.rowCount(index)
                chosen.append(index)
                room -= rows
                waiting.extend((self.tree.index(row, 0, index), depth + 1) for row in range(rows))
        self._open(iter(chosen))
        return not waiting

    def reveal(self, node: int) -> bool:
        """Open what a node stands in, choose it and bring it into sight; return False if it is too deep."""
        index = self.tree.at_node(node)
        if not index.isValid():
            return False
        around, above = [], index.parent()
        while above.isValid():
            around.append(above)
            above = above.parent()
        self._open(iter(around))
        self.executeDelayedItemsLayout()
        is_in_sight = self.viewport().rect().contains(self.visualRect(index))
        self.setCurrentIndex(index)
        if not is_in_sight:  # with what stands around it, not at an edge
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        return True

    def mark(self, sought: Sequence[str], *, in_keys: bool, in_values: bool) -> None:
        """Mark these texts wherever they are shown."""
        columns = (*([KEY] if in_keys else []), *([VALUE] if in_values else []))
        self._delegate.seek(sought, frozenset(columns))
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Copy to who knows what to copy; an asterisk opens no more than there is room for."""
        if event.matches(QKeySequence.StandardKey.Copy):
            event.ignore()
        elif event.key() == Qt.Key.Key_Asterisk:
            self.open_to(ALL_LEVELS)
        else:
            super().keyPressEvent(event)

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> Any:
        """Say where the current row is, as the menu that a key opens stands there."""
        if query == Qt.InputMethodQuery.ImCursorRectangle and self.currentIndex().isValid():
            return self.visualRect(self.currentIndex())
        return super().inputMethodQuery(query)

    def _open(self, indexes: Iterator[Index]) -> None:
        """Open rows with one layout at the end, not one for each."""
        self.scheduleDelayedItemsLayout()
        for index in indexes:
            self.expand(index)
