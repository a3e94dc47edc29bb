"""What can be done with chosen rows of the log: send again, compare, copy, export, delete."""

import contextlib
from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from core.errors import NotFound
from core.log import event_log
from core.log.event_log import LogFilter
from core.log.export import json_line
from core.outgoing.replay import Replayed, send_again
from core.store.database import Store
from desktop.desk import Desk
from desktop.tables.table_view import Table
from desktop.tasks import off_ui, spawn
from desktop.widgets.passing import entry, open_over
from desktop.words import count

MOST_COPIED = 20_000_000
"""Characters that are put on the clipboard."""
PAGE = 100


class LogActs:
    """The acts on a table of the log, as entries of its menu with their keys; lives as long as the page."""

    def __init__(self, desk: Desk, table: Table, match: Callable[[], LogFilter], page: QWidget) -> None:
        """Take what tells which rows the table shows."""
        self._desk, self._table, self._match, self._page = desk, table, match, page
        self.copy = entry(table, "Copy as JSON lines", "Ctrl+Shift+C", self._copy)
        self.export = entry(table, "Export…", "Ctrl+E", self.open_export)
        self.delete = entry(table, "Delete…", "Del", self.open_delete)
        self.compare = entry(table, "Compare the two", "Ctrl+D", self.open_comparison)
        self.again = entry(table, "Send again", "Ctrl+R", self._send_again)
        self.many = entry(table, "Send several again…", "Ctrl+Shift+R", self.open_replay)
        table.addActions([self.copy, self.export, self.delete, self.compare, self.again, self.many])

    def can_compare(self) -> bool:
        """Tell whether there are two rows to compare."""
        return len(self._table.chosen_ids()) == 2

    @Slot()
    def open_comparison(self) -> None:
        """Show what differs between two chosen rows: the inspector is on the newer one."""
        from desktop.inspector.payload_inspector import PayloadInspector

        if self.can_compare():
            older, newer = sorted(self._table.chosen_ids())
            dialog = PayloadInspector(self._desk.engine, newer, self._page, match=self._match())
            dialog.compare_with(older)
            dialog.open()

    @Slot()
    def open_export(self) -> None:
        """Ask which rows go to which file."""
        from desktop.forms.delete_dialog import scopes
        from desktop.forms.export_dialog import ExportDialog

        open_over(ExportDialog(self._desk.engine, scopes(self._many(), self._match()), self._page))

    @Slot()
    def open_delete(self) -> None:
        """Ask which rows to delete."""
        from desktop.forms.delete_dialog import DeleteDialog, scopes

        open_over(
            DeleteDialog(self._desk.engine, scopes(self._table.chosen_ids(), self._match()), self._page)
        )

    @Slot()
    def open_replay(self) -> None:
        """Ask which rows to send again, and how fast."""
        from desktop.forms.replay_dialog import ReplayDialog, scopes

        rows, ids = self._table.chosen_rows(), self._table.chosen_ids()
        emitted = [each.id for each in rows if each.direction == "EMITTED"]
        chosen = emitted if len(rows) == len(ids) else ids  # of rows that are not in memory it is seen later
        if choices := scopes(chosen, self._match()):
            open_over(ReplayDialog(self._desk.engine, choices, self._page))

    @Slot()
    def _send_again(self) -> None:
        spawn(self._resend(self._table.chosen_ids()), self._page)

    async def _resend(self, ids: list[int]) -> None:
        store = self._desk.engine.store
        self._desk.toast(_said(await off_ui(store, send_again, store, ids)))

    @Slot()
    def _copy(self) -> None:
        spawn(self._copy_lines(self._table.chosen_ids()), self._page)

    async def _copy_lines(self, ids: list[int]) -> None:
        store = self._desk.engine.store
        lines = await off_ui(store, _lines, store, ids)
        if lines is None:
            self._desk.toast("That is too much for the clipboard: export it to a file")
        elif lines:
            QGuiApplication.clipboard().setText("".join(lines))
            self._desk.toast(f"Copied {count(len(lines), 'event')} as JSON lines")

    def _many(self) -> list[int]:
        """Return the chosen rows where somebody chose them: one is merely the current one."""
        ids = self._table.chosen_ids()
        return ids if len(ids) > 1 else []


def _lines(store: Store, ids: list[int]) -> list[str] | None:
    """Return rows as lines of JSON, or None if they are too long for the clipboard."""
    found, length = list[str](), 0
    for start in range(0, len(ids), PAGE):
        for row in event_log.by_ids(store, ids[start : start + PAGE]):
            length += row.size
            if length > MOST_COPIED:
                return None
            with contextlib.suppress(NotFound):  # it was deleted since its page was read
                found.append(json_line(store, row))
    return found


def _said(done: Replayed) -> str:
    """Return what sending again did, in a sentence."""
    parts = [f"Sending {count(len(done.queued), 'event')} again"] if done.queued else []
    if done.skipped:
        reasons = {reason for _, reason in done.skipped}
        parts.append(f"{len(done.skipped)} not sent: {' '.join(sorted(reasons))}")
    return ". ".join(parts)
