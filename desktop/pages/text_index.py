"""The part of the settings about the text index: how far it is, and building it anew."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from core.bus import Change
from core.log import search
from core.log.search import Lag
from desktop.desk import Desk
from desktop.tasks import Reader, off_ui
from desktop.widgets.controls import begin, busy, button, label
from desktop.widgets.layout import col, row
from desktop.words import count

HINT = "It finds words in payloads. Built anew, it begins with the oldest event; searching works meanwhile."
PAUSE = 0.25  # seconds between two looks


class TextIndex(QWidget):
    """Says how many events are in the index, with a bar while it fills up."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._words = label()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Events in the text index")
        self._bar.setRange(0, 1_000)
        self.rebuild_button = button(
            "Build the index anew", icon="arrows-clockwise", name="rebuildIndexButton"
        )
        self.rebuild_button.clicked.connect(lambda: begin(self.rebuild_button, self._rebuild, self))
        hint = label(HINT, "hint", wrap=True)
        self.setLayout(col(self._words, self._bar, hint, row(self.rebuild_button, None)))
        self._reader = Reader(self._read, self, PAUSE)
        desk.bridge.changed.connect(self._on_changed)

    def refresh(self) -> None:
        """Look how far the index is."""
        self._reader.ask()

    def showEvent(self, event: QShowEvent) -> None:
        """Look again: it went on while nobody saw it."""
        super().showEvent(event)
        self.refresh()

    @Slot(object)
    def _on_changed(self, change: Change) -> None:
        if Change.INDEX in change and self.isVisible():
            self.refresh()

    async def _read(self) -> None:
        store = self._desk.engine.store
        self._show(await off_ui(store, search.lag, store))

    def _show(self, lag: Lag) -> None:
        self._bar.setVisible(lag.rows > 0)
        self._bar.setValue(1_000 * (lag.newest - lag.rows) // lag.newest if lag.newest else 0)
        if lag.rows:
            self._words.setText(f"{count(lag.rows, 'event')} of {lag.newest:,} are still to be indexed")
        else:
            self._words.setText("All events are in the text index" if lag.newest else "No events yet")

    async def _rebuild(self) -> None:
        store = self._desk.engine.store
        with busy(self.rebuild_button, "Starting…"):
            await off_ui(store, search.rebuild, store)
        self.refresh()
