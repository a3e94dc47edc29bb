"""The menu of the log's table: where one can look from a row, and what can be done with the chosen ones."""

from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QWidget

from core.incoming import jobs
from core.log.event_log import LogFilter, LogRow
from desktop.desk import Desk, Place, form_of
from desktop.pages.log_acts import LogActs
from desktop.pages.log_filters import LogFilters
from desktop.tables.table_view import Table
from desktop.tasks import off_ui, spawn
from desktop.widgets.passing import entry, passing_menu
from desktop.words import count


class LogMenu(QObject):
    """Opens where the table asks for it."""

    viewed = Signal(object)
    """The row whose payload is to be shown."""

    def __init__(self, desk: Desk, table: Table, filters: LogFilters, acts: LogActs, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._table, self._filters, self._acts, self._page = desk, table, filters, acts, page
        self.view = entry(table, "View payload", "Return", self._view)
        self.copy = entry(table, "Copy id", QKeySequence.StandardKey.Copy, self._copy_ids)
        self.only = entry(table, "Show this webhook only", "", self._show_only)
        self.since = entry(table, "Show from this event on", "", self._show_since)
        self.form = entry(table, "Open its webhook", "", self._open_form)
        self.job = entry(table, "Open its job", "", self._open_job)
        self.lab = entry(table, "Open in the verification lab", "", self._open_lab)
        self.columns = QAction("Columns…", table)
        table.addAction(self.copy)  # Enter is the table's own
        table.customContextMenuRequested.connect(self._open)

    @Slot(QPoint)
    def _open(self, at: QPoint) -> None:
        current, acts = self._current(), self._acts
        if current is None:
            return
        menu = passing_menu(self._page)
        acts.again.setEnabled(any(each.direction == "EMITTED" for each in self._table.chosen_rows()))
        kind = "webhook" if current.webhook_id else "plugin"
        self.only.setText(f"Show this {kind} only")
        self.form.setText(f"Open its {kind}")
        self.form.setVisible(form_of(current) is not None)
        menu.addActions([self.view, self.copy, acts.copy, acts.again, acts.many])
        menu.addSeparator()
        self.job.setVisible(current.status == "ACCEPTED")
        looks = [self.job, self.lab] if current.direction == "RECEIVED" else []
        looks += [acts.compare] if acts.can_compare() else []
        menu.addActions([*looks, self.form, self.only, self.since, acts.export, acts.delete])
        menu.addSeparator()
        menu.addAction(self.columns)
        menu.popup(self._table.viewport().mapToGlobal(at))

    def _current(self) -> LogRow | None:
        row: LogRow | None = self._table.current_row()
        return row

    @Slot()
    def _view(self) -> None:
        if (current := self._current()) is not None:
            self.viewed.emit(current)

    @Slot()
    def _copy_ids(self) -> None:
        ids = [str(each) for each in self._table.chosen_ids()]
        QGuiApplication.clipboard().setText("\n".join(ids))
        self._desk.toast(f"Copied {ids[0]}" if len(ids) == 1 else f"Copied {count(len(ids), 'id')}")

    @Slot()
    def _show_only(self) -> None:
        if (current := self._current()) is not None:
            only = LogFilter(webhook_id=current.webhook_id, plugin_id=current.plugin_id)
            self._filters.set_match(only)

    @Slot()
    def _show_since(self) -> None:
        if (log_id := self._table.current_id()) is not None:
            self._filters.set_match(replace(self._filters.match(), from_id=log_id))

    @Slot()
    def _open_form(self) -> None:
        if (current := self._current()) is not None and (place := form_of(current)):
            self._desk.go(place)

    @Slot()
    def _open_job(self) -> None:
        if (current := self._current()) is not None:
            spawn(self._show_job(current.id), self._page)

    async def _show_job(self, log_id: int) -> None:
        from desktop.pages.job_dialog import JobDialog

        store = self._desk.engine.store
        if job := await off_ui(store, jobs.of_transaction, store, log_id):
            JobDialog(self._desk, job.id, self._page).open()
        else:
            self._desk.toast("Its job was deleted")

    @Slot()
    def _open_lab(self) -> None:
        if (current := self._current()) is not None:
            self._desk.go(Place("Verification lab", log_id=current.id))
