"""A short word on what was done."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QWidget

from desktop.widgets.controls import button, label
from desktop.widgets.layout import mark, row
from desktop.words import plain_tip

TOAST_MS = 6_000


class Toast(QFrame):
    """A short word on what was done, in a window's foot for 6 s, with Undo where there is one."""

    def __init__(self, window: QWidget, room: Callable[[], QRect]) -> None:
        """Take what tells the part of the window in which nothing is pressed."""
        super().__init__(window)
        self._window, self._room = window, room
        mark(self, "toast")
        self._words = label(cut=True)
        self._undo = button("Undo", "link")
        self._undo.setProperty("role", "small")
        self._undo.setShortcut(QKeySequence.StandardKey.Undo)  # a field that is typed in takes it before
        self._undo.setToolTip(
            plain_tip(self._undo.shortcut().toString(QKeySequence.SequenceFormat.NativeText))
        )
        self._act: Callable[[], None] | None = None
        self._undo.clicked.connect(self._on_undo)
        self.setLayout(row(self._words, 4, self._undo, gap=4, margins=(12, 0, 8, 0)))
        self._timer = QTimer(self, interval=TOAST_MS, singleShot=True)
        self._timer.timeout.connect(self.hide)
        window.installEventFilter(self)
        self.hide()

    def say(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Show a text, and Undo if there is a way back."""
        self._words.setText(text)
        self._act = undo
        self._undo.setVisible(undo is not None)
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def text(self) -> str:
        """Return what it says or said last."""
        return self._words.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the window's foot."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        """Stand in the middle of the window, as far as the room reaches; a text that is wider is cut."""
        room = self._room()
        wide = min(self.sizeHint().width(), room.width())
        left = min(max((self._window.width() - wide) // 2, room.left()), room.right() + 1 - wide)
        self.setGeometry(left, room.top(), wide, room.height())

    def _on_undo(self) -> None:
        self.hide()
        if self._act:
            self._act()
