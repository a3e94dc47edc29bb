"""Choosing one event: the catalogue by functional area, with a search."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from core.catalogue import catalogue
from desktop import theme
from desktop.forms.events_model import find_events
from desktop.widgets.layout import col
from desktop.widgets.search import SearchField
from desktop.words import plain_tip

NAME = Qt.ItemDataRole.UserRole
ROW_HEIGHT = 24


class EventsList(QWidget):
    """All events. `chosen` tells the name of the one that the user went to; Enter takes the first found."""

    chosen = Signal(str)
    entered = Signal()
    """Enter was pressed in the search, and an event chosen by it."""

    def __init__(self) -> None:
        super().__init__()
        self.search = SearchField("Find an event", "emitSearchField")
        self.tree = _tree()
        self._areas = {name: QTreeWidgetItem(self.tree, [name]) for name in catalogue().areas}
        self._items: dict[str, QTreeWidgetItem] = {}
        self._fill()
        self.setLayout(col(self.search, self.tree, gap=8))
        self.setFocusProxy(self.search)
        self.search.searched.connect(self._on_searched)
        self.search.edit.returnPressed.connect(self._on_enter)
        self.tree.currentItemChanged.connect(self._on_current)

    def choose(self, event: str) -> None:
        """Go to an event; nobody is told."""
        blocked = self.tree.blockSignals(True)
        self.tree.setCurrentItem(self._items[event])
        self.tree.blockSignals(blocked)

    def _fill(self) -> None:
        bold, height = theme.current().font("body", bold=True), QSize(0, theme.current().px(ROW_HEIGHT))
        for area in self._areas.values():
            area.setFont(0, bold)
            area.setFlags(Qt.ItemFlag.ItemIsEnabled)
            area.setSizeHint(0, height)
        for event in catalogue().events.values():
            item = QTreeWidgetItem(self._areas[event.area], [event.label])
            item.setSizeHint(0, height)
            item.setData(0, NAME, event.name)
            item.setToolTip(0, plain_tip(event.name))
            self._items[event.name] = item
        self.tree.expandAll()

    def _on_searched(self, text: str) -> None:
        """Show what matches, and the areas that hold some of it."""
        found = find_events(text)
        for name, item in self._items.items():
            item.setHidden(found is not None and name not in found)
        shown = {event.area for event in catalogue().events.values() if found is None or event.name in found}
        for name, area in self._areas.items():
            area.setHidden(name not in shown)

    def _on_enter(self) -> None:
        found = find_events(self.search.text()) or ()
        first = next((name for name in self._items if name in found), None)
        if first:
            self.tree.setCurrentItem(self._items[first])
            self.entered.emit()

    def _on_current(self, item: QTreeWidgetItem | None) -> None:
        if item and (name := item.data(0, NAME)):
            self.chosen.emit(name)


def _tree() -> QTreeWidget:
    tree = QTreeWidget()
    tree.setObjectName("emitEventList")
    tree.setAccessibleName("Events")
    tree.setHeaderHidden(True)
    tree.setIndentation(theme.current().px(16))
    tree.setUniformRowHeights(True)
    return tree
