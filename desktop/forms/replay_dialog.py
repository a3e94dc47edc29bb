"""Sending many deliveries again: what would be sent and what not, at which rate, and what became of it."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QStackedWidget, QWidget

from core.engine import Engine
from core.errors import DeskError
from core.log.chosen import Chosen
from core.log.event_log import LogFilter
from core.outgoing.rate import wait_s
from core.outgoing.replay import Preview, plan, previews, steps
from desktop.forms.rates import RATES, USUAL_RATE, takes_words
from desktop.forms.replay_rows import add_outcomes, outcome_rows, sample_rows
from desktop.forms.walk import next_step, walk
from desktop.forms.work_dialog import WorkDialog
from desktop.tables.table_view import Table
from desktop.tasks import off_ui, spawn
from desktop.widgets.controls import button, label
from desktop.widgets.layout import col, foot, holder, row, rule, set_size
from desktop.widgets.switch import Segments
from desktop.words import count

Wanted = tuple[int, ...] | LogFilter
Scope = tuple[str, Wanted]
"""What is read on a choice, and the rows that it stands for."""

SIZE = (720, 480)
STAYS = "Each keeps its id and its exact bytes. Its time and its signature are new."
NOTHING = "Nothing can be sent again"


def scopes(chosen: Sequence[int], match: LogFilter) -> list[Scope]:
    """Return what can be sent again from a list: what is chosen, what failed, and all that it matches."""
    found: list[Scope] = [(f"{len(chosen):,} chosen", tuple(chosen))] if chosen else []
    if match.direction == "RECEIVED":
        return found
    if match.status is None:
        found.append(("All that failed", replace(match, status="FAILED")))
    return [*found, ("All that match", match)]


class ReplayDialog(WorkDialog):
    """Counts first and sends nothing until asked; then tells how far it is, and can be cancelled."""

    def __init__(self, engine: Engine, choices: Sequence[Scope], parent: QWidget | None = None) -> None:
        super().__init__("replayDialog", "Send again", "Close", parent)
        self._store = engine.store
        self._plan: Chosen | None = None
        self._seen = Preview()
        self._is_over = False
        self._began = 0.0
        self._queued = self._skipped = 0
        self._has_choice = len(choices) > 1
        self.scope = Segments(choices, "replayScope", "What to send again")
        self.rate = Segments(RATES, "replayRate", "Rate")
        self.rate.choose(USUAL_RATE)
        self._title, self._words = label(role="title", wrap=True), label(STAYS, role="hint", wrap=True)
        self._takes, self.more = label(role="hint"), label(role="hint")
        self.notes = label(tone="wait", wrap=True)
        self._sample, self._outcomes = sample_rows(engine.store.clock), outcome_rows()
        self.table = Table(self._sample, "replaySample", "Some of what would be sent again")
        self.outcomes = Table(self._outcomes, "replayOutcomes", "What became of each")
        self.send_button = button("Send again", "primary", "arrow-counter-clockwise", "replayButton")
        self._lay_out()
        self._connect()
        self._counting = spawn(self._count(), self)

    def _lay_out(self) -> None:
        set_size(self, *SIZE)
        head = col(self._title, self._words, 4, row(self.scope, None), gap=4, margins=(16, 16, 16, 12))
        self._pages = QStackedWidget()
        for each in (self.table, self.outcomes):
            self._pages.addWidget(each)
        below = holder(col(self.bar, self.more, self.notes, gap=8, margins=(16, 8, 16, 8)))
        ends = foot(self.rate, self._takes, None, self.close_button, self.send_button)
        whole = col(holder(head), rule(), self._pages, below, rule(), ends, gap=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.scope.chosen.connect(self._on_scope)
        self.rate.chosen.connect(self._tell)
        self.send_button.clicked.connect(self._on_send)
        self._tell()

    def _on_scope(self) -> None:
        self._counting.cancel()
        self._plan, self._seen = None, Preview()
        self._counting = spawn(self._count(), self)
        self._tell()

    async def _count(self) -> None:
        """Look at everything that is wanted, a page at a time."""
        wanted = await off_ui(self._store, plan, self._store, self.scope.value())
        await walk(self._store, previews(self._store, wanted), self._show_seen, lambda: False)
        self._plan = wanted
        self._tell()

    def _show_seen(self, seen: Preview) -> None:
        self._seen = seen
        self._tell()

    def _on_send(self) -> None:
        if self._plan and not self.runs and self.send_button.isEnabled():
            self.start(self._all())
            self._began = time.monotonic()
            self._pages.setCurrentWidget(self.outcomes)
            self._tell()
            spawn(self._send(self._plan, self.rate.value()), self)

    async def _send(self, wanted: Chosen, per_second: int | None) -> None:
        """Carry the plan out step by step, so that the window and other writers come in between."""
        trouble = ""
        work = steps(self._store, wanted, per_second=per_second)
        try:
            while not self.stopped and (done := await next_step(self._store, work)):
                add_outcomes(self._outcomes, done, self._skipped)
                self._queued += len(done.queued)
                self._skipped += len(done.skipped)
                self._tell()
                await asyncio.sleep(wait_s(self._queued, per_second, time.monotonic() - self._began))
        except DeskError as error:
            trouble = str(error)
        self.runs, self._is_over = False, True
        self._tell()
        self.notes.setText(trouble or self.notes.text())
        self.close_button.setFocus()

    def _all(self) -> int:
        return self._seen.count + sum(number for _, number in self._seen.skipped)

    def _tell(self) -> None:
        """Let words and buttons say how far it is."""
        begun = self.runs or self._is_over
        if begun:
            self._tell_progress()
        else:
            self._tell_preview()
        for each in (self.rate, self._takes, self.send_button):
            each.setVisible(not begun)
        self.scope.setVisible(self._has_choice and not begun)
        self.bar.setVisible(self.runs)
        self.say_close("Cancel" if self.runs else "Close")

    def _tell_preview(self) -> None:
        seen = self._seen
        self._sample.set_rows(seen.sample)
        if self._plan is None:
            self._title.setText(f"Counting… {seen.count:,} so far")
        else:
            self._title.setText(f"Send {count(seen.count, 'event')} again" if seen.count else NOTHING)
        more = f" {seen.delivered:,} of them arrived before." if seen.delivered else ""
        self._words.setText(STAYS + more)
        self._say_more(seen.count - len(seen.sample))
        self.notes.setText("\n".join(_skip_words(seen)))
        self._takes.setText(takes_words(seen.count, self.rate.value()))
        self.send_button.setEnabled(self._plan is not None and seen.count > 0)

    def _say_more(self, number: int) -> None:
        """Say that those which are shown are not all."""
        self.more.setText(f"These go first, {number:,} more follow." if number > 0 else "")
        self.more.setVisible(number > 0)

    def _tell_progress(self) -> None:
        self._say_more(0)
        done = self._queued + self._skipped
        self.bar.setValue(done)
        left = self._all() - done
        if self.runs:
            self._title.setText(f"Sending again: {done:,} of {self._all():,}")
        else:
            skipped = f", {self._skipped:,} skipped" if self._skipped else ""
            self._title.setText(f"{count(self._queued, 'event')} queued{skipped}")
        self._words.setText("The event log tells what becomes of them." if self._is_over else STAYS)
        stopped = self._is_over and left > 0
        self.notes.setText(f"{count(left, 'event')} left as before." if stopped else "")


def _skip_words(seen: Preview) -> list[str]:
    return [f"{number:,} will be skipped: {reason}" for reason, number in seen.skipped]
