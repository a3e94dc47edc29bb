"""The mappings of a plugin: which topics it has, what each asks for, and which have none yet."""

from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from core.clock import Clock
from core.incoming.plugins import Plugin
from desktop.desk import Desk
from desktop.forms.acts import started
from desktop.forms.mapping_rows import MappingRow, ask_to_undo, retry_failed
from desktop.forms.trail import Trail
from desktop.tables.columns import Column
from desktop.tables.delegates import CellDelegate
from desktop.tables.rows import RowsTable
from desktop.tables.table_view import Table
from desktop.widgets.controls import button, label
from desktop.widgets.layout import col, holder, mark, row
from desktop.widgets.notes import Act, EmptyState
from desktop.widgets.passing import passing_menu
from desktop.words import ago

LEAD = (
    "A topic is what the sender calls an event. Its mapping says which job that is, and where its fields are."
)
EMPTY = (
    "A mapping says which job a topic of the sender asks for, and where its payload has the job's fields. "
    "Without one, payloads name their job themselves."
)


class MappingsList(QWidget):
    """A table of topics. `opened` tells the row to edit, or None for a new mapping."""

    opened = Signal(object)

    def __init__(self, desk: Desk, plugin: Plugin, page: QWidget) -> None:
        super().__init__()
        mark(self, "page")
        self._desk, self._plugin, self._page = desk, plugin, page
        self.model: RowsTable[MappingRow] = RowsTable(_columns(desk.engine.store.clock))
        self.table = Table(self.model, "mappingsTable", "Mappings")
        self.new_button = button("New mapping", icon="plus", name="newMappingButton")
        self.trail = Trail(("Plugins", plugin.name), "Mappings")
        empty = EmptyState("shuffle")
        empty.say("No mappings yet", EMPTY, Act("New mapping", lambda: self.opened.emit(None)))
        self._stack = QStackedWidget()
        for layer in (self.table, empty):
            self._stack.addWidget(layer)
        self._lay_out()
        self._connect()

    def show_rows(self, rows: list[MappingRow]) -> None:
        """Show a plugin's topics."""
        self.model.set_rows(rows)
        self._stack.setCurrentIndex(0 if rows else 1)
        self.new_button.setVisible(bool(rows))

    def _lay_out(self) -> None:
        head = row(label("Mappings", "heading"), None, self.new_button, margins=(16, 0, 16, 2))
        lead = holder(row(label(LEAD, "hint", wrap=True), margins=(16, 0, 16, 12)))
        self.setLayout(col(self.trail, holder(head), lead, self._stack, gap=0))

    def _connect(self) -> None:
        self.new_button.clicked.connect(lambda: self.opened.emit(None))
        self.table.opened.connect(self.opened)
        self.table.customContextMenuRequested.connect(self._on_menu)

    def _on_menu(self, at: QPoint) -> None:
        found: MappingRow | None = self.table.current_row()
        if found is None:
            return
        menu = passing_menu(self)
        menu.addAction("Open mapping" if found.mapping else "Add mapping", lambda: self.opened.emit(found))
        if found.failed:
            again = started(self._page, partial(retry_failed, self._desk, self._plugin.id, found.topic))
            menu.addAction("Retry its failed jobs", again)
        if found.mapping and found.mapping.is_own:
            menu.addSeparator()
            word = "Reset mapping…" if found.is_shipped else "Delete mapping…"
            menu.addAction(word, lambda: ask_to_undo(self._desk, self._page, self._plugin, found))
        menu.popup(self.table.viewport().mapToGlobal(at))


def asks_words(found: MappingRow) -> str:
    """Return what a topic asks for, in a word or two."""
    if found.mapping is None:
        return "No mapping yet"
    return found.mapping.job_type or "Nothing: it is kept"


def _columns(now: Clock) -> list[Column[MappingRow]]:
    def made(found: MappingRow) -> str:
        if found.mapping is None:
            return ""
        if not found.mapping.is_own:
            return "Yardarm"
        return "You, changed" if found.is_shipped else "You"

    def came(found: MappingRow) -> str:
        return ago(found.seen.last_at, now()) if found.seen else ""

    def failed(found: MappingRow) -> str:
        return f"{found.failed:,}{'+' if found.failed >= 1_000 else ''} failed" if found.failed else ""

    def asks_ink(found: MappingRow) -> str:
        if found.mapping is None:
            return "wait"
        return "" if found.mapping.job_type else "text_3"

    rich = partial(CellDelegate, rich=True)
    return [
        Column(
            "Topic", lambda found: found.topic, 240, partial(CellDelegate, bold=True), grows=True, narrow=140
        ),
        Column("Asks for", asks_words, 240, rich, ink=asks_ink, narrow=150),
        Column("Made by", made, 120, partial(CellDelegate, ink="text_2"), narrow=88),
        Column("Last came", came, 110, partial(CellDelegate, ink="text_2"), ages=True, narrow=88),
        Column("Jobs", failed, 120, rich, ink=lambda found: "bad" if found.failed else "", narrow=88),
    ]
