"""A chart whose marks can be pointed at, walked through by key, and opened."""

from abc import abstractmethod

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip, QWidget

from desktop.words import plain_tip

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Marked(QWidget):
    """Says which of its marks is meant; a subclass shows them, and says where they are and what they tell.

    A click opens a mark, as do Enter and Space on the one that the arrow keys went to.
    """

    opened = Signal(int)
    """The place of a mark among the marks, from 0."""

    def __init__(self, accessible: str) -> None:
        super().__init__()
        self.setAccessibleName(accessible)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.at: int | None = None
        """The mark under the mouse, or the one that the keys went to."""

    @abstractmethod
    def mark_count(self) -> int:
        """Return how many marks there are."""

    @abstractmethod
    def mark_at(self, point: QPointF) -> int | None:
        """Return the mark at a point, if there is one."""

    @abstractmethod
    def mark_words(self, at: int) -> str:
        """Return what a mark says, for its tooltip and for screen readers."""

    @abstractmethod
    def show_mark(self) -> None:
        """Show which mark is meant, now that it is another one or the focus came or went."""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show which mark is meant."""
        self._go(self.mark_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Mean none any more."""
        super().leaveEvent(event)
        self._go(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Mean none any more."""
        super().focusOutEvent(event)
        self._go(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the mark as the one of the keys."""
        super().focusInEvent(event)
        self.show_mark()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open what was clicked."""
        at = self.mark_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and at is not None:
            self.opened.emit(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to a neighbour, or open the mark."""
        key = Qt.Key(event.key())
        if key in _STEPS and self.mark_count():
            last = self.mark_count() - 1
            start = -1 if _STEPS[key] > 0 else last + 1
            self._go(min(max((start if self.at is None else self.at) + _STEPS[key], 0), last))
        elif key in _OPENS and self.at is not None:
            self.opened.emit(self.at)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Give the mark's words as the tooltip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = self.mark_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if at is None else plain_tip(self.mark_words(at)), self)
            return True
        return super().event(event)

    def _go(self, at: int | None) -> None:
        if at != self.at:
            self.at = at
            self.setAccessibleDescription("" if at is None else self.mark_words(at))
            has_hand = at is not None and self.underMouse()
            self.setCursor(Qt.CursorShape.PointingHandCursor if has_hand else Qt.CursorShape.ArrowCursor)
            self.show_mark()
