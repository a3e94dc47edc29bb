"""What the page of the log keeps: its columns, and filters with columns as saved views."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from core import settings
from core.log.event_log import LogFilter
from core.log.views import View, create_view, update_view
from desktop.desk import Desk, Place
from desktop.tables.column_layout import ColumnLayout
from desktop.tasks import Reader, off_ui, spawn
from desktop.widgets.name_dialog import ask_name

LOG_PAGE = "Event Logs"


class LogKeeping(QObject):
    """Keeps the columns as they were left; a view that is open keeps its own when it is saved."""

    def __init__(
        self, desk: Desk, columns: ColumnLayout, match: Callable[[], LogFilter], page: QWidget
    ) -> None:
        super().__init__(page)
        self._desk, self._columns, self._match, self._page = desk, columns, match, page
        self._view: View | None = None
        self._reader = Reader(self._read, self)
        columns.changed.connect(self._on_columns)
        self._reader.ask()

    def show(self, view: View | None) -> None:
        """Lay the columns out as a view has them, or as they were left."""
        self._view = view
        self._reader.ask()

    @Slot()
    def save(self) -> None:
        """Ask for a name, and save what is shown under it."""

        def keep(name: str) -> None:
            spawn(self._keep(name), self)

        name = self._view.name if self._view else ""
        ask_name("Save as a view", "Name", name, "Save view", keep, self._page)

    async def _keep(self, name: str) -> None:
        """Save what is shown as a view; under the name of the one that is open, change that one."""
        store, match, view = self._desk.engine.store, self._match(), self._view
        columns = self._columns.text()
        if view and view.name == name:
            made = await off_ui(store, update_view, store, view.id, match=match, columns=columns)
        else:
            made = await off_ui(store, create_view, store, name, match, columns)
        self._desk.go(Place(LOG_PAGE, log=made.match, view=made))
        self._desk.toast(f"Saved the view “{made.name}”")

    @Slot()
    def _on_columns(self) -> None:
        if self._view is None:
            spawn(self._keep_columns(self._columns.text()), self)

    async def _keep_columns(self, text: str) -> None:
        store = self._desk.engine.store
        await off_ui(store, settings.save, store, log_columns=text)

    async def _read(self) -> None:
        store, view = self._desk.engine.store, self._view
        kept = await off_ui(store, settings.load, store)
        self._columns.apply(view.columns if view and view.columns else kept.log_columns)
