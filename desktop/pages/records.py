"""The page of records: what the desk knows from the jobs it did, and the history of each."""

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QWidget

from core.bus import Change
from core.incoming import records
from core.incoming.records import Record, RecordFilter, kinds
from desktop.desk import Desk, Place
from desktop.pages.page import Page
from desktop.pages.record_columns import record_columns
from desktop.pages.record_view import RecordView
from desktop.tables.live_table import LiveTable
from desktop.tables.paged_table import PagedTable
from desktop.widgets.controls import combo
from desktop.widgets.layout import col, drop, holder, row
from desktop.widgets.notes import Act, EmptyState
from desktop.widgets.passing import passing_menu
from desktop.widgets.search import SearchField

ANY = ("All kinds", "")
EMPTY = "Jobs keep what they learn: sellers, products, stock, orders and more. Each record is listed here."


class RecordsPage(Page):
    """The kinds, the search and the table; or one record in its place."""

    title = "Records"
    watches = Change.RECORDS

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        store = desk.engine.store
        self.model = PagedTable(store, records, record_columns(store.clock), RecordFilter(), self)
        self.live = LiveTable(
            self.model, "recordsTable", "Records", noun="record", icon="database", say_empty=self._say_empty
        )
        self.table = self.live.table
        self.kind = combo(
            [ANY, *((kind.capitalize(), kind) for kind in kinds())], "recordKindFilter", "Kind", 150
        )
        self.search = SearchField("Search keys and what is kept", "recordSearchField")
        self.find_in(self.search)
        self.view: RecordView | None = None
        line = row(self.kind, self.search, margins=(16, 4, 16, 12))
        line.setStretchFactor(self.search, 1)
        whole = col(self.title_row(), holder(line), self.live, gap=0)
        whole.setStretchFactor(self.live, 1)
        self._list = holder(whole)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._list)
        self.body.addWidget(self._stack, 1)
        self.seat_banner(self._list)
        self.kind.currentIndexChanged.connect(self._on_filter)
        self.search.searched.connect(self._on_filter)
        self.table.opened.connect(lambda record: self.show_record(record.kind, record.key))
        self.table.customContextMenuRequested.connect(self._open_menu)

    def refresh(self, _change: Change) -> None:
        """Bring in what is new and what changed."""
        self.model.refresh()
        if self.view:
            self.view.refresh()

    def take_keyboard(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Give the keyboard to the list, or to what stands in its place; a record takes it itself."""
        self.live.take_keyboard(reason)

    def open(self, place: Place) -> None:
        """Show one record by its kind and key."""
        if place.record is not None:
            self.show_record(*place.record)

    def show_record(self, kind: str, key: str) -> None:
        """Show a record in place of the list."""
        self._close()
        self.view = RecordView(self.desk, kind, key)
        self.view.leaving.connect(self._close)
        self._stack.addWidget(self.view)
        self._stack.setCurrentWidget(self.view)
        self.seat_banner(None)
        self.view.history.table.setFocus()

    def _close(self) -> None:
        """Go back to the list."""
        if view := self.view:
            self.view = None
            drop(self._stack, view)
            self.seat_banner(self._list)
            self.table.setFocus()

    @Slot()
    def _on_filter(self) -> None:
        self.live.show_matching(self._match())

    def _match(self) -> RecordFilter:
        return RecordFilter(self.kind.currentData(), self.search.text())

    def _clear(self) -> None:
        self.kind.setCurrentIndex(0)
        self.search.clear()

    def _say_empty(self, empty: EmptyState) -> None:
        if self._match() != RecordFilter():
            empty.say(
                "No record matches",
                "Nothing that is kept fits the filters.",
                Act("Clear filters", self._clear),
            )
        else:
            empty.say("No records yet", EMPTY, Act("Set up a plugin", lambda: self.desk.go(Place("Plugins"))))

    @Slot(QPoint)
    def _open_menu(self, at: QPoint) -> None:
        found: Record | None = self.table.current_row()
        if found is None:
            return
        menu = passing_menu(self)
        menu.addAction("Open record", lambda: self.show_record(found.kind, found.key))
        menu.addAction("Copy key", lambda: QGuiApplication.clipboard().setText(found.key))
        menu.popup(self.table.viewport().mapToGlobal(at))
