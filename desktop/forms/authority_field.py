"""The certificate of an authority of one's own, which a webhook trusts beside the system's."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from core.errors import InvalidInput
from core.outgoing.authorities import MOST_BYTES, check_authorities, described
from core.store.database import Store
from desktop.tasks import off_ui, spawn
from desktop.widgets.controls import button
from desktop.widgets.fields import Field
from desktop.widgets.layout import col
from desktop.words import local

HINT = "Only for endpoints whose certificate your own authority signed. The file is read once and kept."
NONE = "The system's authorities alone"
FILES = "Certificates (*.pem *.crt *.cer *.ca-bundle);;All files (*)"
EXPIRED = "{} has expired: endpoints that show a certificate of it are refused."


class AuthorityField(QWidget):
    """Shows whose certificates are trusted, and until when. `changed` tells that others were chosen."""

    changed = Signal()

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._pem = ""
        self.shown = QLineEdit(readOnly=True)
        self.choose_button = button("Choose file…", name="caFileButton")
        self.remove_button = button("Remove")
        self.remove_button.setAccessibleName("Remove the CA file")
        beside = (self.choose_button, self.remove_button)
        self.field = Field("CA file (optional)", self.shown, HINT, beside, "caFileField")
        self.setLayout(col(self.field, gap=0))
        self.choose_button.clicked.connect(self._on_choose)
        self.remove_button.clicked.connect(lambda: self._choose(""))
        self.show_authorities("")

    def authorities(self) -> str:
        """Return the certificates that are chosen, as PEM."""
        return self._pem

    def show_authorities(self, pem: str) -> None:
        """Show certificates that were checked."""
        self._pem = pem
        found = described(pem)
        parts = [f"{each.subject}, until {local(each.expires_at):%d %b %Y}" for each in found]
        self.shown.setText("; ".join(parts) or NONE)
        self.shown.setCursorPosition(0)
        self.remove_button.setVisible(bool(pem))
        over = [each.subject for each in found if each.expires_at <= self._store.clock()]
        self.field.set_error(EXPIRED.format(over[0]) if over else "")

    def take(self, file: str) -> None:
        """Read a file and choose its certificates, or say what is wrong with it."""
        spawn(self._take(file), self)

    async def _take(self, file: str) -> None:
        try:
            self._choose(await off_ui(self._store, _read, file))
        except InvalidInput as error:
            self.field.set_error(str(error))

    def _choose(self, pem: str) -> None:
        self.show_authorities(pem)
        self.changed.emit()

    def _on_choose(self) -> None:
        dialog = QFileDialog(self, "Choose a CA file")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(FILES)
        dialog.fileSelected.connect(self.take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _read(file: str) -> str:
    """Read a CA file; runs off the UI thread. Raises InvalidInput."""
    try:
        with Path(file).open("rb") as opened:
            pem = check_authorities(opened.read(MOST_BYTES + 1))
    except OSError as error:
        raise InvalidInput("This file cannot be read.", f"{error.strerror}.") from error
    if not pem:
        raise InvalidInput("This file is empty.", "Choose the one that has the certificate.")
    return pem
