"""What there is to know of a target before anything is sent to it: that it is near, or behind a proxy."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from core.outgoing.reach import reach_words
from core.store.database import Store
from desktop.tasks import Reader, off_ui
from desktop.widgets.controls import label
from desktop.widgets.layout import col

READ_PAUSE = 0.2  # seconds between two looks, while an address is typed


class ReachNote(QWidget):
    """Follows the Target URL as it stands in the form; it shows nothing where there is nothing to know."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._url = ""
        self.words = label(role="hint", tone="wait", wrap=True)
        self.setLayout(col(self.words, gap=0))
        self._reader = Reader(self._read, self, READ_PAUSE)
        self.hide()

    def follow(self, url: str) -> None:
        """Tell of this target from now on; nothing stands for one that is not valid yet."""
        if url != self._url:
            self._url = url
            self._reader.ask()

    def showEvent(self, event: QShowEvent) -> None:
        """Look again: the proxy may be another one by now."""
        super().showEvent(event)
        self._reader.ask()

    async def _read(self) -> None:
        asked = self._url
        found = await off_ui(self._store, reach_words, self._store, asked) if asked else ()
        if asked == self._url:
            self.words.setText(" ".join(found))
            self.setVisible(bool(found))
