"""The field that searches, with chips for filters that were set elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QLineF, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from desktop import theme
from desktop.widgets.layout import mark, restyle
from desktop.widgets.mark import Picture
from desktop.words import plain_tip

PAUSE_MS = 200  # after the last key


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter that a chip shows, "app Storefront sync", and how to take it off."""

    key: str
    value: str
    remove: Callable[[], None]


class SearchField(QFrame):
    """A line to search by. `searched` tells its text when the typing pauses, and at once on Enter.

    Escape empties it; Backspace in an empty line takes the last chip off. `edit` is the line itself.
    """

    searched = Signal(str)
    left = Signal()
    """Down was pressed: the user goes on to what was found."""

    def __init__(self, hint: str, name: str = "", width: int = 0) -> None:
        """Take the `width` that it wants, for a 13 px font; without one it takes what there is."""
        super().__init__()
        self._width = width
        mark(self, "field")
        self.edit = QLineEdit()
        self.edit.setObjectName(name)
        self.edit.setProperty("role", "bare")
        self.edit.setPlaceholderText(hint)
        self.edit.setAccessibleName(hint)
        self.edit.setFrame(False)
        self.edit.installEventFilter(self)
        self.setFocusProxy(self.edit)
        wants = QSizePolicy.Policy.Preferred if width else QSizePolicy.Policy.Expanding
        self.setSizePolicy(wants, QSizePolicy.Policy.Fixed)
        self._filters: tuple[Filter, ...] = ()
        self.chips = Chips()
        self._lay_out()
        self._told = ""
        self._pause = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._tell)
        self.edit.textChanged.connect(self._pause.start)
        self.edit.returnPressed.connect(self._tell)

    def sizeHint(self) -> QSize:
        """Return the room that it wants."""
        hint = super().sizeHint()
        return QSize(theme.current().px(self._width) or hint.width(), hint.height())

    def text(self) -> str:
        """Return what is searched for, without spaces around it."""
        return self.edit.text().strip()

    def set_text(self, text: str) -> None:
        """Search for a text, as if it had been typed and Enter pressed."""
        self.edit.setText(text)
        self._tell()

    def clear(self) -> None:
        """Empty the line, and tell so at once."""
        self.set_text("")

    def show_filters(self, filters: Sequence[Filter]) -> None:
        """Show these filters as chips before the line."""
        self._filters = tuple(filters)
        self.chips.show_filters(filters, self.edit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the line's focus with the frame's ring, and take Escape and Backspace."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            restyle(self, "focused", event.type() == QEvent.Type.FocusIn)
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._takes(Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _takes(self, key: Qt.Key) -> bool:
        if key == Qt.Key.Key_Escape and self.edit.text():
            self.clear()
            return True
        if key == Qt.Key.Key_Backspace and self._filters and not self.edit.text():
            self._filters[-1].remove()
            return True
        if key == Qt.Key.Key_Down:
            self.left.emit()
        return False

    def _tell(self) -> None:
        self._pause.stop()
        if self.text() != self._told:
            self._told = self.text()
            self.searched.emit(self._told)

    def _lay_out(self) -> None:
        px = theme.current().px
        layout = QHBoxLayout(self)
        layout.setContentsMargins(px(8), 1, px(4), 1)
        layout.setSpacing(px(4))
        layout.addWidget(Picture("magnifying-glass", 14, "text_3"))
        layout.addWidget(self.chips)
        layout.addWidget(self.edit, 1)
        self.setFixedHeight(px(theme.CONTROL))


class Chips(QWidget):
    """Chips beside each other."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[Chip] = []
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(theme.current().px(4))
        self._line.addStretch(1)
        self.hide()

    def show_filters(self, filters: Sequence[Filter], before: QWidget) -> None:
        """Show these filters in place of the others; without any there is nothing to see.

        Tab leads to them from what stands `before` them.
        """
        for chip in self._shown:
            self._line.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._shown = [Chip(each.key, each.value) for each in filters]
        for at, (chip, each) in enumerate(zip(self._shown, filters, strict=True)):
            chip.clicked.connect(each.remove)
            self._line.insertWidget(at, chip)
            QWidget.setTabOrder(before, chip)
            before = chip
        self.setVisible(bool(filters))

    def width_needed(self) -> int:
        """Return how wide all chips are."""
        return sum(chip.sizeHint().width() + self._line.spacing() for chip in self._shown)


class Chip(QAbstractButton):
    """One filter: what it filters by, its value, and a cross. A click, Space or Delete takes it off."""

    def __init__(self, key: str, value: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key, self._value = key, value
        self.setText(f"{key} {value}".strip())
        self.setAccessibleName(f"Remove the filter {self.text()}")
        self.setToolTip(plain_tip(f"Remove the filter “{self.text()}”"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the room of the words and the cross."""
        look = theme.current()
        words = QFontMetrics(look.font("small")).horizontalAdvance(self.text())
        return QSize(words + look.px(26), look.px(20))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete and Backspace do what a click does."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground, the two words, the cross and the ring of the focus."""
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = QPen(look.color("accent"), 2) if self.hasFocus() else QPen(Qt.PenStyle.NoPen)
        painter.setPen(ring)
        painter.setBrush(look.color("accent_soft"))
        inset = 1 if self.hasFocus() else 0
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 4, 4)
        painter.setFont(look.font("small"))
        words = self.rect().adjusted(look.px(6), 0, 0, 0)
        painter.setPen(look.color("text_3"))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._key)
        key = f"{self._key} " if self._key else ""
        words.setLeft(words.left() + painter.fontMetrics().horizontalAdvance(key))
        painter.setPen(look.color("accent"))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._value)
        self._paint_cross(painter)
        painter.end()

    def _paint_cross(self, painter: QPainter) -> None:
        look = theme.current()
        x, y, arm = self.width() - look.px(11), self.height() / 2, look.px(3)
        painter.setPen(QPen(look.color("text_3"), 1.3, c=Qt.PenCapStyle.RoundCap))
        painter.drawLines(
            [QLineF(x - arm, y - arm, x + arm, y + arm), QLineF(x - arm, y + arm, x + arm, y - arm)]
        )
