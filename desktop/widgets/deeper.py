"""What a page shows in place of its list until somebody goes back: a form, or the whole of one row."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.widgets.layout import mark


class Deeper(QWidget):
    """Has a page's ground, and is left by Escape too."""

    leaving = Signal()
    """The user wants to go back; the page asks first if something is unsaved."""

    def __init__(self, name: str) -> None:
        """Take the objectName."""
        super().__init__()
        self.setObjectName(name)
        mark(self, "page")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.leaving.emit()
        else:
            super().keyPressEvent(event)
