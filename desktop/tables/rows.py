"""A table over rows in memory: what a view asks for, and changes told with as little stir as possible."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop.tables.columns import Column


class HasId(Protocol):
    """A row of a table: what tells it from the others."""

    @property
    def id(self) -> Any:
        """Return what stays the same while the row changes."""


R = TypeVar("R", bound=HasId)
Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
DISPLAY, TIP, CHECK = _ROLE.DisplayRole.value, _ROLE.ToolTipRole.value, _ROLE.CheckStateRole.value
HEADING_NAME, ALIGN = _ROLE.AccessibleTextRole.value, _ROLE.TextAlignmentRole.value
ALIGNED = {  # by whether a column stands at the right
    False: Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    True: Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
}
PLAIN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable  # made once: `|` costs more than a cell
NOTHING = Qt.ItemFlag.NoItemFlags
CHECKS = PLAIN | Qt.ItemFlag.ItemIsUserCheckable
NO_INDEX = QModelIndex()


class CellsModel(QAbstractTableModel, Generic[R]):
    """Columns over rows: what a view asks for. A row may be None while it is not in memory.

    A turned switch is told by `switched`; who listens changes the row itself. Qt's metaclass leaves no place
    for Python's abstract one, but mypy does without it.
    """

    switched = Signal(object, bool)
    """A row, and what its switch shall be."""

    def __init__(self, columns: Sequence[Column[R]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)

    @abstractmethod
    def row(self, at: int) -> R | None:
        """Return one row, if it is in memory."""

    def rows(self) -> tuple[R, ...]:
        """Return the rows in memory, in their order."""
        return self.rows_between(0, self.rowCount() - 1)

    @abstractmethod
    def rows_between(self, first: int, last: int) -> tuple[R, ...]:
        """Return those rows from `first` to `last` that are in memory."""

    @abstractmethod
    def ids(self, first: int, last: int) -> Sequence[Any]:
        """Return the ids of the rows from `first` to `last`, in memory or not."""

    @abstractmethod
    def find(self, row_id: Any) -> int:
        """Return where the row with an id stands, or -1."""

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """Return what one cell shows. Reads memory only."""
        column, row = self.columns[index.column()], self.row(index.row())
        if row is None:
            return None
        if role == DISPLAY:
            return column.text(row)
        if role == TIP:
            return column.tip(row) if column.tip else None
        if role == CHECK and column.switch:
            return Qt.CheckState.Checked.value if column.switch(row) else Qt.CheckState.Unchecked.value
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        """Return a column's heading."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == DISPLAY:
            return self.columns[section].title
        if role == HEADING_NAME:
            return self.columns[section].title or self.columns[section].name
        return ALIGNED[self.columns[section].right] if role == ALIGN else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Tell what can be done with a cell."""
        if not index.isValid():
            return NOTHING
        can_switch = self.columns[index.column()].can_switch
        row = self.row(index.row()) if can_switch else None
        return CHECKS if can_switch and row is not None and can_switch(row) else PLAIN

    def setData(self, index: Index, value: Any, role: int = DISPLAY) -> bool:
        """Pass on that a switch was turned."""
        if role != CHECK:
            return False
        self.switched.emit(self.row(index.row()), Qt.CheckState(value) == Qt.CheckState.Checked)
        return True


class RowsTable(CellsModel[R], Generic[R]):
    """Rows that are all in memory."""

    def __init__(self, columns: Sequence[Column[R]], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._rows: list[R] = []

    def row(self, at: int) -> R:
        """Return one row."""
        return self._rows[at]

    def rows_between(self, first: int, last: int) -> tuple[R, ...]:
        """Return the rows from `first` to `last`."""
        return tuple(self._rows[first : last + 1])

    def ids(self, first: int, last: int) -> Sequence[Any]:
        """Return the ids of the rows from `first` to `last`."""
        return [row.id for row in self._rows[first : last + 1]]

    def find(self, row_id: Any) -> int:
        """Return where the row with an id stands, or -1."""
        return next((at for at, row in enumerate(self._rows) if row.id == row_id), -1)

    def set_rows(self, rows: Sequence[R]) -> None:
        """Show these rows; those that were there before keep their place in views, selected or not."""
        self.replace(0, len(self._rows), rows)

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Return how many rows are loaded."""
        return 0 if parent.isValid() else len(self._rows)

    def replace(self, start: int, stop: int, rows: Sequence[R]) -> None:
        """Turn the rows from `start` to before `stop` into these, touching only what differs."""
        staying = self._staying(start, stop, rows)
        if not staying:
            self.remove(start, stop - start)
            self.insert(start, rows)
            return
        for at in reversed(range(start, stop)):
            if self._rows[at].id not in staying:
                self.remove(at, 1)
        for at, row in enumerate(rows, start):
            if row.id not in staying:
                self.insert(at, [row])
            elif self._rows[at] != row:
                self._rows[at] = row
                self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.columns) - 1))

    def insert(self, at: int, rows: Sequence[R]) -> None:
        """Put rows in before the row `at`."""
        if rows:
            self.beginInsertRows(NO_INDEX, at, at + len(rows) - 1)
            self._rows[at:at] = rows
            self.endInsertRows()

    def remove(self, at: int, count: int) -> None:
        """Take rows out, from the row `at` on."""
        if count:
            self.beginRemoveRows(NO_INDEX, at, at + count - 1)
            del self._rows[at : at + count]
            self.endRemoveRows()

    def _staying(self, start: int, stop: int, rows: Sequence[R]) -> set[Any]:
        """Return the ids that are among both the old rows and the new; none if they changed places."""
        both = {row.id for row in self._rows[start:stop]} & {row.id for row in rows}
        before = [row.id for row in self._rows[start:stop] if row.id in both]
        return both if before == [row.id for row in rows if row.id in both] else set()
