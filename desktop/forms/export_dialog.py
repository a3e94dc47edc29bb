"""Writing rows of the log to a file: which and in what form, then how far it is."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from core.engine import Engine
from core.log.export import steps
from desktop import theme
from desktop.forms.delete_dialog import Scope
from desktop.forms.work_dialog import WorkDialog
from desktop.tasks import spawn
from desktop.widgets.controls import button, label
from desktop.widgets.layout import col, foot, holder, row, rule
from desktop.widgets.switch import Segments
from desktop.words import count

WIDTH = 560
FORMATS = (("JSON lines, with payloads", ".jsonl"), ("CSV, for a spreadsheet", ".csv"))
HINTS = {
    ".jsonl": "One event a line, with its payload as it was sent or received.",
    ".csv": "The columns of the log, without payloads. What looks like a formula gets an apostrophe.",
}


class ExportDialog(WorkDialog):
    """Asks what and where to; can be cancelled, and leaves no half a file."""

    def __init__(self, engine: Engine, choices: Sequence[Scope], parent: QWidget | None = None) -> None:
        super().__init__("exportDialog", "Export events", "Close", parent)
        self._store = engine.store
        self._written = 0
        self.scope = Segments(choices, "exportScope", "What to export")
        self.format = Segments(FORMATS, "exportFormat", "Format")
        self.title = label("Export events", "title", wrap=True)
        self.hint, self.notes = label(role="hint", wrap=True), label(tone="bad", wrap=True)
        self.export_button = button("Export…", "primary", "download-simple", "exportFileButton")
        self._lay_out()
        self.format.chosen.connect(self._tell)
        self.export_button.clicked.connect(self._on_export)
        self._tell()

    def export(self, path: Path) -> None:
        """Begin to write a file."""
        self.start()
        self._written = 0
        self._tell()
        spawn(self._export(path), self)

    def _on_export(self) -> None:
        suffix = self.format.value()
        asked = QFileDialog(self, "Export events", str(Path.home() / f"events{suffix}"))
        asked.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        asked.setDefaultSuffix(suffix)
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.fileSelected.connect(lambda name: self.export(Path(name)))
        asked.open()

    async def _export(self, path: Path) -> None:
        work = steps(self._store, path, self.scope.value())
        trouble = await self.go_through(self._store, work, self._show)
        self._tell()
        if trouble or self.stopped:
            self.notes.setText(trouble or "Nothing was written.")
        else:
            self.title.setText(f"Wrote {count(self._written, 'event')} to {path.name}")
        self.notes.setVisible(bool(self.notes.text()))

    def _show(self, written: int) -> None:
        self._written = written
        self.title.setText(f"Exporting: {written:,} events")

    def _tell(self) -> None:
        self.hint.setText(HINTS[self.format.value()])
        self.bar.setVisible(self.runs)
        self.notes.setText("")
        self.notes.hide()
        self.title.setText("Export events")
        self.say_close("Cancel" if self.runs else "Close")
        for each in (self.scope, self.format, self.export_button):
            each.setEnabled(not self.runs)

    def _lay_out(self) -> None:
        self.setMinimumWidth(theme.current().px(WIDTH))
        choices = (row(self.scope, None), row(self.format, None))
        body = col(
            self.title, *choices, self.hint, self.bar, self.notes, None, gap=8, margins=(16, 16, 16, 16)
        )
        self.setLayout(col(holder(body), rule(), foot(None, self.close_button, self.export_button), gap=0))
