"""What else can be done with the row that the inspector shows: copied to run elsewhere, edited and sent."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from core.engine import Engine
from core.errors import DeskError
from core.inspect.as_request import as_curl, as_http, as_httpx
from core.log.case import export_case
from core.outgoing.request import Request
from desktop.case_door import ask_for_case
from desktop.desk import form_of
from desktop.inspector.case import Case
from desktop.inspector.copies import request_of
from desktop.inspector.document import Document
from desktop.tasks import off_ui, spawn
from desktop.widgets.notes import Act, Banner
from desktop.widgets.passing import open_over, passing_menu

Write = Callable[[Request], str]
COPIES: tuple[tuple[str, Write], ...] = (
    ("Copy as cURL", as_curl),
    ("Copy as Python (httpx)", as_httpx),
    ("Copy as HTTP", as_http),
)


class InspectorActs(QObject):
    """The acts of one inspector, its `parent`, and the menu that offers them."""

    wanted = Signal(int)
    """The id of a row that the user wants to see."""
    going = Signal(object)
    """A place of the window that the user wants to see instead."""

    def __init__(self, engine: Engine, document: Document, banner: Banner, parent: QWidget) -> None:
        super().__init__(parent)
        self._engine, self._document, self._banner = engine, document, banner
        self._case: Case | None = None
        self._copies = [self._act(words, partial(self._copy, write)) for words, write in COPIES]
        self.form = self._act("Open its webhook", self._open_form)
        self.resend = self._act("Resend edited…", self._resend, "Ctrl+E")
        self.export = self._act("Export case…", self._ask_where, "Ctrl+S")
        self.open_case = self._act("Open case…", self._ask_which, "Ctrl+O")
        self.open_case.setEnabled(True)

    def take(self, case: Case | None) -> None:
        """Act on this case from now on."""
        self._case = case
        for each in (*self._copies, self.export):
            each.setEnabled(case is not None)
        self.resend.setEnabled(case is not None and not case.is_received)
        self.form.setText(f"Open its {'plugin' if case and case.is_received else 'webhook'}")
        self.form.setEnabled(case is not None and form_of(case.row) is not None)

    def open_menu(self, at: QPoint) -> None:
        """Offer the acts."""
        menu = passing_menu(self._inspector())
        menu.addActions([self.resend, self.form])
        menu.addSeparator()
        menu.addActions(self._copies)
        menu.addSeparator()
        menu.addActions([self.export, self.open_case])
        menu.popup(at)

    def _inspector(self) -> QWidget:
        """Return the parent as what it is; kept here it would outlive its own end, in a cycle."""
        return cast(QWidget, self.parent())

    def _act(self, words: str, run: Callable[[], None], key: str = "") -> QAction:
        made = QAction(words, self)
        made.setShortcut(key)
        made.setEnabled(False)
        made.triggered.connect(run)
        self._inspector().addAction(made)
        return made

    def _copy(self, write: Write) -> None:
        if self._case:
            spawn(self._copy_request(write, request_of(self._case, self._document.data, self._engine)), self)

    async def _copy_request(self, write: Write, request: Request) -> None:
        QGuiApplication.clipboard().setText(await off_ui(self._engine.store, write, request))

    def _open_form(self) -> None:
        if self._case and (place := form_of(self._case.row)):
            self.going.emit(place)

    def _resend(self) -> None:
        from desktop.forms.resend_dialog import ResendDialog

        if self._case:
            dialog = ResendDialog(self._engine, self._case.row, self._document.data, self._inspector())
            dialog.sent.connect(self._say_sent)
            open_over(dialog)

    def _ask_where(self) -> None:
        """Let the user choose where the case goes."""
        if self._case:
            name = f"event-{self._case.row.id}.json"
            dialog = QFileDialog(self._inspector(), "Export the case", name, "Cases (*.json)")
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix("json")
            dialog.fileSelected.connect(partial(self._save, self._case.row.id))
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _ask_which(self) -> None:
        ask_for_case(self._engine.store, self._inspector())

    def _save(self, log_id: int, path: str) -> None:
        spawn(self._export(log_id, Path(path)), self)

    async def _export(self, log_id: int, path: Path) -> None:
        store = self._engine.store
        try:
            await off_ui(store, export_case, store, log_id, path)
        except DeskError as error:
            self._banner.say("bad", error.title, error.advice)
            return
        words = "Another desk opens it with Ctrl+O. Secrets in headers were taken out; the payload is whole."
        self._banner.say("ok", f"Event {log_id} is in {path.name}", words)

    def _say_sent(self, log_id: int) -> None:
        show = Act("Show it", lambda: self.wanted.emit(log_id))
        self._banner.say("ok", f"Sent as event {log_id}", "It is linked with this one.", show)
