"""The attempts of a delivery: the schedule, the list, and the response to the chosen one."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from core.log.event_log import Attempt
from desktop import theme
from desktop.inspector.attempt_words import Line, is_waiting, lines, stops, why_none
from desktop.inspector.case import Case
from desktop.inspector.response_panel import ResponsePanel
from desktop.inspector.schedule import Schedule
from desktop.paint import paint_mark
from desktop.widgets.controls import button
from desktop.widgets.layout import col, holder, mark, row, rule

ROW_HEIGHT, LIST_WIDTH, LEAST_LIST_WIDTH = 64, 360, 256
BAR_Y, BAR = 43, 4
LINE_ROLE = Qt.ItemDataRole.UserRole
NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex
SELECTED, ACTIVE = QStyle.StateFlag.State_Selected.value, QStyle.StateFlag.State_Active.value
LEFT = Qt.AlignmentFlag.AlignVCenter.value | Qt.AlignmentFlag.AlignLeft.value
RIGHT = Qt.AlignmentFlag.AlignVCenter.value | Qt.AlignmentFlag.AlignRight.value


class AttemptsTab(QWidget):
    """What was tried for a delivery, and what comes next."""

    def __init__(self) -> None:
        super().__init__()
        mark(self, "page")
        self._attempts: tuple[Attempt, ...] = ()
        self._why_none = ("", "")
        self._row_id = 0
        self._model = _Lines(self)
        self._schedule = Schedule()
        self._response = ResponsePanel()
        self.list = QListView()
        self.list.setObjectName("attemptsList")
        self.list.setAccessibleName("Attempts")
        self.list.setModel(self._model)
        self.list.setItemDelegate(_AttemptDelegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.selectionModel().currentChanged.connect(lambda index, _: self._show_response(index.row()))
        self.try_button = button("Try now", icon="paper-plane-tilt", name="tryNowButton")
        self._wait = holder(row(self.try_button, None, margins=(16, 8, 16, 16)))
        left = holder(col(self.list, self._wait, gap=0))
        left.setMinimumWidth(theme.current().px(LEAST_LIST_WIDTH))
        left.setMaximumWidth(theme.current().px(LIST_WIDTH))
        both = row(left, rule(vertical=True), self._response, gap=0)
        both.setStretch(0, 1000)  # as wide as it may be, before the response gets what is left
        both.setStretch(2, 1)
        self._top = holder(col(holder(row(self._schedule, margins=(0, 16, 0, 4))), rule(), gap=0))
        layout = col(self._top, both, gap=0)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.setFocusProxy(self.list)

    def show_case(self, case: Case, now: int) -> None:
        """Show the attempts of a case; the last one is chosen when one was added. What waits can be tried."""
        chosen, added = self.list.currentIndex().row(), len(case.attempts) != len(self._attempts)
        is_other, self._row_id = case.row.id != self._row_id, case.row.id
        self._attempts, self._why_none = case.attempts, why_none(case)
        schedule = stops(case)
        self._schedule.show_stops(schedule)
        self._top.setVisible(len(schedule) > 1)  # one mark alone is no schedule
        self._model.show_lines(lines(case, now))
        self._wait.setVisible(is_waiting(case, now))
        at = len(case.attempts) - 1 if added or is_other or chosen < 0 else chosen
        self.list.setCurrentIndex(self._model.index(max(at, 0)))
        self._show_response(max(at, 0))

    def _show_response(self, at: int) -> None:
        made = self._attempts[at] if 0 <= at < len(self._attempts) else None
        self._response.show_attempt(made, self._why_none)


class _Lines(QAbstractListModel):
    """The lines of the list."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines; where only their words changed, views keep their place."""
        if len(lines) == len(self._lines):
            self._lines = tuple(lines)
            self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))
        else:
            self.beginResetModel()
            self._lines = tuple(lines)
            self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Line | str | None:
        """Return the line, or its words for who reads aloud."""
        line = self._lines[index.row()]
        if role == LINE_ROLE:
            return line
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.times.capitalize()
        return f"{line.title}, {line.words}, {line.at}" if role == Qt.ItemDataRole.DisplayRole else None


class _AttemptDelegate(QStyledItemDelegate):
    """Two lines of words beside a mark on a rail that leads to the next one."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the ground, the rail, the mark and the words."""
        look, line = theme.current(), index.data(LINE_ROLE)
        rect, state = QRect(option.rect), option.state.value
        ground = "base" if not state & SELECTED else "selection" if state & ACTIVE else "selection_off"
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, look.color(ground))
        x, side, top = rect.left() + look.px(28), look.px(16), rect.top() + look.px(10)
        painter.setPen(QPen(look.color("line_strong"), 2))
        if index.row():
            painter.drawLine(QPointF(x, rect.top()), QPointF(x, top))
        if index.row() + 1 < index.model().rowCount():
            painter.drawLine(QPointF(x, top + side), QPointF(x, rect.bottom() + 1))
        paint_mark(
            painter,
            QRectF(x - side / 2, top, side, side),
            line.mark,
            look.color(line.ink),
            look.color(ground),
        )
        room = rect.adjusted(look.px(48), look.px(8), -look.px(16), 0)
        self._paint_words(painter, room, line)
        _paint_bar(
            painter, QRectF(room.left(), room.top() + look.px(BAR_Y), room.width(), look.px(BAR)), line
        )
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return one height for every line."""
        return QSize(theme.current().px(200), theme.current().px(ROW_HEIGHT))

    def _paint_words(self, painter: QPainter, room: QRect, line: Line) -> None:
        look = theme.current()
        first, second = QRect(room), QRect(room)
        first.setHeight(look.px(20))
        second.setTop(room.top() + look.px(20))
        second.setHeight(look.px(18))
        painter.setFont(look.font("small"))
        painter.setPen(look.color("text_3"))
        painter.drawText(first, RIGHT, line.at)
        cut = Qt.TextElideMode.ElideRight
        painter.drawText(second, LEFT, painter.fontMetrics().elidedText(line.words, cut, second.width()))
        first.setWidth(first.width() - painter.fontMetrics().horizontalAdvance(f"{line.at}  "))
        painter.setFont(look.font("body", bold=True))
        painter.setPen(look.color("text"))
        painter.drawText(first, LEFT, painter.fontMetrics().elidedText(line.title, cut, first.width()))


def _paint_bar(painter: QPainter, room: QRectF, line: Line) -> None:
    """Draw what took the time to the scale of the longest one: connecting hollow, the rest filled."""
    connected, whole = (room.width() * share for share in line.bar)
    if not whole:
        return
    look, radius = theme.current(), room.height() / 2
    ink = look.color("off")
    connect, rest = QRectF(room), QRectF(room)
    connect.setWidth(max(connected, room.height()))
    rest.setLeft(room.left() + (connect.width() + look.px(2) if connected else 0))
    rest.setRight(max(room.left() + whole, rest.left() + room.height()))
    if connected:
        painter.setPen(QPen(ink, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(connect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    if connected < whole:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawRoundedRect(rest, radius, radius)
