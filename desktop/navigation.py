"""The list of pages at the window's left, with how many there are of what they show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from desktop import theme
from desktop.tables.delegates import Index
from desktop.words import plain_tip

ICON_ROLE = Qt.ItemDataRole.UserRole.value
PILL_ROLE = ICON_ROLE + 1
VIEW_ROLE = ICON_ROLE + 2
NAME_ROLE = Qt.ItemDataRole.AccessibleTextRole.value
HEIGHT, INSET = 32, 8
VIEW_ICON = "bookmark-simple"
ABOVE_VIEWS, PILL_ROOM, DOT = 13, 24, 7
LOG_ROW = 1
"""The page that views are of."""
_SELECTED, _HOVERED = QStyle.StateFlag.State_Selected.value, QStyle.StateFlag.State_MouseOver.value
BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_FOCUSED = QStyle.StateFlag.State_HasFocus.value


@dataclass(frozen=True, slots=True)
class Pill:
    """A number beside a page's name, what it counts ("3 failing webhooks"), and a tone for what is wrong."""

    number: int
    words: str
    tone: str = ""


class Navigation(QListWidget):
    """The pages, one to a row, and after them the saved views of the log."""

    def __init__(self, pages: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """Take pairs of a page's title and its icon."""
        super().__init__(parent)
        self.by_keyboard = False
        """Whether the keyboard is being used here, so that its place must be seen."""
        self.has_words = True
        """Whether the pages are named beside their icons."""
        self.setObjectName("navigation")
        self.setAccessibleName("Pages")
        self.setProperty("role", "chrome")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_NavigationDelegate(self))
        for title, icon in pages:
            item = QListWidgetItem(title)
            item.setData(ICON_ROLE, icon)
            self.addItem(item)
        self.pages = self.count()
        """How many rows are pages; the views come after them."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring of the focus to those who came by keyboard."""
        self.by_keyboard = event.reason() in BY_KEYBOARD
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show the ring of the focus from the first key on."""
        self.by_keyboard = True
        super().keyPressEvent(event)

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> Any:
        """Say where the current row is, as the menu that a key opens stands there."""
        if query == Qt.InputMethodQuery.ImCursorRectangle and self.currentIndex().isValid():
            return self.visualRect(self.currentIndex())
        return super().inputMethodQuery(query)

    def show_words(self, on: bool) -> None:
        """Name the pages, or leave their icons alone; their names are tooltips then."""
        self.has_words = on
        self.viewport().update()

    def show_views(self, views: Sequence[tuple[int, str, Pill]], shown: int | None) -> None:
        """Show these views below the pages: the id, the name and what is new of each; `shown` is open."""
        row, blocked = self.currentRow(), self.blockSignals(True)
        if [view_id for view_id, *_ in views] != [self.view_of(at) for at in range(self.pages, self.count())]:
            while self.count() > self.pages:
                self.takeItem(self.pages)
            for view_id, *_ in views:
                item = QListWidgetItem(self)
                item.setData(ICON_ROLE, VIEW_ICON)
                item.setData(VIEW_ROLE, view_id)
            if not self.point_to(shown):
                self.setCurrentRow(row if row < self.pages else LOG_ROW)
        for at, (_, name, pill) in enumerate(views, self.pages):
            self.item(at).setText(name)
            self.item(at).setToolTip(plain_tip(name))
            _show_pill(self.item(at), pill)
        self.blockSignals(blocked)

    def view_of(self, at: int) -> int | None:
        """Return the id of the view in a row; None for a page."""
        found = self.item(at).data(VIEW_ROLE) if 0 <= at < self.count() else None
        return found if isinstance(found, int) else None

    def view_at(self, place: QPoint) -> int | None:
        """Return the id of the view at a place, if there is one."""
        return self.view_of(self.indexAt(place).row())

    def point_to(self, view_id: int | None) -> bool:
        """Make the row of a view the current one; tell whether it is there."""
        found = [at for at in range(self.pages, self.count()) if self.view_of(at) == view_id]
        if found and view_id is not None:
            self.setCurrentRow(found[0])
        return bool(found) and view_id is not None

    def show_pill(self, title: str, pill: Pill | None) -> None:
        """Show a number beside a page's name; None or a number of 0 shows nothing."""
        for at in range(self.pages):
            if self.item(at).text() == title:
                _show_pill(self.item(at), pill)


