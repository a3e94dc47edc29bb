"""The list of pages at the window's left, with how many there are of what they show."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop import theme
from desktop.tables.delegates import Index

ICON_ROLE = Qt.ItemDataRole.UserRole.value
PILL_ROLE = ICON_ROLE + 1
NAME_ROLE = Qt.ItemDataRole.AccessibleTextRole.value
HEIGHT, INSET = 32, 8
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
    """The pages, one to a row."""

    def __init__(self, pages: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """Take pairs of a page's title and its icon."""
        super().__init__(parent)
        self.by_keyboard = False
        """Whether the keyboard is being used here, so that its place must be seen."""
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

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring of the focus to those who came by keyboard."""
        self.by_keyboard = event.reason() in BY_KEYBOARD
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show the ring of the focus from the first key on."""
        self.by_keyboard = True
        super().keyPressEvent(event)

    def show_pill(self, title: str, pill: Pill | None) -> None:
        """Show a number beside a page's name; None or a number of 0 shows nothing."""
        for item in self.findItems(title, Qt.MatchFlag.MatchExactly):
            shown = pill if pill and pill.number else None
            item.setData(PILL_ROLE, shown)
            item.setData(NAME_ROLE, f"{title}, {shown.words}" if shown else title)


class _NavigationDelegate(QStyledItemDelegate):
    """Draws a page's icon, its name and its number."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the same height for every page."""
        return QSize(100, theme.current().px(HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        look, state = theme.current(), option.state.value
        chosen, room = bool(state & _SELECTED), option.rect.adjusted(INSET, 1, -INSET, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or state & _HOVERED:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("selection" if chosen else "selection_off"))
            painter.drawRoundedRect(QRectF(room), 6, 6)
        if state & _FOCUSED and getattr(option.widget, "by_keyboard", True):
            painter.setPen(QPen(look.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(room).adjusted(1, 1, -1, -1), 6, 6)
        side = look.px(16)
        box = QRect(room.left() + look.px(8), room.center().y() - side // 2 + 1, side, side)
        look.icon(index.data(ICON_ROLE), "accent" if chosen else "text_2").paint(painter, box)
        painter.setFont(look.font("body", bold=chosen))
        painter.setPen(look.color("text" if chosen else "text_2"))
        words = room.adjusted(look.px(18) + side, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, index.data())
        if pill := index.data(PILL_ROLE):
            _paint_pill(painter, room, pill)
        painter.restore()


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
