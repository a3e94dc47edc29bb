"""What was packed into a value: text, JSON, bytes, or on request a picture."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from core.inspect.readout import Decoded, picture_format
from desktop.inspector.document import Document
from desktop.inspector.picture import PictureBar, PictureView
from desktop.inspector.rows import ExactRows, FormattedRows, HexRows
from desktop.inspector.rows_view import RowsView
from desktop.tasks import spawn
from desktop.widgets.controls import label
from desktop.widgets.layout import col, holder, row, rule, set_size
from desktop.widgets.notes import EmptyState
from desktop.words import count

SIZE = (640, 420)


class DecodedDialog(QDialog):
    """Shows what `decode` found. It is closed by Escape."""

    def __init__(self, found: Decoded | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("decodedDialog")
        self.setWindowTitle("Decoded value")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_size(self, *SIZE)
        self.document = Document(self)
        self.view = RowsView(HexRows(b""), "decodedText", "Decoded value", gutter=0)
        self.picture = PictureView()
        self._pages = QStackedWidget()
        for page in (self.view, self.picture, _nothing()):
            self._pages.addWidget(page)
        self.bar = PictureBar(self._show_picture)
        size = f" · {count(len(found.data), 'byte')}" if found else ""
        words = label(f"{found.what}{size}" if found else "", "strong")
        head = holder(row(words, None, margins=(16, 12, 16, 8)))
        head.setVisible(found is not None)
        self.setLayout(col(head, self.bar, rule(), self._pages, gap=0))
        self._pages.setCurrentIndex(0 if found else 2)
        if found:
            self.bar.offer(found.data)
            spawn(self._read(found.data), self)

    async def _read(self, data: bytes) -> None:
        """Show JSON formatted, text as it is, and other bytes in hexadecimal."""
        await self.document.read(data)
        kind = self.document.kind()
        if kind == "json":
            self.view.show_rows(FormattedRows(self.document.index), data)
        elif self.document.is_utf8 and not picture_format(data) and b"\0" not in data:
            rows = ExactRows(data)
            for _ in rows.read():
                pass
            self.view.show_rows(rows, data)
        else:
            self.view.show_rows(HexRows(data), data)

    def _show_picture(self, data: bytes) -> None:
        self._pages.setCurrentWidget(self.picture)
        spawn(self.picture.show_data(data), self)


def _nothing() -> EmptyState:
    made = EmptyState("brackets-curly")
    made.say("Nothing is packed in here", "It is neither base64 nor a JWT, a data URL or JSON.")
    return made
