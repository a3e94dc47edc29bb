"""What the table of jobs can do with the chosen ones: its menu and its keys."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from core.incoming.jobs import OVER, Job
from desktop.pages.job_acts import JobActs
from desktop.tables.table_view import Table
from desktop.widgets.passing import entry, passing_menu


class JobMenu(QObject):
    """The acts on the chosen rows of a table. What cannot be done is disabled."""

    def __init__(
        self,
        table: Table,
        acts: JobActs,
        *,
        open_job: Callable[[], None],
        view: Callable[[], None],
        only: Callable[[], None],
        many: Callable[[], None],
        page: QWidget,
    ) -> None:
        """Take what opens a job, shows its payload, shows its seller only, and changes many."""
        super().__init__(page)
        self._table, self._page = table, page
        chosen = table.chosen_rows
        self.open_job = entry(table, "Open job", "Return", open_job)
        self.open_job.setShortcuts([QKeySequence("Return"), QKeySequence("Enter")])
        self.view = entry(table, "View payload", "Ctrl+P", view)
        self.retry = entry(table, "Retry", "Ctrl+R", lambda: acts.retry(chosen()))
        self.hold = entry(table, "Hold", "", lambda: acts.schedule(chosen(), on=False))
        self.schedule = entry(table, "Schedule", "", lambda: acts.schedule(chosen(), on=True))
        self.delete = entry(
            table, "Delete…", QKeySequence.StandardKey.Delete, lambda: acts.ask_to_delete(chosen())
        )
        self.many = entry(table, "Change many jobs…", "Ctrl+Shift+R", many)
        self.only = entry(table, "Show this seller only", "", only)
        table.addActions([self.open_job, self.view, self.retry, self.delete, self.many])
        table.customContextMenuRequested.connect(self.pop_up)
        table.selectionModel().selectionChanged.connect(lambda *_: self.tell())
        self.tell()

    def tell(self) -> None:
        """Offer what can be done with the chosen jobs."""
        chosen: list[Job] = self._table.chosen_rows()
        going = [job for job in chosen if job.status not in OVER]
        for each in (self.open_job, self.view):
            each.setEnabled(bool(chosen))
        self.retry.setEnabled(any(job.status == "FAILED" for job in chosen))
        self.hold.setEnabled(any(job.scheduled for job in going))
        self.schedule.setEnabled(any(not job.scheduled for job in going))
        self.delete.setEnabled(bool(going))

    def pop_up(self, at: QPoint) -> None:
        """Show the menu."""
        current: Job | None = self._table.current_row()
        if current is None:
            return
        menu = passing_menu(self._page)
        menu.addActions([self.open_job, self.view])
        menu.addSeparator()
        menu.addActions([self.retry, self.hold, self.schedule, self.delete, self.many])
        if current.seller:
            menu.addSeparator()
            menu.addAction(self.only)
        menu.popup(self._table.viewport().mapToGlobal(at))
