"""The payload as text: formatted, or exactly as it came, with words to find."""

import asyncio

from PySide6.QtWidgets import QWidget

from desktop.inspector.document import Document, in_slices
from desktop.inspector.find_bar import FindBar
from desktop.inspector.rows import ExactRows, FormattedRows
from desktop.inspector.rows_view import RowsView
from desktop.tasks import spawn
from desktop.widgets.controls import label
from desktop.widgets.layout import col, holder, mark, row, rule
from desktop.widgets.switch import Segments

FORMATTED, EXACT = "Formatted", "Exact bytes"


class TextTab(QWidget):
    """Shows a document as text. What is no JSON has exact bytes only."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        mark(self, "page")
        self._document = document
        self._exact: ExactRows | None = None  # its rows are found when they are first asked for
        self._finding: asyncio.Task[None] | None = None
        self.forms = Segments([(FORMATTED, FORMATTED), (EXACT, EXACT)], "textForm", "How the text is shown")
        self.find_bar = FindBar(document, "Find in text", "textFindField", 220)
        self.view = RowsView(FormattedRows(document.index), "payloadText", "Payload as text")
        self._note = label(role="hint", cut=True)
        tools = holder(row(self.forms, self._note, None, self.find_bar, margins=(16, 8, 16, 8)))
        self.setLayout(col(tools, rule(), self.view, gap=0))
        self.find_bar.found.connect(self.view.mark)
        self.forms.chosen.connect(self._show_form)
        document.started.connect(self._on_started)
        document.grown.connect(self.view.refresh)
        document.finished.connect(self._on_finished)

    def show_place(self, offset: int) -> None:
        """Show the exact bytes, and point out a place of the data."""
        self.forms.choose(EXACT)
        spawn(self._show_exact(offset), self)

    def _on_started(self) -> None:
        self._exact, self._finding = None, None
        self._note.clear()
        if self.forms.isHidden():  # the payload before had but one form
            self.forms.show()
            self.forms.choose(FORMATTED)
        self._show_form(self.forms.value())

    def _on_finished(self) -> None:
        if self._document.index.broken is not None:
            self._note.setText("Shown as it came: it is not JSON")
            self.forms.hide()
            self.forms.choose(EXACT)

    def _show_form(self, form: object) -> None:
        if form == FORMATTED:
            self.view.show_rows(FormattedRows(self._document.index), self._document.data)
        else:
            spawn(self._show_exact(0), self)

    async def _show_exact(self, offset: int) -> None:
        """Show the exact bytes, from their first row or with a place of the data pointed out."""
        document = self._document
        if self.forms.value() != EXACT:
            return  # the user turned back meanwhile
        if self._exact is None:
            colours = document.index if document.kind() in ("json", "broken") else None
            self._exact = ExactRows(document.data, colours)
            self._finding = spawn(in_slices(self._exact.read(), self.view.refresh), self)
        self.view.show_rows(self._exact, document.data)
        if self._finding:
            await self._finding
        self.view.refresh()
        if offset:
            self.view.point_out(offset)
