"""The page of plugins: a table of those that take webhooks, and the form of one."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QWidget

from core.bus import Change
from core.incoming.refusals import Refusals
from core.log.event_log import LogFilter
from desktop.desk import Desk, Place
from desktop.forms.acts import started
from desktop.forms.mappings_view import MappingsView
from desktop.forms.plugin_acts import PluginRow, ask_to_delete_plugin, read_plugins, switch_plugin
from desktop.forms.plugin_form import PluginForm
from desktop.pages.page import Page
from desktop.pages.plugin_columns import plugin_columns
from desktop.tables.rows import RowsTable
from desktop.tables.table_view import Table
from desktop.tasks import Reader, off_ui
from desktop.widgets.controls import button, label
from desktop.widgets.layout import col, drop, holder, row
from desktop.widgets.notes import Act, EmptyState
from desktop.widgets.passing import passing_menu
from desktop.words import clock, count

PAUSE = 0.1  # seconds between two reads while webhooks pour in
EMPTY = (
    "A plugin takes webhooks from one sender: it gives it a URL, checks the signatures "
    "and makes a job of each payload."
)


class PluginsPage(Page):
    """The table, or the form of one plugin in its place."""

    title = "Plugins"
    watches = Change.PLUGINS | Change.LOG | Change.RECEIVER | Change.JOBS

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.model: RowsTable[PluginRow] = RowsTable(plugin_columns(desk.engine))
        self.table = Table(self.model, "pluginsTable", "Plugins")
        self.astray = label(role="hint")
        self.new_button = button("New plugin", icon="plus", name="newPluginButton")
        self.form: PluginForm | None = None
        self.mappings: MappingsView | None = None
        self._wanted: Place | None = None  # a plugin to open once it is read
        self._reader = Reader(self._read, self, PAUSE)
        empty = EmptyState("puzzle-piece")
        empty.say("No plugins yet", EMPTY, Act("New plugin", self._on_new))
        self._foot = holder(row(self.astray, margins=(16, 4, 16, 4)))
        self._list = holder(col(self.title_row(self.new_button), self.table, self._foot, gap=0))
        self._nothing = holder(col(self.title_row(), empty, gap=0))
        self._stack = QStackedWidget()
        for layer in (self._list, self._nothing):
            self._stack.addWidget(layer)
        self.body.addWidget(self._stack, 1)
        self.seat_banner(self._list)
        self._connect()

    def refresh(self, change: Change) -> None:
        """Read the plugins again, and the last request of each; of jobs only the mappings tell."""
        if change != Change.JOBS:
            self._reader.ask()
        if self.mappings:
            self.mappings.refresh()

    def age(self) -> None:
        """Read again: a time of today becomes a date."""
        self._reader.ask()

    def open(self, place: Place) -> None:
        """Show the form of a plugin."""
        if place.plugin_id is not None:
            self.leave(partial(self._go, place))

    def leave(self, proceed: Callable[[], None]) -> None:
        """Ask before unsaved changes are lost."""
        form = self.mappings or self.form
        if form and form.changed():
            self.ask_to_leave(f"The changes to “{form.title()}” are lost.", self._discard, proceed)
        else:
            proceed()

    async def _read(self) -> None:
        self._show(*await off_ui(self.desk.engine.store, read_plugins, self.desk.engine.store))

    def _show(self, found: list[PluginRow], astray: list[Refusals]) -> None:
        """Show what was read; a form in which something is being changed stays as it is."""
        self.astray.setText(_astray(astray, self.desk.engine.store.clock()))
        self._foot.setVisible(bool(astray))
        form = self.form
        was_there = form is not None and self.model.find(form.plugin_id) >= 0
        self.model.set_rows(found)
        if form and was_there and self._row(form.plugin_id) is None:  # deleted, here or elsewhere
            self._close_form()
        elif form:
            form.show_row(self._row(form.plugin_id), self._taken())
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            if self._row(wanted.plugin_id):
                self._go(wanted)
        self._show_layer()

    def _show_layer(self) -> None:
        """Show the form, else the table, else what to do first."""
        table = self._list if self.model.rowCount() else self._nothing
        over = self.mappings or self.form
        self._stack.setCurrentWidget(over or table)
        self.seat_banner(None if over else table)

    def _row(self, plugin_id: str | None) -> PluginRow | None:
        at = self.model.find(plugin_id)
        return self.model.row(at) if at >= 0 else None

    def _taken(self) -> frozenset[str]:
        return frozenset(each.id for each in self.model.rows())

    def _go(self, place: Place) -> None:
        self._close_form()
        if found := self._row(place.plugin_id):
            self._open_form(found)
            if place.topic is not None:
                self._open_mappings(place.topic)
        else:
            self._wanted = place
            self.refresh(self.watches)

    def _open_form(self, found: PluginRow | None) -> None:
        """Show the form of a plugin, or of a new one."""
        self._close_form()
        self.form = PluginForm(self.desk, self, found, self._taken())
        self.form.leaving.connect(lambda: self.leave(self._close_form))
        self.form.mappings_wanted.connect(self._on_mappings_wanted)
        self._stack.addWidget(self.form)
        self._show_layer()
        self.form.fields.name_edit.setFocus()

    def _open_mappings(self, topic: str) -> None:
        """Show the mappings of the plugin whose form is open: all, or the editor of a topic."""
        found = self._row(self.form.plugin_id) if self.form else None
        if found is None:
            return
        self.mappings = MappingsView(self.desk, self, found.plugin, self.leave)
        self.mappings.left.connect(self._on_left_mappings)
        self._stack.addWidget(self.mappings)
        self._show_layer()
        if topic:
            self.mappings.open_topic(topic)
        else:
            self.mappings.refresh()

    def _on_mappings_wanted(self, topic: str) -> None:
        """Go to the mappings by way of the plugin's form as it is saved."""
        place = Place("Plugins", plugin_id=self.form.plugin_id if self.form else None, topic=topic)
        self.leave(partial(self._go, place))

    def _on_left_mappings(self, to_all: bool) -> None:
        self._close_mappings()
        if to_all:
            self._close_form()

    def _discard(self) -> None:
        """Give up what is unsaved, and the editor that it is in."""
        if self.mappings:
            self.mappings.close_form()
        else:
            self._close_form()

    def _close_mappings(self) -> None:
        if view := self.mappings:
            self.mappings = None
            drop(self._stack, view)
            self._show_layer()

    def _close_form(self) -> None:
        self._close_mappings()
        if form := self.form:
            self.form = None
            drop(self._stack, form)
            self._show_layer()
            self.table.choose(form.plugin_id)
            self.table.setFocus()

    def _connect(self) -> None:
        self.new_button.clicked.connect(self._on_new)
        self.table.opened.connect(self._open_form)
        self.table.customContextMenuRequested.connect(self._on_menu)
        self.model.switched.connect(self._on_switched)

    def _on_new(self) -> None:
        self._open_form(None)

    def _on_switched(self, row: PluginRow, on: bool) -> None:
        started(self, partial(switch_plugin, self.desk, self, row.plugin, on=on))()

    def _on_menu(self, at: QPoint) -> None:
        found: PluginRow | None = self.table.current_row()
        if found is None:
            return
        url = f"{self.desk.engine.receiver_state().url}{found.plugin.path}"
        log = Place("Event Logs", log=LogFilter(plugin_id=found.id))
        menu = passing_menu(self)
        menu.addAction("Open plugin", lambda: self._open_form(found))
        menu.addAction("Show what it received", lambda: self.desk.go(log))
        menu.addAction("Copy URL", lambda: QGuiApplication.clipboard().setText(url))
        menu.addAction("Copy plugin id", lambda: QGuiApplication.clipboard().setText(found.id))
        menu.addSeparator()
        menu.addAction("Delete plugin…", lambda: ask_to_delete_plugin(self.desk, self, found.plugin))
        menu.popup(self.table.viewport().mapToGlobal(at))


def _astray(refused: list[Refusals], now: int) -> str:
    """Say how many requests found no plugin, which a wrong address at a sender brings."""
    if not refused:
        return ""
    came = count(sum(each.count for each in refused), "request")
    return f"{came} came to addresses of no plugin, the last one at {clock(refused[0].last_at, now)}."
