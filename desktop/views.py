"""The saved views in the navigation: what is new in each, and renaming, moving and deleting them."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, Slot

from core.bus import Change
from core.log import views
from core.log.views import MOST, View
from core.store.database import Store
from desktop.desk import Desk, Place
from desktop.navigation import Navigation, Pill
from desktop.tasks import Reader, off_ui, spawn
from desktop.widgets.name_dialog import ask_name
from desktop.widgets.notes import Act, ask
from desktop.widgets.passing import passing_menu

PAUSE = 1.0  # seconds between two counts
LOG_PAGE = "Event Logs"


class LogViews(QObject):
    """Keeps the views below the pages. `shown` is the id of the one that is looked at, or None."""

    def __init__(self, desk: Desk, navigation: Navigation) -> None:
        super().__init__(navigation)
        self.shown: int | None = None
        self._desk, self._navigation = desk, navigation
        self._views: list[View] = []
        self._reader = Reader(self._read, self, PAUSE)
        desk.bridge.changed.connect(self._on_changed)
        navigation.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        navigation.customContextMenuRequested.connect(self._open_menu)
        self._reader.ask()

    def open(self, view_id: int) -> None:
        """Show the log as a view has it."""
        view = next(each for each in self._views if each.id == view_id)
        self._desk.go(Place(LOG_PAGE, log=view.match, view=view))

    def look_at(self, view: View | None) -> None:
        """Take note of which view is shown: nothing in it is new."""
        self.shown = view.id if view else None
        self._reader.ask()

    @Slot()
    def age(self) -> None:
        """Count again as time passes: what was new today is of yesterday at midnight."""
        self._reader.ask()

    @Slot(object)
    def _on_changed(self, change: Change) -> None:
        if change & (Change.LOG | Change.SETTINGS):
            self._reader.ask()

    async def _read(self) -> None:
        store = self._desk.engine.store
        self._views, counts = await off_ui(store, _count, store, self.shown)
        shown = [(view.id, view.name, _pill(counts[view.id])) for view in self._views]
        self._navigation.show_views(shown, self.shown)

    @Slot(QPoint)
    def _open_menu(self, at: QPoint) -> None:
        view_id = self._navigation.view_at(at)
        view = next((each for each in self._views if each.id == view_id), None)
        if view is None:
            return
        menu = passing_menu(self._navigation)
        menu.addAction("Rename…", lambda: self._rename(view))
        menu.addAction("Move up", lambda: self._change(views.move_view, view.id, -1))
        menu.addAction("Move down", lambda: self._change(views.move_view, view.id, 1))
        menu.addSeparator()
        menu.addAction("Delete…", lambda: self._delete(view))
        menu.popup(self._navigation.viewport().mapToGlobal(at))

    def _rename(self, view: View) -> None:
        def rename(name: str) -> None:
            spawn(self._write(lambda store: views.update_view(store, view.id, name=name)), self)

        ask_name("Rename view", "Name", view.name, "Rename view", rename, self._navigation.window())

    def _delete(self, view: View) -> None:
        def delete() -> None:
            if self.shown == view.id:
                self.shown = None
            self._change(views.delete_view, view.id)

        text = "Its filter and its columns go. The events stay."
        ask(
            self._navigation.window(),
            f"Delete the view “{view.name}”?",
            text,
            Act("Delete", delete),
            keep="Keep view",
        )

    def _change(self, work: Callable[..., object], *values: int) -> None:
        spawn(self._write(lambda store: work(store, *values)), self)

    async def _write(self, work: Callable[[Store], object]) -> None:
        store = self._desk.engine.store
        await off_ui(store, work, store)


def _count(store: Store, shown: int | None) -> tuple[list[View], dict[int, int]]:
    """Return the views with what is new in each; what is looked at is seen."""
    found = views.list_views(store)
    counts = {view.id: views.count_new(store, view) for view in found}
    if shown is not None and counts.get(shown):
        views.see(store, shown)
        counts[shown] = 0
    return found, counts


def _pill(new: int) -> Pill:
    many = f"more than {MOST:,} new" if new >= MOST else f"{new:,} new"
    return Pill(new, many)