def _show_pill(item: QListWidgetItem, pill: Pill | None) -> None:
    shown = pill if pill and pill.number else None
    item.setData(PILL_ROLE, shown)
    item.setData(NAME_ROLE, f"{item.text()}, {shown.words}" if shown else item.text())


class _NavigationDelegate(QStyledItemDelegate):
    """Draws a page's icon, its name and its number."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the same height for every row, and more for the first view: a line stands above it."""
        px = theme.current().px
        return QSize(100, px(HEIGHT) + (px(ABOVE_VIEWS) if _is_first_view(index) else 0))

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Show a page's name and what its number counts where its icon stands alone."""
        if getattr(view, "has_words", True):
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), plain_tip(index.data(NAME_ROLE) or index.data() or ""), view)
        return True

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        look, state = theme.current(), option.state.value
        chosen, room = bool(state & _SELECTED), option.rect.adjusted(INSET, 1, -INSET, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if _is_first_view(index):
            above = look.px(ABOVE_VIEWS)
            painter.fillRect(room.left(), option.rect.top() + above // 2, room.width(), 1, look.color("line"))
            room.setTop(room.top() + above)
        if chosen or state & _HOVERED:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("selection" if chosen else "selection_off"))
            painter.drawRoundedRect(QRectF(room), 6, 6)
        if state & _FOCUSED and getattr(option.widget, "by_keyboard", True):
            painter.setPen(QPen(look.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(room).adjusted(1, 1, -1, -1), 6, 6)
        ink = "accent" if chosen else "text_2"
        if getattr(option.widget, "has_words", True):
            _paint_page(painter, room, index, ink)
        else:
            _paint_icon(painter, room, index, ink)
        painter.restore()


def _is_first_view(index: Index) -> bool:
    return index.data(VIEW_ROLE) is not None and index.sibling(index.row() - 1, 0).data(VIEW_ROLE) is None


def _paint_page(painter: QPainter, room: QRect, index: Index, ink: str) -> None:
    """Draw a page's icon, its name and its number."""
    look, side, is_chosen = theme.current(), theme.current().px(16), ink == "accent"
    box = QRect(room.left() + look.px(8), room.center().y() - side // 2 + 1, side, side)
    look.icon(index.data(ICON_ROLE), ink).paint(painter, box)
    painter.setFont(look.font("body", bold=is_chosen))
    painter.setPen(look.color("text" if is_chosen else "text_2"))
    words, pill = room.adjusted(look.px(18) + side, 0, -look.px(8), 0), index.data(PILL_ROLE)
    space = words.width() - (look.px(PILL_ROOM) if pill else 0)
    text = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, space)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
    if pill:
        _paint_pill(painter, room, pill)


def _paint_icon(painter: QPainter, room: QRect, index: Index, ink: str) -> None:
    """Draw a page's icon alone, with a dot where its number tells of something wrong."""
    look, side = theme.current(), theme.current().px(16)
    box = QRect(room.center().x() - side // 2 + 1, room.center().y() - side // 2 + 1, side, side)
    look.icon(index.data(ICON_ROLE), ink).paint(painter, box)
    pill = index.data(PILL_ROLE)
    if pill and pill.tone:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(pill.tone))
        painter.drawEllipse(QRectF(box.right() - 1, box.top() - look.px(3), look.px(DOT), look.px(DOT)))


def _paint_pill(painter: QPainter, room: QRect, pill: Pill) -> None:
    """Draw the number at the right; one that tells of something wrong has a ground."""
    look = theme.current()
    text = str(pill.number) if pill.number < 1_000 else f"{pill.number // 1_000}k"
    painter.setFont(look.font("caption", bold=bool(pill.tone)))
    wide, high = painter.fontMetrics().horizontalAdvance(text) + look.px(12), look.px(18)
    box = QRectF(room.right() - wide - look.px(6), room.center().y() - high / 2 + 1, wide, high)
    if pill.tone:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(f"{pill.tone}_soft"))
        painter.drawRoundedRect(box, high / 2, high / 2)
    painter.setPen(look.color(pill.tone or "text_3"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
