"""The ways by which a case file comes into the window: a key, the choice of a file, and dropping one."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QWidget

from core.store.database import Store
from desktop.tasks import spawn

FILES = "Cases (*.json);;All files (*)"


class CaseDoor(QObject):
    """Opens case files over a window, which it belongs to."""

    def __init__(self, store: Store, window: QWidget) -> None:
        super().__init__(window)
        self._store, self._window = store, window
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Open), window, self.ask)

    def ask(self) -> None:
        """Let the user choose a file."""
        ask_for_case(self._store, self._window)

    def open(self, path: str) -> None:
        """Show a case file; what is none is told in the window."""
        _open(self._store, self._window, path)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take one file that is dragged onto the window."""
        if event.type() == QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            if _one_file(event):
                event.acceptProposedAction()
            return True
        if event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent):
            if path := _one_file(event):
                event.acceptProposedAction()
                self.open(path)
            return True
        return super().eventFilter(watched, event)


def ask_for_case(store: Store, over: QWidget) -> None:
    """Let the user choose a case file, and show it over a window or dialog."""
    dialog = QFileDialog(over, "Open a case", "", FILES)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(partial(_open, store, over))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _open(store: Store, over: QWidget, path: str) -> None:
    from desktop.inspector.case_inspector import open_case

    spawn(open_case(store, Path(path), over), over)


def _one_file(event: QDropEvent) -> str:
    """Return the path of the only local file that is dragged, or nothing."""
    urls = event.mimeData().urls()
    return urls[0].toLocalFile() if len(urls) == 1 else ""
