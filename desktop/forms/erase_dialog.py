"""Erasing a person: what holds an e-mail address or an id, then its end."""

from PySide6.QtWidgets import QLineEdit, QWidget

from core.engine import Engine
from core.errors import InvalidInput
from core.log.erasing import Found, check_term, erase, previews
from desktop import theme
from desktop.forms.work_dialog import WorkDialog
from desktop.tasks import spawn
from desktop.widgets.controls import button, label
from desktop.widgets.fields import Field
from desktop.widgets.layout import col, foot, holder, rule
from desktop.words import count

HINT = "An e-mail address or an id, as it is in the payloads. Upper and lower case are the same."
WORDS = (
    "Every event whose payload, headers or answers hold it goes whole, with its attempts and jobs, and so do"
    " the records that hold it, their history, and copies of the data from before an update. Files that were"
    " exported are not touched. This cannot be undone."
)


class EraseDialog(WorkDialog):
    """Looks first and erases nothing until asked; can be cancelled between two batches."""

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__("eraseDialog", "Erase a person", "Close", parent)
        self._store = engine.store
        self._found: Found | None = None
        self.term = QLineEdit()
        self.look_button = button("Look", name="lookButton")
        self.field = Field("E-mail address or id", self.term, HINT, (self.look_button,), "eraseField")
        self.title, self.notes = label("Erase a person", "title", wrap=True), label(tone="wait", wrap=True)
        self.erase_button = button("Erase", "danger", "trash", "eraseButton")
        self._lay_out()
        self._connect()
        self._tell()

    def _on_look(self) -> None:
        try:
            term = check_term(self.term.text())
        except InvalidInput as error:
            self.field.set_error(f"{error.title} {error.advice}")
            return
        self.start()
        self._tell()
        spawn(self._look(term), self)

    async def _look(self, term: str) -> None:
        seen = [Found()]

        def show(found: Found) -> None:
            seen.append(found)
            self.title.setText(f"Looking… {count(len(found.rows), 'event')} so far")

        trouble = await self.go_through(self._store, previews(self._store, term), show)
        self._found = None if trouble or self.stopped else seen[-1]
        self._tell()
        self.title.setText(trouble or self.title.text())

    def _on_erase(self) -> None:
        if self._found and not self.runs:
            self.start(max(len(self._found.rows), 1))
            self._tell()
            spawn(self._erase(self._found), self)

    async def _erase(self, found: Found) -> None:
        trouble = await self.go_through(self._store, erase(self._store, found), self.bar.setValue)
        self._found = None
        self.term.clear()
        self._tell()
        self.title.setText(trouble or ("Stopped: look again for what is left" if self.stopped else "Erased"))

    def _forget(self) -> None:
        """What was found belongs to the text that was looked for."""
        self._found = None
        self.field.set_error()
        self._tell()

    def _tell(self) -> None:
        found = self._found
        self.title.setText(_found_words(found) if found is not None else "Erase a person")
        notes = _notes_of(found) if found else ""
        self.notes.setText(notes)
        self.notes.setVisible(bool(notes))
        self.bar.setVisible(self.runs)
        self.erase_button.setEnabled(bool(found) and not self.runs)
        self.look_button.setEnabled(not self.runs)
        self.term.setReadOnly(self.runs)
        self.say_close("Cancel" if self.runs else "Close")

    def _connect(self) -> None:
        self.term.textEdited.connect(self._forget)
        self.term.returnPressed.connect(self._on_look)
        self.look_button.clicked.connect(self._on_look)
        self.erase_button.clicked.connect(self._on_erase)
        for each in (self.look_button, self.erase_button, self.close_button):
            each.setAutoDefault(False)

    def _lay_out(self) -> None:
        self.setMinimumWidth(theme.current().px(560))
        words = label(WORDS, "hint", wrap=True)
        body = col(
            self.title, words, 4, self.field, self.bar, self.notes, None, gap=8, margins=(16, 16, 16, 16)
        )
        self.setLayout(col(holder(body), rule(), foot(None, self.close_button, self.erase_button), gap=0))


def _notes_of(found: Found) -> str:
    """Say what else it means: what is not sent, and which views go along."""
    owed = f"{count(found.owed, 'of them is', 'of them are')} still owed and will not be sent."
    views = f"{count(len(found.views), 'saved view searches', 'saved views search')} for it and will go too."
    return " ".join(words for words, told in ((owed, found.owed), (views, found.views)) if told)


def _found_words(found: Found) -> str:
    if not found:
        return "Nothing holds it"
    records = f" and {count(len(found.records), 'record')}" if found.records else ""
    return f"Found in {count(len(found.rows), 'event')}{records}"
