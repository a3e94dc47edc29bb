"""The bytes of a payload in hexadecimal; where they are a picture, it can be looked at."""

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.inspector.document import Document
from desktop.inspector.picture import PictureBar, PictureView
from desktop.inspector.rows import HexRows
from desktop.inspector.rows_view import RowsView
from desktop.tasks import spawn
from desktop.widgets.layout import col, mark


class RawTab(QWidget):
    """Shows a document's bytes, of which only those in sight are written out."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        mark(self, "page")
        self._document = document
        self.view = RowsView(HexRows(b""), "payloadRaw", "Payload in hexadecimal", gutter=76)
        self.picture = PictureView()
        self.bar = PictureBar(self._show_picture)
        self._pages = QStackedWidget()
        for page in (self.view, self.picture):
            self._pages.addWidget(page)
        self.setLayout(col(self.bar, self._pages, gap=0))
        document.started.connect(self._on_started)

    def _on_started(self) -> None:
        data = self._document.data
        self.view.show_rows(HexRows(data), data)
        self.bar.offer(data)
        self._pages.setCurrentWidget(self.view)

    def _show_picture(self, data: bytes) -> None:
        self._pages.setCurrentWidget(self.picture)
        spawn(self.picture.show_data(data), self)
