"""A request's body: its exact bytes, and a text to look at, to paste into and to change."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QFileDialog, QWidget

from core.errors import InvalidInput
from core.store.database import Store
from desktop import theme
from desktop.tasks import off_ui, spawn
from desktop.widgets.controls import text_box, tool
from desktop.widgets.fields import Field
from desktop.widgets.layout import col, holder
from desktop.words import count

MOST_SHOWN = 32 * 1024
"""Laying out so many bytes takes 20 ms."""
MOST_BYTES = 25 * 1000 * 1000
HINT = "Paste it, or open its file. What is pasted may lose its own line ends."


class BodyField(QWidget):
    """A body. `changed` tells that the user typed, pasted or opened another.

    Bytes that came from elsewhere stay exact until their text is changed; a long or binary one cannot be.
    """

    changed = Signal()

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._exact: bytes | None = None
        self.edit = text_box()
        self.edit.setFont(theme.current().font("small", mono=True))
        self.edit.setTabChangesFocus(True)
        self.edit.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.open_button = tool("folder-open", "Open a file with the body")
        beside = holder(col(self.open_button, None))
        self.field = Field("Body", self.edit, HINT, (beside,), "labBodyField")
        self.setLayout(col(self.field, gap=0))
        self.edit.textChanged.connect(self._on_typed)
        self.open_button.clicked.connect(self._on_open)

    def body(self) -> bytes:
        """Return the bytes."""
        return self.edit.toPlainText().encode("utf-8", "replace") if self._exact is None else self._exact

    def show_body(self, body: bytes, said: str) -> None:
        """Show bytes as they are; `said` is how they came."""
        is_whole = len(body) <= MOST_SHOWN
        self._put(body[:MOST_SHOWN].decode("utf-8", "replace"))
        self.edit.setReadOnly(not (is_whole and _is_text(body)))
        self._exact = body
        more = "" if is_whole else f" The first {MOST_SHOWN // 1024} KB are shown."
        self.field.set_hint(f"{count(len(body), 'byte')}, {said}.{more}")

    def clear(self) -> None:
        """Show no body, to be pasted into."""
        self._put("")
        self._exact = None
        self.edit.setReadOnly(False)
        self.field.set_hint(HINT)

    def open_file(self, name: str) -> None:
        """Show the bytes of a file."""
        spawn(self._open(Path(name)), self)

    def _put(self, text: str) -> None:
        blocked = self.edit.blockSignals(True)
        self.edit.setPlainText(text)
        self.edit.blockSignals(blocked)

    def _on_typed(self) -> None:
        self._exact = None
        self.field.set_hint(f"{count(len(self.body()), 'byte')}, as typed. {HINT}" if self.body() else HINT)
        self.changed.emit()

    def _on_open(self) -> None:
        dialog = QFileDialog(self, "Open a file with the body")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.open_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    async def _open(self, path: Path) -> None:
        try:
            body = await off_ui(self._store, _read, path)
        except InvalidInput as error:
            self.field.set_error(str(error))
            return
        self.field.set_error()
        self.show_body(body, f"exactly as in {path.name}")
        self.changed.emit()


def _is_text(body: bytes) -> bool:
    """Tell whether an editor of text could show these bytes and give them back."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return False
    return not {"\0", "\u2028", "\u2029"} & set(text)


def _read(path: Path) -> bytes:
    """Read a file; runs off the UI thread. Raises InvalidInput."""
    try:
        with path.open("rb") as file:
            body = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InvalidInput("This file cannot be read.", f"{error.strerror}.") from error
    if len(body) > MOST_BYTES:
        raise InvalidInput("This file is too large.", "A body has at most 25 MB.")
    return body
