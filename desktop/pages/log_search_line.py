"""The quiet line that says how far back the log was searched, and how far behind the text index is."""

from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QWidget

from core.clock import Clock
from core.log.search import Lag
from desktop.tables.windowed_table import WindowedTable
from desktop.widgets.controls import button, label
from desktop.widgets.layout import row
from desktop.words import clock, count

MOMENT_MS = 400  # that rows are on the screen before it says that there may be more
LATE_MS = 2_000  # by which the index may be behind without a word


class LogSearchLine(QWidget):
    """Says "Searched back to 22 Nov 14:21", with a way to stop there and to go on."""

    def __init__(self, model: WindowedTable[Any, Any], now: Clock) -> None:
        super().__init__()
        self._model, self._now = model, now
        self._words, self._behind = label(role="hint"), label(role="hint")
        self.stop_button = button("Stop searching", "link", name="stopSearchButton")
        self.go_on_button = button("Search on", "link", name="goOnSearchButton")
        parts = (self._words, self.stop_button, self.go_on_button, None, self._behind)
        self.setLayout(row(*parts, margins=(16, 0, 16, 8)))
        self._moment = QTimer(self, interval=MOMENT_MS, singleShot=True)
        self._moment.timeout.connect(self._show)
        self.stop_button.clicked.connect(model.stop)
        self.go_on_button.clicked.connect(model.go_on)
        model.modelReset.connect(self._moment.start)
        model.settled.connect(self._on_settled)
        self._show()

    def show_lag(self, lag: Lag) -> None:
        """Say how many events are not in the text index yet, if that is more than a moment's."""
        is_late = lag.since is not None and self._now() - lag.since > LATE_MS
        few = f"{count(lag.rows, 'event')} still to be indexed: searching them takes longer"
        self._behind.setText(few if is_late else "")
        self._show()

    @Slot()
    def _on_settled(self) -> None:
        if self._model.reached_at is None or not self._model.read_once or self._words.text():
            self._show()

    @Slot()
    def _show(self) -> None:
        reached = self._model.reached_at
        self._words.setText("" if reached is None else f"Searched back to {clock(reached, self._now())}")
        self.stop_button.setVisible(reached is not None and self._model.searches)
        self.go_on_button.setVisible(reached is not None and not self._model.searches)
        self.setVisible(bool(self._words.text() or self._behind.text()))
