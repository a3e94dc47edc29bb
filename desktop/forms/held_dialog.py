"""What becomes of deliveries that were held: released at a rate, discarded, or kept."""

import asyncio
import time
from collections.abc import Mapping
from itertools import chain

from PySide6.QtWidgets import QWidget

from core.errors import DeskError
from core.outgoing import held
from core.outgoing.rate import wait_s
from desktop import theme
from desktop.desk import Desk
from desktop.forms.rates import RATES, USUAL_RATE, takes_words
from desktop.forms.walk import next_step
from desktop.forms.work_dialog import WorkDialog
from desktop.tasks import off_ui, spawn
from desktop.widgets.controls import button, label
from desktop.widgets.layout import col, foot, row, rule
from desktop.widgets.switch import Segments
from desktop.words import count

WIDTH = 620
CHOICE = "Release sends them, the oldest first. Discard gives them up; they stay in the event log."
REST = "What is not released yet stays held if you cancel."


class HeldDialog(WorkDialog):
    """Changes nothing until it is told to; then says how far it is, and can be cancelled."""

    def __init__(self, desk: Desk, name: str, waiting: Mapping[int, int], parent: QWidget) -> None:
        """Take the name of the webhook or the app, and how many deliveries wait, by webhook."""
        number = sum(waiting.values())
        were = "was" if number == 1 else "were"
        title = f"{count(number, 'delivery', 'deliveries')} {were} held for “{name}”"
        super().__init__("heldDialog", title, "Keep held", parent)
        self._desk, self._ids, self._all = desk, tuple(waiting), number
        self.title = label(title, "title", wrap=True)
        self.words = label(CHOICE, wrap=True)
        self.rate = Segments(RATES, "heldRate", "Rate")
        self.rate.choose(USUAL_RATE)
        self._takes = label(role="hint")
        self.discard_button = button(f"Discard {self._all:,}", "danger", name="discardHeldButton")
        self.release_button = button(f"Release {self._all:,}", "primary", name="releaseHeldButton")
        self._lay_out()
        self._connect()

    def _begin(self) -> bool:
        """Turn from the choice to the progress; return False where that was done."""
        if self.runs:
            return False
        self.start(self._all)
        for each in (self.rate, self._takes, self.discard_button, self.release_button):
            each.hide()
        self.bar.show()
        self.words.setText(REST)
        self.say_close("Cancel")
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
            while not self.stopped and (step := await next_step(store, work)) is not None:
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
        rest = self._all - done if self.stopped else 0
        stays = f"; {rest:,} {'stays' if rest == 1 else 'stay'} held" if rest > 0 else ""
        self._desk.toast(f"{did} {count(done, 'delivery', 'deliveries')}{stays}")
        self.runs = False
        self.accept()

    def _show_takes(self) -> None:
        self._takes.setText(takes_words(self._all, self.rate.value()))

    def _connect(self) -> None:
        self.rate.chosen.connect(self._show_takes)
        self.release_button.clicked.connect(self._on_release)
        self.discard_button.clicked.connect(self._on_discard)
        self.finished.connect(self.deleteLater)
        self._show_takes()

    def _lay_out(self) -> None:
        self.setMinimumWidth(theme.current().px(WIDTH))
        rate = row(self.rate, self._takes, None)
        head = col(self.title, self.words, 4, rate, self.bar, margins=(16, 16, 16, 16))
        ends = foot(self.discard_button, None, self.close_button, self.release_button)
        self.setLayout(col(head, None, rule(), ends, gap=0))
        self.close_button.setDefault(True)
