"""Where the key is that seals the secrets, in the settings, and moving it there and back."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from core.key_place import KEYCHAIN, has_keychain, move_to_file, move_to_keychain, place_of
from core.store.database import Store
from desktop.desk import Desk
from desktop.tasks import Reader, off_ui
from desktop.widgets.controls import begin, busy, button, label
from desktop.widgets.layout import col, row

IN_FILE = "The file “key” in the data folder encrypts them. Whoever copies the folder has the key, too."
IN_KEYCHAIN = (
    "A key in the system's keychain encrypts them."
    " A copy of the data folder is of no use without this machine."
)
NO_KEYCHAIN = "This machine has no keychain that Yardarm can reach."
TO_KEYCHAIN, TO_FILE = "Move the key to the keychain", "Move the key to the data folder"


class DataKey(QWidget):
    """Says where the key is. It moves at once, apart from the page's Save."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._in_keychain = False
        self.words, self.why = label(IN_FILE, wrap=True), label(NO_KEYCHAIN, "hint", wrap=True)
        self.move_button = button(TO_KEYCHAIN, icon="key", name="moveKeyButton")
        self.setLayout(col(self.words, self.why, row(self.move_button, None), gap=6))
        self.why.hide()
        self.move_button.hide()
        self.move_button.clicked.connect(lambda: begin(self.move_button, self._move, self))
        self._reader = Reader(self._read, self, 0)

    def refresh(self) -> None:
        """Look where the key is now."""
        self._reader.ask()

    async def _read(self) -> None:
        store = self._desk.engine.store
        self._show(*await off_ui(store, _look, store.path.parent))

    def _show(self, place: str, there: bool) -> None:
        self._in_keychain = place == KEYCHAIN
        self.words.setText(IN_KEYCHAIN if self._in_keychain else IN_FILE)
        text = TO_FILE if self._in_keychain else TO_KEYCHAIN
        self.move_button.setText(text)
        self.move_button.setAccessibleName(text)
        self.move_button.setVisible(self._in_keychain or there)
        self.why.setVisible(not self._in_keychain and not there)

    async def _move(self) -> None:
        store = self._desk.engine.store
        to_file = self._in_keychain
        work: Callable[[Store], None] = move_to_file if to_file else move_to_keychain
        with busy(self.move_button, "Moving…"):
            await off_ui(store, work, store)
        self._desk.toast("The key is in the data folder now" if to_file else "The key is in the keychain now")
        await self._read()


def _look(folder: Path) -> tuple[str, bool]:
    place = place_of(folder)
    return place, place == KEYCHAIN or has_keychain()
