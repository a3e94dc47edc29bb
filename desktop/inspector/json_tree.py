"""The tree of an indexed JSON text as a Qt model: rows are made when they are looked at, and forgotten again.

A view lays out every row of what is open, so an array or object with more than GROUP children shows
groups of so many.
"""

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core import json_values
from core.json_index import JsonIndex
from desktop.inspector.rows import uncovered
from desktop.words import count, plain_tip

GROUP = 1_000
DEEPEST = 200
"""What lies deeper cannot be opened: a view needs stack and width for every level."""
KEY, VALUE, TYPE = range(3)
HEADINGS = ("Key", "Value", "Type")
Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
NOWHERE = QModelIndex()
INK_ROLE = Role.UserRole + 1
"""The colour token of a cell."""
_NODE = (1 << 32) - 1  # the bits of an id that are the node; a group's place, from 1, stands above them
_INKS = {"string": "json_string", "number": "json_number", "boolean": "json_word", "null": "json_word"}


class JsonModel(QAbstractItemModel):
    """Key, value and type of every node. The index may still grow: `take_in` shows what was found so far."""

    def __init__(self, index: JsonIndex, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._index, self._known = index, 0  # so many nodes are shown;
        self._below: int | None = None  # the same, while there are more

    def take_in(self, index: JsonIndex) -> None:
        """Show an index as far as it is now. Ids stay what they were."""
        self.beginResetModel()
        self._index, self._known = index, len(index)
        self._below = None if index.done else self._known
        self.endResetModel()

    def node(self, index: Index) -> int:
        """Return the node of a row; of a group, the array or object it is part of."""
        return index.internalId() & _NODE

    def place(self, index: Index) -> int:
        """Return the id by which `at_place` finds a row again."""
        return index.internalId()

    def at_place(self, place: int) -> QModelIndex:
        """Return the row with an id."""
        return self.createIndex(self._row(place), 0, place)

    def at_node(self, node: int) -> QModelIndex:
        """Return the row of a node; an invalid one for the whole, and for what is too deep to be shown."""
        shown = 0 <= node < self._known and self._index.depth(node) <= DEEPEST
        return self.at_place(node) if shown and (node or not self._index.is_box(0)) else NOWHERE

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        """Return a cell. Made anew each time: nothing is kept for a row."""
        place = self._child(parent.internalId() if parent.isValid() else 0, row)
        return self.createIndex(row, column, place) if place >= 0 else NOWHERE

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]  # QObject.parent() is another
        """Return the row that a row stands under."""
        place = self._parent(index.internalId()) if index.isValid() else 0
        return self.createIndex(self._row(place), 0, place) if place else NOWHERE

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many rows stand under a row, as far as it is known."""
        if parent.isValid():
            return self._size(parent.internalId()) if parent.column() == 0 else 0
        if not self._known:
            return 0
        return self._size(0) if self._index.is_box(0) else 1

    def hasChildren(self, parent: Index = NOWHERE) -> bool:
        """Tell whether a row can be opened."""
        return self.rowCount(parent) > 0

    def columnCount(self, _parent: Index = NOWHERE) -> int:
        """Return the number of columns."""
        return len(HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Return a column's heading."""
        if orientation == Qt.Orientation.Horizontal and role == Role.DisplayRole:
            return HEADINGS[section]
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what a cell shows. It is read from the text each time."""
        place, column = index.internalId(), index.column()
        if role == Role.DisplayRole:
            return self._group_cell(place, column) if place > _NODE else self._cell(place, column)
        if role == INK_ROLE:
            return self._ink(place, column)
        if role == Role.ToolTipRole and column != TYPE:
            return plain_tip(self.data(index))
        return None

    def _cell(self, node: int, column: int) -> str:
        index = self._index
        if column == TYPE:
            return json_values.kind(index, node)
        if column == VALUE:
            return self._summary(node) if index.is_box(node) else uncovered(json_values.preview(index, node))
        key = json_values.key(index, node)
        return uncovered(key) if key is not None else str(index.row(node)) if node else ""

    def _group_cell(self, place: int, column: int) -> str:
        first = ((place >> 32) - 1) * GROUP
        return f"{first:,} … {first + self._size(place) - 1:,}" if column == KEY else ""

    def _summary(self, node: int) -> str:
        index = self._index
        found = index.count(node, self._below)
        if not found:
            return "{}" if index.is_object(node) else "[]"
        words = count(found, "key") if index.is_object(node) else count(found, "item")
        return words if index.depth(node) < DEEPEST else f"{words}, too deep to open here; see Text"

    def _ink(self, place: int, column: int) -> str:
        if place > _NODE or column == TYPE:
            return "text_3"
        if column == KEY:
            return "text" if self._index.key(place) else "text_3"
        if self._index.is_box(place):
            return "text_3" if self._index.count(place) else "text_2"
        return _INKS[json_values.kind(self._index, place)]

    def _size(self, place: int) -> int:
        """Return how many rows stand under a place."""
        node, group = place & _NODE, place >> 32
        index = self._index
        if not index.is_box(node) or index.depth(node) >= DEEPEST:
            return 0
        found = index.count(node, self._below)
        if group:
            return min(GROUP, found - (group - 1) * GROUP)
        return found if found <= GROUP else (found + GROUP - 1) // GROUP

    def _child(self, place: int, row: int) -> int:
        """Return the place of a row under another, or -1 if there is none."""
        node, group, index = place & _NODE, place >> 32, self._index
        if not index.is_box(node):
            return 0 if node == row == 0 else -1  # the whole is one value
        found = index.count(node, self._below)
        at = row + max(group - 1, 0) * GROUP
        if found > GROUP and not group:
            return (row + 1) << 32 | node if 0 <= row * GROUP < found else -1
        return index.child(node, at) if 0 <= row < GROUP and at < found else -1

    def _parent(self, place: int) -> int:
        """Return the place above another; 0 above the top rows."""
        if place > _NODE:
            return place & _NODE
        node = self._index.parent(place)
        if node < 0:
            return 0
        grouped = self._index.count(node, self._below) > GROUP
        return (self._index.row(place) // GROUP + 1) << 32 | node if grouped else node

    def _row(self, place: int) -> int:
        """Return which row under its parent a place is."""
        if place > _NODE:
            return (place >> 32) - 1
        parent = self._parent(place)
        return self._index.row(place) % GROUP if parent > _NODE else self._index.row(place)
