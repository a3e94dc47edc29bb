"""Choices that act at once: a switch, and segments for two to four of a kind."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QSizePolicy, QToolButton, QWidget

from desktop import theme
from desktop.paint import paint_switch
from desktop.widgets.layout import mark, row

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
_WIDE, _HIGH = 32, 18


class Switch(QAbstractButton):
    """On or off, with a word beside it. Turned by a click or by Space; `toggled` tells."""

    def __init__(self, text: str, *, on: bool = False, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setChecked(on)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the room of the switch and its word."""
        px = theme.current().px
        word = px(8) + self.fontMetrics().horizontalAdvance(self.text()) if self.text() else 0
        return QSize(px(_WIDE) + word + 6, px(theme.CONTROL))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the switch, the ring of the focus, and the word."""
        look = theme.current()
        painter = QPainter(self)
        wide, high = look.px(_WIDE), look.px(_HIGH)
        box = QRectF(2, (self.height() - high) / 2, wide, high)
        paint_switch(painter, box, self.isChecked(), enabled=self.isEnabled())
        painter.setPen(look.color("text" if self.isEnabled() else "control"))
        word = self.rect().adjusted(wide + look.px(8) + 2, 0, 0, 0)
        painter.drawText(word, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.color("text" if self.isChecked() else "accent"), 2))
            painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), high / 2 + 1, high / 2 + 1)
        painter.end()


class Segments(QFrame):
    """One of a few, all in sight. Turned by a click or by the arrow keys; `chosen` tells its value."""

    chosen = Signal(object)

    def __init__(
        self, choices: Sequence[tuple[str, object]], name: str, accessible: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        mark(self, "segments")
        self._values = [value for _, value in choices]
        self._group = QButtonGroup(self)
        buttons = [self._segment(text, at) for at, (text, _) in enumerate(choices)]
        self.setLayout(row(*buttons, gap=0))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.current().px(theme.CONTROL))
        self._group.idToggled.connect(self._on_toggled)

    def value(self) -> Any:
        """Return what the chosen segment stands for."""
        return self._values[self._group.checkedId()]

    def choose(self, value: object) -> None:
        """Turn to the segment that stands for `value`."""
        self._group.button(self._values.index(value)).setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn to a neighbour by an arrow key."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        at = min(max(self._group.checkedId() + step, 0), len(self._values) - 1)
        self._group.button(at).setFocus(Qt.FocusReason.OtherFocusReason)
        self._group.button(at).setChecked(True)

    def _segment(self, text: str, at: int) -> QToolButton:
        made = _Segment()
        made.setText(text)
        made.setAccessibleName(text)
        made.setCheckable(True)
        made.setChecked(at == 0)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus if at == 0 else Qt.FocusPolicy.ClickFocus)
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._group.addButton(made, at)
        return made

    def _on_toggled(self, at: int, checked: bool) -> None:
        """Tell the new value; Tab comes to the chosen segment alone."""
        policy = Qt.FocusPolicy.StrongFocus if checked else Qt.FocusPolicy.ClickFocus
        self._group.button(at).setFocusPolicy(policy)
        if checked:
            self.chosen.emit(self._values[at])


class _Segment(QToolButton):
    """Leaves arrow keys to its frame: a button's own way with them moves the focus and turns nothing."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take every other key."""
        if Qt.Key(event.key()) in _STEPS:
            event.ignore()
        else:
            super().keyPressEvent(event)
