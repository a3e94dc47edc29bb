"""What is kept and what is not, in the settings: three dialogs, each with a sentence on it."""

from PySide6.QtWidgets import QDialog, QWidget

from desktop.desk import Desk
from desktop.widgets.controls import button, label
from desktop.widgets.layout import col, row
from desktop.widgets.passing import open_over

RETENTION = "Events that are over can be deleted by themselves: by age, number or size."
REDACTION = "Values and headers of what comes in that are left out."
ERASING = "Deletes whatever holds an e-mail address or an id, everywhere."


class Keeping(QWidget):
    """Opens the dialogs; each acts apart from the page's Save."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.retention_button = button("What the log keeps…", name="retentionButton")
        self.redaction_button = button("What is never stored…", name="redactionButton")
        self.erase_button = button("Erase a person…", "danger", name="erasePersonButton")
        lines = (
            (self.retention_button, RETENTION),
            (self.redaction_button, REDACTION),
            (self.erase_button, ERASING),
        )
        wide = max(each.sizeHint().width() for each, _ in lines)
        for each, _ in lines:
            each.setFixedWidth(wide)
        rows = [row(each, label(words, "hint", wrap=True), gap=12) for each, words in lines]
        for line in rows:
            line.setStretch(1, 1)
        self.setLayout(col(*rows, gap=8))
        self.retention_button.clicked.connect(self._open_retention)
        self.redaction_button.clicked.connect(self._open_redaction)
        self.erase_button.clicked.connect(self._open_erasing)

    def _open_retention(self) -> None:
        from desktop.forms.retention_dialog import RetentionDialog

        self._open(RetentionDialog(self._desk.engine, self), "Saved what the log keeps")

    def _open_redaction(self) -> None:
        from desktop.forms.redaction_dialog import RedactionDialog

        self._open(RedactionDialog(self._desk.engine, self), "Saved what is never stored")

    def _open_erasing(self) -> None:
        from desktop.forms.erase_dialog import EraseDialog

        self._open(EraseDialog(self._desk.engine, self))

    def _open(self, dialog: QDialog, done: str = "") -> None:
        if done:
            dialog.accepted.connect(lambda: self._desk.toast(done))
        open_over(dialog)
