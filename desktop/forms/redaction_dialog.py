"""What is never stored of what comes in: JSON paths and names of headers, one a line."""

from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from core.engine import Engine
from core.errors import InvalidInput
from core.redaction import Redaction, load_redaction, save_redaction
from desktop import theme
from desktop.tasks import off_ui, spawn
from desktop.widgets.controls import begin, busy, button, label, text_box
from desktop.widgets.fields import Field
from desktop.widgets.layout import col, foot, holder, rule

WORDS = (
    "These values are replaced by [redacted] before anything is written: in received payloads and their"
    " headers, and in what endpoints answer. Jobs work with what is stored, and its signature cannot be"
    " checked again."
)
PATHS_HINT = "One a line: $.customer.email, $..phone at any depth, $.lines[*].note in each item of a list."
HEADERS_HINT = "One name a line, such as x-customer-email."


class RedactionDialog(QDialog):
    """Two lists; they hold for the next request once they are saved."""

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("redactionDialog")
        self.setWindowTitle("What is never stored")
        self._store = engine.store
        self.paths, self.headers = _list(), _list()
        self.fields = {
            "paths": Field("JSON paths", self.paths, PATHS_HINT, name="redactedPaths"),
            "headers": Field("Headers", self.headers, HEADERS_HINT, name="redactedHeaders"),
        }
        self.cancel_button = button("Cancel")
        self.save_button = button("Save", "primary", name="saveRedactionButton")
        self._lay_out()
        self.paths.textChanged.connect(self.fields["paths"].set_error)
        self.headers.textChanged.connect(self.fields["headers"].set_error)
        self.cancel_button.clicked.connect(self.reject)
        self.save_button.clicked.connect(lambda: begin(self.save_button, self._save, self))
        spawn(self._read(), self)

    async def _read(self) -> None:
        kept = await off_ui(self._store, load_redaction, self._store)
        self.paths.setPlainText("\n".join(kept.paths))
        self.headers.setPlainText("\n".join(kept.headers))

    async def _save(self) -> None:
        wanted = Redaction(*(tuple(each.toPlainText().splitlines()) for each in (self.paths, self.headers)))
        try:
            with busy(self.save_button, "Saving…"):
                await off_ui(self._store, save_redaction, self._store, wanted)
        except InvalidInput as error:
            field = self.fields[error.field or "paths"]
            field.set_error(f"{error.title} {error.advice}".strip())
            field.editor.setFocus()
            return
        self.accept()

    def _lay_out(self) -> None:
        self.setMinimumWidth(theme.current().px(560))
        title, hint = label("What is never stored", "title"), label(WORDS, "hint", wrap=True)
        body = col(title, hint, 4, *self.fields.values(), None, gap=8, margins=(16, 16, 16, 16))
        self.setLayout(col(holder(body), rule(), foot(None, self.cancel_button, self.save_button), gap=0))


def _list() -> QPlainTextEdit:
    made = text_box()
    made.setFont(theme.current().font("small", mono=True))
    made.setTabChangesFocus(True)
    made.setFixedHeight(theme.current().px(96))
    return made
