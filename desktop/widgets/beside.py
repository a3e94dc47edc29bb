"""Dialogs that stand beside what is open, as many as somebody wants."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QWidget

from desktop.widgets.layout import set_size


class BesideDialog(QDialog):
    """Is not modal, and gone once it is closed. Escape closes it; Enter belongs to what has the focus."""

    def __init__(self, name: str, size: tuple[int, int], parent: QWidget | None) -> None:
        """Take the objectName, and the size for a 13 px font."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_size(self, *size)

    def open(self) -> None:
        """Show the dialog beside what is open already."""
        self.show()
        self.raise_()
        self.activateWindow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press no button of the dialog."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
