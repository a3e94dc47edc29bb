"""The page of the event log: every delivery and every received transaction, newest on top."""

from dataclasses import fields

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtWidgets import QWidget

from core.bus import Change
from core.log import event_log
from core.log.choices import choices
from core.log.doubts import doubt
from core.log.event_log import LogFilter, LogRow
from core.log.search import lag, words
from desktop.case_door import ask_for_case
from desktop.desk import Desk, Place
from desktop.pages.log_acts import LogActs
from desktop.pages.log_columns import (
    ERROR,
    OF_EMITTED,
    OF_RECEIVED,
    PLUGIN,
    STATUS,
    TRANSACTION,
    direction_of,
    log_columns,
)
from desktop.pages.log_filters import LogFilters
from desktop.pages.log_keeping import LogKeeping
from desktop.pages.log_menu import LogMenu
from desktop.pages.log_search_line import LogSearchLine
from desktop.pages.page import Page
from desktop.tables.column_layout import ColumnLayout
from desktop.tables.live_table import LiveTable
from desktop.tables.windowed_table import WindowedTable
from desktop.tasks import Reader, off_ui
from desktop.widgets.controls import button
from desktop.widgets.notes import Act, EmptyState
from desktop.widgets.passing import open_over
from desktop.words import plain_tip

EMPTY = "What is sent and what is received is listed here as it happens, with its payload and its outcome."
CASE = "Look at an event that another desk has exported as a case (Ctrl+O)"
NOT_AGAIN = "What was received cannot be sent again"
NAMES = Change.APPS | Change.WEBHOOKS | Change.PLUGINS
CHOICES_PAUSE = 1.0  # seconds between two looks at what can be filtered by
LAG_PAUSE = 0.5  # seconds between two looks at how far the text index is
NEWEST = 50  # rows that are looked at for types that were not offered yet


