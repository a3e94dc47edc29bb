"""The ways by which a case file comes into the window: a key, the choice of a file, and dropping one."""

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
        dialog = QFileDialog(self._window, "Open a case", "", FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.open)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def open(self, path: str) -> None:
        """Show a case file; what is none is told in the window."""
        from desktop.inspector.case_inspector import open_case

        spawn(open_case(self._store, Path(path), self._window), self._window)

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


def _one_file(event: QDropEvent) -> str:
    """Return the path of the only local file that is dragged, or nothing."""
    urls = event.mimeData().urls()
    return urls[0].toLocalFile() if len(urls) == 1 else ""
