"""The mappings of one plugin in the place of its form: their list, or the editor of one of them."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from core.incoming.plugins import Plugin
from desktop.desk import Desk
from desktop.forms.mapping_form import MappingForm
from desktop.forms.mapping_rows import MappingRow, read_mappings
from desktop.forms.mappings_list import MappingsList
from desktop.tasks import Reader, off_ui
from desktop.widgets.layout import col, drop

PAUSE = 0.2  # seconds between two reads while webhooks pour in


class MappingsView(QWidget):
    """Reads the topics of a plugin. `left` tells that the user goes back."""

    left = Signal(bool)
    """Whether to the page of all plugins."""

    def __init__(
        self, desk: Desk, page: QWidget, plugin: Plugin, leave: Callable[[Callable[[], None]], None]
    ):
        """Take `leave`, which asks before unsaved changes are lost and then goes on."""
        super().__init__()
        self._desk, self._page, self.plugin, self._leave = desk, page, plugin, leave
        self.list = MappingsList(desk, plugin, page)
        self.form: MappingForm | None = None
        self._wanted: str | None = None  # a topic to open once it is read
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._reader = Reader(self._read, self, PAUSE)
        self.setLayout(col(self._stack, gap=0))
        self.list.opened.connect(self._open)
        self.list.trail.chosen.connect(self._on_trail)

    def showEvent(self, event: QShowEvent) -> None:
        """Put the keyboard on the list."""
        super().showEvent(event)
        if self.form is None:
            self.list.table.setFocus()

    def refresh(self) -> None:
        """Read the topics again."""
        self._reader.ask()

    def open_topic(self, topic: str) -> None:
        """Show the editor of a topic, once it is read."""
        self._wanted = topic
        self.refresh()

    def changed(self) -> bool:
        """Return whether something is unsaved."""
        return self.form is not None and self.form.changed()

    def title(self) -> str:
        """Return what the unsaved changes are of."""
        return self.form.title() if self.form else self.plugin.name

    def close_form(self) -> None:
        """Show the list in place of the editor."""
        if form := self.form:
            self.form = None
            drop(self._stack, form)
            self.list.table.choose(form.row_id)
            self.list.table.setFocus()

    async def _read(self) -> None:
        store = self._desk.engine.store
        rows = await off_ui(store, read_mappings, store, self.plugin)
        self.list.show_rows(rows)
        if self.form:
            self._show_in_form(self.form, rows)
        if self._wanted is not None:
            wanted, self._wanted = self._wanted.casefold(), None
            found = next((each for each in rows if each.id == wanted), None)
            self._open(found)

    def _show_in_form(self, form: MappingForm, rows: list[MappingRow]) -> None:
        """Let the editor take in its row; one that was deleted closes it."""
        if form.row_id is None:
            return
        found = next((each for each in rows if each.id == form.row_id), None)
        if found is None and not form.changed():
            self.close_form()
        else:
            form.show_row(found)

    def _open(self, found: MappingRow | None) -> None:
        self.close_form()
        self.form = MappingForm(self._desk, self._page, self.plugin, found)
        self.form.trail.chosen.connect(self._on_trail)
        self.form.leaving.connect(partial(self._on_trail, 2))
        self.form.saved.connect(self._on_saved)
        self._stack.addWidget(self.form)
        self._stack.setCurrentWidget(self.form)
        self.form.fields.take_focus()

    def _on_saved(self, topic: str) -> None:
        """Go on with what was saved, which is a row now."""
        if self.form and self.form.row_id is None:
            self.open_topic(topic)

    def _on_trail(self, at: int) -> None:
        if at == 2:
            self._leave(self.close_form)
        else:
            self._leave(partial(self.left.emit, at == 0))
