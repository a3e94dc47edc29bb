"""The same done to many jobs: which and how many, how far it is, and what was done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QWidget

from core.engine import Engine
from core.incoming import bulk
from core.incoming.bulk import Plan, Preview, plan, previews, steps
from core.incoming.jobs import JobFilter
from desktop.forms.walk import walk
from desktop.forms.work_dialog import WorkDialog
from desktop.tables.columns import Column
from desktop.tasks import off_ui, spawn
from desktop.widgets.controls import button, label
from desktop.widgets.layout import col, foot, holder, restyle, row, rule, set_size
from desktop.widgets.sheet import Sheet
from desktop.widgets.switch import Segments
from desktop.words import count

Scope = tuple[str, tuple[int, ...] | JobFilter]
"""What is read on a choice, and the jobs that it stands for."""
SIZE = (640, 440)


@dataclass(frozen=True, slots=True)
class Words:
    """An act as it is read: on its choice, its button, before, during and after it, and what it means."""

    act: bulk.Act
    choice: str
    title: str
    doing: str
    done: str
    means: str
    none: str


ACTS = (
    Words(
        bulk.RETRY,
        "Retry",
        "Retry {}",
        "Retrying",
        "{} will run again",
        "They run again, the oldest first. What is done already is not done twice.",
        "None of them failed",
    ),
    Words(
        bulk.SCHEDULE,
        "Schedule",
        "Schedule {}",
        "Scheduling",
        "Scheduled {}",
        "They run as soon as it is their turn.",
        "None of them is held",
    ),
    Words(
        bulk.HOLD,
        "Hold",
        "Hold {}",
        "Holding",
        "Held {}",
        "They wait until they are scheduled again.",
        "None of them waits to run",
    ),
    Words(
        bulk.DELETE,
        "Delete",
        "Delete {}",
        "Deleting",
        "Deleted {}",
        "They never run, and this cannot be undone. The payloads stay in the event log.",
        "None of them can be deleted",
    ),
)


@dataclass(frozen=True, slots=True)
class TypeRow:
    """A job type, and how many jobs of it there are."""

    id: str
    number: int


def scopes(chosen: Sequence[int], match: JobFilter) -> list[Scope]:
    """Return which jobs of a list can be meant: those chosen, those that failed, and all that it matches."""
    found: list[Scope] = [(f"{len(chosen):,} chosen", tuple(chosen))] if len(chosen) > 1 else []
    if not match.status:
        found.append(("All that failed", replace(match, status="FAILED")))
    return [*found, ("All that match", match)]


class BulkDialog(WorkDialog):
    """Counts first and changes nothing until asked; then tells how far it is, and can be cancelled."""

    def __init__(
        self, engine: Engine, choices: Sequence[Scope], first: bulk.Act, parent: QWidget | None = None
    ) -> None:
        super().__init__("bulkDialog", "Change many jobs", "Close", parent)
        self._store = engine.store
        self._plan: Plan | None = None
        self._seen = Preview()
        self._is_over = False
        self._done = 0
        acts = [(words.choice, words) for words in ACTS]
        self.act = Segments(acts, "bulkAct", "What to do")
        self.act.choose(next(words for words in ACTS if words.act is first))
        self._has_choice = len(choices) > 1
        self.scope = Segments(choices, "bulkScope", "To which jobs")
        self._title, self._means = label(role="title", wrap=True), label(role="hint", wrap=True)
        self.notes = label(tone="wait", wrap=True)
        self.types = Sheet(_columns(), "bulkTypes", "Jobs by type", "stack")
        self.run_button = button("Retry", "primary", name="bulkButton")
        self._lay_out()
        self.act.chosen.connect(self._recount)
        self.scope.chosen.connect(self._recount)
        self.run_button.clicked.connect(self._on_run)
        self._counting = spawn(self._count(), self)
        self._tell()

    def _lay_out(self) -> None:
        set_size(self, *SIZE)
        head = col(
            self._title,
            self._means,
            4,
            row(self.act, None),
            row(self.scope, None),
            gap=4,
            margins=(16, 16, 16, 12),
        )
        below = holder(col(self.bar, self.notes, gap=8, margins=(16, 8, 16, 8)))
        ends = foot(None, self.close_button, self.run_button)
        whole = col(holder(head), rule(), self.types, below, rule(), ends, gap=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def _recount(self) -> None:
        self._counting.cancel()
        self._plan, self._seen = None, Preview()
        self._counting = spawn(self._count(), self)
        self._tell()

    async def _count(self) -> None:
        """Look at everything that is wanted, a page at a time."""
        words: Words = self.act.value()
        wanted = await off_ui(self._store, plan, self._store, words.act, self.scope.value())
        await walk(self._store, previews(self._store, wanted), self._show_seen, lambda: False)
        self._plan = wanted
        self._tell()

    def _show_seen(self, seen: Preview) -> None:
        self._seen = seen
        self._tell()

    def _on_run(self) -> None:
        if self._plan and not self.runs and self.run_button.isEnabled():
            self.start(self._seen.count)
            self._tell()
            spawn(self._run(self._plan), self)

    async def _run(self, wanted: Plan) -> None:
        """Carry the plan out, until it is cancelled."""
        trouble = await self.go_through(self._store, steps(self._store, wanted), self._show_done)
        self._is_over = True
        self._tell()
        self.notes.setText(trouble or self.notes.text())
        self.close_button.setFocus()

    def _show_done(self, done: int) -> None:
        self._done = done
        self._tell()

    def _tell(self) -> None:
        """Let words and buttons say how far it is."""
        words: Words = self.act.value()
        begun = self.runs or self._is_over
        self._means.setText(words.means)
        if begun:
            self._tell_progress(words)
        else:
            self._tell_preview(words)
        for each in (self.act, self.run_button):
            each.setVisible(not begun)
        self.scope.setVisible(self._has_choice and not begun)
        self.bar.setVisible(self.runs)
        self.say_close("Cancel" if self.runs else "Close")

    def _tell_preview(self, words: Words) -> None:
        seen = self._seen
        rows = [TypeRow(name, number) for name, number in seen.types]
        if self._plan is None:
            self._title.setText(f"Counting… {seen.count:,} so far")
            self.types.show_rows(rows, "Counting…", "Nothing is changed before you say so.")
        else:
            self._title.setText(words.title.format(count(seen.count, "job")) if seen.count else words.none)
            self.types.show_rows(rows, words.none, "Choose other jobs, or close this.")
        self.run_button.setText(words.choice)
        self.run_button.setAccessibleName(words.choice)
        restyle(self.run_button, "kind", "danger" if words.act is bulk.DELETE else "primary")
        self.run_button.setEnabled(self._plan is not None and seen.count > 0)

    def _tell_progress(self, words: Words) -> None:
        self.bar.setValue(self._done)
        if self.runs:
            self._title.setText(f"{words.doing}: {self._done:,} of {self._seen.count:,}")
            return
        self._title.setText(words.done.format(count(self._done, "job")))
        left = self._seen.count - self._done
        self.notes.setText(f"{count(left, 'job')} left as before." if left > 0 else "")


def _columns() -> list[Column[TypeRow]]:
    return [
        Column("Job Type", lambda row: row.id or "No job type", 300, grows=True),
        Column("Jobs", lambda row: f"{row.number:,}", 100, right=True),
    ]
