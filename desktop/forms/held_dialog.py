"""What becomes of deliveries that were held: released at a rate, discarded, or kept."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from itertools import chain

from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from core.errors import DeskError
from core.outgoing import held
from core.outgoing.rate import wait_s
from desktop import theme
from desktop.desk import Desk
from desktop.forms.rates import RATES, USUAL_RATE, takes_words
from desktop.tasks import off_ui, spawn
from desktop.widgets.controls import button, label
from desktop.widgets.layout import col, holder, row, rule
from desktop.widgets.switch import Segments
from desktop.words import count

WIDTH = 620
CHOICE = "Release sends them, the oldest first. Discard gives them up; they stay in the event log."
REST = "What is not released yet stays held if you cancel."


class HeldDialog(QDialog):
    """Changes nothing until it is told to; then says how far it is, and can be cancelled."""

    def __init__(self, desk: Desk, name: str, waiting: Mapping[int, int], parent: QWidget) -> None:
        """Take the name of the webhook or the app, and how many deliveries wait, by webhook."""
        super().__init__(parent)
        self.setObjectName("heldDialog")
        self._desk, self._ids, self._all = desk, tuple(waiting), sum(waiting.values())
        self._runs = self._stopped = False
        were = "was" if self._all == 1 else "were"
        title = f"{count(self._all, 'delivery', 'deliveries')} {were} held for “{name}”"
        self.setWindowTitle(title)
        self.title = label(title, "title", wrap=True)
        self.words = label(CHOICE, wrap=True)
        self.rate = Segments(RATES, "heldRate", "Rate")
        self.rate.choose(USUAL_RATE)
        self._takes = label(role="hint")
        self.bar = QProgressBar()
        self.discard_button = button(f"Discard {self._all:,}", "danger", name="discardHeldButton")
        self.keep_button = button("Keep held", name="keepHeldButton")
        self.release_button = button(f"Release {self._all:,}", "primary", name="releaseHeldButton")
        self._lay_out()
        self._connect()

    def reject(self) -> None:
        """Cancel what is under way, at the next step; else keep all of it held."""
        self._stopped = True
        if not self._runs:
            super().reject()

    def _begin(self) -> bool:
        """Turn from the choice to the progress; return False where that was done."""
        if self._runs:
            return False
        self._runs = True
        for each in (self.rate, self._takes, self.discard_button, self.release_button):
            each.hide()
        self.bar.show()
        self.words.setText(REST)
        self.keep_button.setText("Cancel")
        self.keep_button.setAccessibleName("Cancel")
        return True

    def _on_release(self) -> None:
        if self._begin():
            spawn(self._release(self.rate.value()), self)

    def _on_discard(self) -> None:
        if self._begin():
            spawn(self._discard(), self)

    async def _release(self, per_second: int | None) -> None:
        """Release step by step, so that the window and other writers come in between."""
        store, done, began = self._desk.engine.store, 0, time.monotonic()
        work = chain.from_iterable(held.steps(store, each, per_second=per_second) for each in self._ids)
        try:
            while not self._stopped and (step := await off_ui(store, _next, work)) is not None:
                done += step
                self._tell("Releasing", done)
                await asyncio.sleep(wait_s(done, per_second, time.monotonic() - began))
        except DeskError:  # the window tells it
            self._end("Released", done)
            raise
        self._end("Released", done)

    async def _discard(self) -> None:
        store, done = self._desk.engine.store, 0
        try:
            for each in self._ids:
                done += await off_ui(store, held.discard, store, each)
                self._tell("Discarding", done)
        except DeskError:  # the window tells it
            self._end("Discarded", done)
            raise
        self._end("Discarded", done)

    def _tell(self, doing: str, done: int) -> None:
        self.title.setText(f"{doing}: {done:,} of {self._all:,}")
        self.bar.setValue(done)

    def _end(self, did: str, done: int) -> None:
        """Close, and say what was done."""
        rest = self._all - done if self._stopped else 0
        stays = f"; {rest:,} {'stays' if rest == 1 else 'stay'} held" if rest > 0 else ""
        self._desk.toast(f"{did} {count(done, 'delivery', 'deliveries')}{stays}")
        self._runs = False
        self.accept()

    def _show_takes(self) -> None:
        self._takes.setText(takes_words(self._all, self.rate.value()))

    def _connect(self) -> None:
        self.rate.chosen.connect(self._show_takes)
        self.keep_button.clicked.connect(self.reject)
        self.release_button.clicked.connect(self._on_release)
        self.discard_button.clicked.connect(self._on_discard)
        self.finished.connect(self.deleteLater)
        self._show_takes()

    def _lay_out(self) -> None:
        self.setMinimumWidth(theme.current().px(WIDTH))
        self.bar.setRange(0, self._all)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        self.bar.hide()
        rate = row(self.rate, self._takes, None)
        head = col(self.title, self.words, 4, rate, self.bar, margins=(16, 16, 16, 16))
        ends = (self.keep_button, self.release_button)
        foot = row(self.discard_button, None, *ends, margins=(16, 8, 16, 8))
        self.setLayout(col(head, rule(), holder(foot, "chrome"), gap=0))
        self.keep_button.setDefault(True)


def _next(work: Iterator[int]) -> int | None:
    return next(work, None)
