"""Editing an event before it is sent again: its payload, its webhook or its address."""

from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QStackedWidget, QWidget

from core.engine import Engine
from core.errors import DeskError, InvalidInput
from core.inspect.as_request import as_http
from core.log.event_log import LogRow
from core.outgoing.resend import Edit, draft, resend, would_send
from core.outgoing.webhooks import Webhook, list_webhooks
from core.store.database import Store
from desktop import theme
from desktop.forms.json_edit import JsonEdit
from desktop.tasks import Reader, off_ui, spawn
from desktop.widgets.controls import begin, busy, button, combo, label, refill, text_box
from desktop.widgets.fields import Field
from desktop.widgets.layout import col, foot, holder, restyle, row, rule, set_size
from desktop.widgets.switch import Segments
from desktop.words import bare_url, count, size

SIZE = (860, 620)
PAUSE_MS = 150  # after the last key, before it is checked
MOST_EDITED = 256 * 1024
"""A larger payload is not edited here: typing in it would stutter. In bytes."""
MOST_SHOWN = 64 * 1024
EDIT, LOOK = "Payload", "What would be sent"


@dataclass(frozen=True, slots=True)
class _Looked:
    """What an edit would send, as HTTP, and its payload's size in bytes; or what is wrong, and where."""

    edit: Edit
    request: str = ""
    size: int = 0
    error: str = ""
    field: str = ""
    is_calm: bool = False
    """Whether it is no fault: nothing was changed yet."""


