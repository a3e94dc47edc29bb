"""The quiet line that says how far back the log was searched, while that takes longer than a moment."""

from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QWidget

from core.clock import Clock
from desktop.tables.windowed_table import WindowedTable
from desktop.widgets.controls import button, label
from desktop.widgets.layout import row
from desktop.words import clock

MOMENT_MS = 400  # that rows are on the screen before it says that there may be more


class LogSearchLine(QWidget):
    """Says "Searched back to 22 Nov 14:21", with a way to stop there and to go on."""

    def __init__(self, model: WindowedTable[Any, Any], now: Clock) -> None:
        super().__init__()
        self._model, self._now = model, now
        self._words = label(role="hint")
        self.stop_button = button("Stop searching", "link", name="stopSearchButton")
        self.go_on_button = button("Search on", "link", name="goOnSearchButton")
        self.setLayout(row(self._words, self.stop_button, self.go_on_button, None, margins=(16, 0, 16, 8)))
        self._moment = QTimer(self, interval=MOMENT_MS, singleShot=True)
        self._moment.timeout.connect(self._show)
        self.stop_button.clicked.connect(model.stop)
        self.go_on_button.clicked.connect(model.go_on)
        model.modelReset.connect(self._moment.start)
        model.settled.connect(self._on_settled)
        self.hide()

    @Slot()
    def _on_settled(self) -> None:
        if self._model.reached_at is None or not self._model.read_once or self.isVisible():
            self._show()

    @Slot()
    def _show(self) -> None:
        reached = self._model.reached_at
        self.setVisible(reached is not None)
        if reached is not None:
            self._words.setText(f"Searched back to {clock(reached, self._now())}")
            self.stop_button.setVisible(self._model.searches)
            self.go_on_button.setVisible(not self._model.searches)
