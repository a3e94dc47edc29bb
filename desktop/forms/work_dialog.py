"""What the dialogs have in common that do long work step by step and can be stopped between two steps."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from core.errors import DeskError
from core.store.database import Store
from desktop.forms.walk import walk
from desktop.widgets.controls import button

T = TypeVar("T")


class WorkDialog(QDialog):
    """Its close button and Escape stop the work that is under way; where there is none, they close it."""

    def __init__(self, name: str, title: str, close: str, parent: QWidget | None) -> None:
        """Take the objectName, the window's title, and the word on the close button."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.runs = self.stopped = False
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        self.bar.hide()
        self.close_button = button(close)
        self.close_button.clicked.connect(self.reject)

    def reject(self) -> None:
        """Stop what is under way, at its next step; else close."""
        self.stopped = True
        if not self.runs:
            super().reject()

    def start(self, steps: int = 0) -> None:
        """Take note that work is under way; without a number of steps nobody knows how much it is."""
        self.runs, self.stopped = True, False
        self.bar.setRange(0, steps)

    async def go_through(self, store: Store, answers: Iterator[T], tell: Callable[[T], None]) -> str:
        """Tell each answer of the work until its end, or until it is stopped; return what went wrong."""
        try:
            await walk(store, answers, tell, lambda: self.stopped)
        except DeskError as error:
            return str(error)
        finally:
            self.runs = False
        return ""

    def say_close(self, word: str) -> None:
        """Say what the close button does now."""
        self.close_button.setText(word)
        self.close_button.setAccessibleName(word)