class ResendDialog(QDialog):
    """Sends what was edited as a row of its own. `sent` tells its id, and then the dialog closes."""

    sent = Signal(int)

    def __init__(self, engine: Engine, original: LogRow, body: bytes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("resendDialog")
        self.setWindowTitle(f"Resend event {original.id}, edited")
        self._engine, self._original, self._body = engine, original, body
        self.webhook = combo([], "resendWebhook", "Webhook")
        self.address = QLineEdit()
        self.address_field = Field(
            "Another address (optional)", self.address, "Tried once, without the webhook's own headers."
        )
        self.forms = Segments([(EDIT, EDIT), (LOOK, LOOK)], "resendForm", "What is shown")
        self.payload, self.preview = JsonEdit(), text_box()
        self._pages = QStackedWidget()
        self._error, self._size = label(role="hint", tone="bad", wrap=True), label(role="hint")
        self.close_button = button("Cancel")
        self.send_button = button("Send", "primary", "paper-plane-tilt", name="resendButton")
        self._reader = Reader(self._look, self)
        self._judged: Edit | None = None
        """What was checked last, or is being checked."""
        self._pause = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._lay_out()
        self._fill()
        self._connect()
        self.send_button.setEnabled(False)
        self.payload.setFocus()
        spawn(self._read_webhooks(), self)

    def _lay_out(self) -> None:
        set_size(self, *SIZE)
        self.payload.setObjectName("resendPayload")
        self.payload.setAccessibleName("Payload")
        self.preview.setReadOnly(True)
        self.preview.setFont(theme.current().font("small", mono=True))
        self.preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.preview.setAccessibleName(LOOK)
        self.preview.setTabChangesFocus(True)
        for page in (self.payload, self.preview):
            self._pages.addWidget(page)
        targets = row(
            Field("Webhook", self.webhook, "It must take the event, and signs it with its own key."),
            self.address_field,
            gap=16,
        )
        for at in range(2):
            targets.setStretch(at, 1)
        below = row(self._error, None, self._size)
        below.setStretchFactor(self._error, 1)
        title = label(self.windowTitle(), "title")
        type_label = label(self._original.event_type, mono=True)
        head = row(title, type_label, None)
        parts = col(head, targets, row(self.forms, None), self._pages, below, margins=(16, 16, 16, 12))
        parts.setStretch(3, 1)
        whole = col(holder(parts), rule(), foot(None, self.close_button, self.send_button), gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        for each in (self.close_button, self.send_button):
            each.setAutoDefault(False)

    def _fill(self) -> None:
        """Show the payload, if it can be edited here."""
        if len(self._body) <= MOST_EDITED:
            self.payload.setPlainText(self._body.decode("utf-8", "replace"))
        else:
            self.payload.setPlaceholderText(
                f"The payload has {size(len(self._body))}: too much to edit here, so it is sent as it is. "
                "“resend --payload FILE” on the command line takes an edited one."
            )
            self.payload.setReadOnly(True)
        self._unedited = self.payload.exact_text()

    def _connect(self) -> None:
        self.payload.textChanged.connect(self._on_edited)
        self.address.textChanged.connect(self._on_edited)
        self.webhook.currentIndexChanged.connect(self._judge)
        self._pause.timeout.connect(self._judge)
        self.forms.chosen.connect(lambda form: self._pages.setCurrentIndex(form == LOOK))
        self.close_button.clicked.connect(self.reject)
        self.send_button.clicked.connect(self._on_send)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._on_send)

    async def _read_webhooks(self) -> None:
        found = await off_ui(self._engine.store, list_webhooks, self._engine.store)
        refill(self.webhook, [(_words(each), each.id) for each in found])
        self.webhook.setCurrentIndex(max(self.webhook.findData(self._original.webhook_id), 0))
        self._judge()

    def _edit(self) -> Edit:
        """Return what the fields mean; a payload that was not touched keeps its every byte."""
        text = self.payload.exact_text()
        payload = self._body if text == self._unedited else text.encode("utf-8", "surrogatepass")
        return Edit(payload, self.webhook.currentData() or 0, self.address.text())

    def _on_edited(self) -> None:
        """Have it checked after the last key; colouring the payload is told as a change of it, too."""
        if self._edit() != self._judged:
            self._pause.start()

    def _judge(self) -> None:
        """Have it checked; until that is done it cannot be sent."""
        self._pause.stop()
        self._judged = self._edit()
        self.send_button.setEnabled(False)
        self._reader.ask()

    async def _look(self) -> None:
        store, edit = self._engine.store, self._edit()
        looked = await off_ui(store, _look, store, self._original.id, edit)
        if edit == self._edit():
            self._show(looked)

    def _show(self, looked: _Looked) -> None:
        is_address = looked.field == "target_url"
        self.address_field.set_error(looked.error if is_address else "")
        restyle(self.payload, "invalid", looked.field == "payload")
        self._error.setText("" if is_address else looked.error)
        restyle(self._error, "tone", "" if looked.is_calm else "bad")
        self._size.setText("" if looked.error else f"{count(looked.size, 'byte')} as sent")
        self.preview.setPlainText(looked.request)
        self.send_button.setEnabled(not looked.error)

    def _on_send(self) -> None:
        begin(self.send_button, self._send, self)

    async def _send(self) -> None:
        store, edit = self._engine.store, self._edit()
        try:
            with busy(self.send_button, "Sending…"):
                new_id = await off_ui(store, resend, store, self._original.id, edit)
        except DeskError as error:
            self._show(_Looked(edit, error=str(error)))
            return
        self.sent.emit(new_id)
        self.accept()


def _look(store: Store, log_id: int, edit: Edit) -> _Looked:
    """Find out what would be sent; runs off the UI thread."""
    try:
        made = draft(store, log_id, edit)
        request = as_http(would_send(store, made)).replace("\r\n", "\n")
        cut = request if len(request) <= MOST_SHOWN else f"{request[:MOST_SHOWN]}…"
        return _Looked(edit, cut, len(made.body))
    except InvalidInput as error:
        return _Looked(edit, error=str(error), field=error.field or "", is_calm=error.code == "unchanged")
    except DeskError as error:
        return _Looked(edit, error=str(error))


def _words(webhook: Webhook) -> str:
    return f"{webhook.name} · {bare_url(webhook.target_url)}"
