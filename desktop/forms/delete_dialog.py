"""Deleting many rows of the log: what would go and what stays, then how far it is."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from core.engine import Engine
from core.log.chosen import Chosen, choose
from core.log.deleting import Deleted, previews, steps
from core.log.event_log import LogFilter
from desktop import theme
from desktop.forms.walk import walk
from desktop.forms.work_dialog import WorkDialog
from desktop.tasks import off_ui, spawn
from desktop.widgets.controls import button, label
from desktop.widgets.layout import col, foot, holder, row, rule
from desktop.widgets.switch import Segments
from desktop.words import count, size

Scope = tuple[str, tuple[int, ...] | LogFilter]
"""What is read on a choice, and the rows that it stands for."""
WIDTH = 560
GOES = "Rows go with their payloads, attempts and jobs. This cannot be undone."


def scopes(chosen: Sequence[int], match: LogFilter) -> list[Scope]:
    """Return what an act on a list can mean: what is chosen, and all that it matches."""
    found: list[Scope] = [(f"{len(chosen):,} chosen", tuple(chosen))] if chosen else []
    return [*found, ("All that match", match)]


class DeleteDialog(WorkDialog):
    """Counts first and deletes nothing until asked; can be cancelled."""

    def __init__(self, engine: Engine, choices: Sequence[Scope], parent: QWidget | None = None) -> None:
        super().__init__("deleteDialog", "Delete events", "Keep", parent)
        self._store = engine.store
        self._chosen: Chosen | None = None
        self._seen = Deleted()
        self._is_over = False
        self.scope = Segments(choices, "deleteScope", "What to delete")
        self.title = label(role="title", wrap=True)
        self.notes = label(tone="wait", wrap=True)
        self.delete_button = button("Delete", "danger", "trash", "deleteRowsButton")
        self._lay_out()
        self.scope.chosen.connect(self._recount)
        self.delete_button.clicked.connect(self._on_delete)
        self._counting = spawn(self._count(), self)
        self._tell()
        self.close_button.setFocus()

    def _recount(self) -> None:
        self._counting.cancel()
        self._chosen, self._seen = None, Deleted()
        self._counting = spawn(self._count(), self)
        self._tell()

    async def _count(self) -> None:
        chosen = await off_ui(self._store, choose, self._store, self.scope.value())
        await walk(self._store, previews(self._store, chosen), self._show, lambda: self.stopped)
        self._chosen = chosen
        self._tell()

    def _show(self, seen: Deleted) -> None:
        self._seen = seen
        self._tell()

    def _on_delete(self) -> None:
        if self._chosen and not self.runs and self.delete_button.isEnabled():
            self.start(self._seen.count)
            spawn(self._delete(self._chosen), self)

    async def _delete(self, chosen: Chosen) -> None:
        self._seen = Deleted()
        trouble = await self.go_through(self._store, steps(self._store, chosen), self._show)
        self._is_over = True
        self._tell()
        self.notes.setText(trouble or self.notes.text())
        self.close_button.setFocus()

    def _tell(self) -> None:
        seen, begun = self._seen, self.runs or self._is_over
        number = count(seen.count, "event")
        if begun:
            self.title.setText(f"Deleted {number}" if self._is_over else f"Deleting: {seen.count:,}")
        elif self._chosen is None:
            self.title.setText(f"Counting… {seen.count:,} so far")
        else:
            self.title.setText(
                f"Delete {number}, {size(seen.size)}" if seen.count else "Nothing can be deleted"
            )
        self.bar.setValue(seen.count)
        self.bar.setVisible(self.runs)
        self.notes.setText("\n".join(_stay_words(number, reason) for reason, number in seen.kept))
        self.notes.setVisible(bool(seen.kept))
        for each in (self.scope, self.delete_button):
            each.setVisible(not begun)
        self.delete_button.setEnabled(self._chosen is not None and seen.count > 0)
        self.say_close("Cancel" if self.runs else "Close" if self._is_over else "Keep")

    def _lay_out(self) -> None:
        self.setMinimumWidth(theme.current().px(WIDTH))
        hint, choice = label(GOES, "hint", wrap=True), row(self.scope, None)
        body = col(self.title, hint, choice, self.bar, self.notes, None, gap=8, margins=(16, 16, 16, 16))
        self.setLayout(col(holder(body), rule(), foot(None, self.close_button, self.delete_button), gap=0))


def _stay_words(number: int, reason: str) -> str:
    return f"{number:,} {'stays' if number == 1 else 'stay'}: {reason}"