class EventLogsPage(Page):
    """The filters, and the table that follows the log."""

    title = "Event Logs"
    watches = Change.LOG | Change.INDEX | NAMES

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        store = desk.engine.store
        self.model = WindowedTable(store, event_log, log_columns(store.clock), LogFilter(), self)
        self.live = LiveTable(
            self.model,
            "eventLogTable",
            "Event log",
            noun="event",
            icon="list-bullets",
            say_empty=self._say_empty,
        )
        self.table = self.live.table
        self.layout_of_columns = ColumnLayout(self.table)
        self.filters = LogFilters(store.clock, self.live.follow)
        self.find_in(self.filters.search)
        self.emit_button = button("Emit event", "primary", "paper-plane-tilt", "emitButton")
        self.replay_button = button("Send again…", "quiet", "arrow-counter-clockwise", "replayManyButton")
        self.export_button = button("Export…", "quiet", "download-simple", "exportButton")
        self.case_button = button("Open case…", "quiet", "folder-open", "openCaseButton")
        self.case_button.setToolTip(plain_tip(CASE))
        self.acts = LogActs(desk, self.table, self.filters.match, self)
        self.menu = LogMenu(desk, self.table, self.filters, self.acts, self)
        self.keeping = LogKeeping(desk, self.layout_of_columns, self.filters.match, self)
        self._types: set[str] = set()
        self._read_choices = Reader(self._show_choices, self, CHOICES_PAUSE)
        self._read_lag = Reader(self._show_lag, self, LAG_PAUSE)
        self.search_line = LogSearchLine(self.model, store.clock)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = self.title_row(self.case_button, self.export_button, self.replay_button, self.emit_button)
        for part in (head, self.banner, self.filters, self.search_line):
            self.body.addWidget(part)
        self.body.addWidget(self.live, 1)

    def _connect(self) -> None:
        self.filters.changed.connect(self._on_filter)
        self.emit_button.clicked.connect(self._emit)
        self.replay_button.clicked.connect(self.acts.open_replay)
        self.export_button.clicked.connect(self.acts.open_export)
        self.case_button.clicked.connect(lambda: ask_for_case(self.desk.engine.store, self))
        self.filters.save_button.clicked.connect(self.keeping.save)
        self.model.settled.connect(self._on_settled)
        self.table.opened.connect(self._inspect)
        self.table.linked.connect(self._inspect)
        self.menu.viewed.connect(self._inspect)
        self.menu.columns.triggered.connect(lambda: self.layout_of_columns.open_menu(QPoint()))

    def refresh(self, change: Change) -> None:
        """Bring in what is new and what changed, and see whether the text index keeps up."""
        if Change.LOG in change:
            self.model.refresh()
        if change & NAMES:
            self._read_choices.ask()
        self._read_lag.ask()

    def age(self) -> None:
        """Let go what is no more of today, or of the last hour."""
        self.model.refresh()
        self.filters.age()

    def take_keyboard(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Give the keyboard to the table, or to what stands in its place."""
        self.live.take_keyboard(reason)

    def open(self, place: Place) -> None:
        """Show the rows that a filter asks for."""
        if place.log:
            self.keeping.show(place.view)
            self.filters.set_match(place.log)

    @Slot(object)
    def _on_filter(self, match: LogFilter) -> None:
        direction = direction_of(match)
        self._show_columns(direction)
        self.live.show_matching(match)
        is_received = direction == "RECEIVED"
        self.replay_button.setEnabled(not is_received)
        self.replay_button.setToolTip(plain_tip(NOT_AGAIN if is_received else ""))

    def _show_columns(self, direction: str | None) -> None:
        """Leave out the columns of the other direction, and give their room to the rest."""
        others = {"RECEIVED": OF_EMITTED, "EMITTED": OF_RECEIVED}.get(direction or "", ())
        self.layout_of_columns.leave_out(others)
        is_received = direction == "RECEIVED"
        self.table.widths.mean(STATUS, 104 if direction else 38)
        self.table.widths.mean(TRANSACTION, 276 if is_received else 94)
        self.table.widths.mean(PLUGIN, 100 if is_received else 92)
        self.table.widths.mean(ERROR, 156 if direction == "EMITTED" else 126)

    @Slot()
    def _on_settled(self) -> None:
        """Offer the types that came up; and leave the one primary button to the empty page."""
        newest = self.model.rows_between(0, NEWEST)
        if any(each.event_type not in self._types for each in newest):
            self._read_choices.ask()
        for each in (self.emit_button, self.replay_button, self.export_button):
            each.setVisible(bool(self.model.rowCount()) or not self._shows_all())

    async def _show_choices(self) -> None:
        store = self.desk.engine.store
        found = await off_ui(store, choices, store)
        self._types = {"", *found.types}
        self.filters.show_choices(found)
        if self.live.empty.isVisible():  # what comes first depends on what there is
            self._say_empty(self.live.empty)

    async def _show_lag(self) -> None:
        store = self.desk.engine.store
        self.search_line.show_lag(await off_ui(store, lag, store))

    def _shows_all(self) -> bool:
        match = self.filters.match()
        return not any(getattr(match, each.name) for each in fields(LogFilter))

    def _say_empty(self, empty: EmptyState) -> None:
        if self._shows_all():
            set_up = Act("Set up a webhook", lambda: self.desk.go(Place("Apps")))
            plug = Act("Add a plugin", lambda: self.desk.go(Place("Plugins")))
            first = Act("Emit event", self._emit) if self.filters.known.webhooks else set_up
            empty.say("No events yet", EMPTY, first, plug)
        else:
            clear = Act("Clear filters", lambda: self.filters.set_match(LogFilter()))
            why = doubt(self.filters.match().search or "", self.filters.known)
            empty.say("No event matches", why or "Nothing in the log fits the filters.", clear)

    @Slot(object)
    def _inspect(self, chosen: LogRow) -> None:
        from desktop.inspector.payload_inspector import PayloadInspector

        match = self.filters.match()
        found = words(match.search or "")
        dialog = PayloadInspector(self.desk.engine, chosen.id, self, words=found, match=match)
        dialog.going.connect(self.desk.go)
        open_over(dialog)

    @Slot()
    def _emit(self) -> None:
        from desktop.forms.emit_dialog import EmitDialog

        open_over(EmitDialog(self.desk.engine, self))
