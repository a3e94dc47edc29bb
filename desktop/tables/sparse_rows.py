"""A table over the ids of all its rows, of which only some rows are in memory."""

from array import array
from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject

from desktop.tables.columns import Column
from desktop.tables.ids import place, runs, same_ends
from desktop.tables.recent_rows import RecentRows
from desktop.tables.rows import NO_INDEX, CellsModel, HasId, Index

R = TypeVar("R", bound=HasId)


class SparseTable(CellsModel[R], Generic[R]):
    """Ids that fall from the top, and those rows of them that were looked at last.

    `row` is None for one that is not in memory at the moment.
    """

    def __init__(self, columns: Sequence[Column[R]], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._ids = array("q")
        self._rows = RecentRows[R]()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Return how many rows are known."""
        return 0 if parent.isValid() else len(self._ids)

    def row(self, at: int) -> R | None:
        """Return one row, if it is in memory."""
        return self._rows.get(self._ids[at])

    def rows_between(self, first: int, last: int) -> tuple[R, ...]:
        """Return those rows from `first` to `last` that are in memory."""
        if last - first < len(self._rows):
            return self._rows.among(self.ids(first, last))
        found = sorted((at, each) for each in self._rows if first <= (at := self.find(each)) <= last)
        return self._rows.among(each for _, each in found)

    def ids(self, first: int, last: int) -> "array[int]":
        """Return the ids of the rows from `first` to `last`, in memory or not."""
        return self._ids[first : last + 1]

    def find(self, row_id: Any) -> int:
        """Return where the row with an id stands, or -1."""
        at = self.place(row_id)
        return at if at < len(self._ids) and self._ids[at] == row_id else -1

    def place(self, row_id: int) -> int:
        """Return where a row stands or would stand."""
        return place(self._ids, row_id)

    def holds(self, first: int, last: int) -> bool:
        """Tell whether the rows from `first` to `last` are all in memory."""
        return self._rows.has(self.ids(first, last))

    def take(self, page: Iterable[R]) -> list[int]:
        """Take rows into memory; return where those stand that are others than before."""
        return [self.find(row.id) for row in page if self._rows.take(row)]

    def start_over(self, ids: "array[int]", page: Iterable[R]) -> None:
        """Show these ids, with some of their rows, in place of all."""
        self.beginResetModel()
        self._ids, self._rows = ids, RecentRows(page)
        self.endResetModel()

    def turn_into(self, ids: "array[int]", amid: int) -> None:
        """Show these ids in place of the others: below the id `amid` and above it, so that its row stays."""
        old, new = self.place(amid), place(ids, amid)
        self._turn(old, len(self._ids), ids[new:])
        self._turn(0, old, ids[:new])

    def _turn(self, start: int, stop: int, ids: "array[int]") -> None:
        """Put ids in the place of some rows; what is the same at either end is not touched."""
        above, below = same_ends(self._ids[start:stop], ids)
        self.remove(start + above, stop - start - below - above)
        self.insert(start + above, ids[above : len(ids) - below])

    def replace(self, asked: "array[int]", found: "array[int]") -> None:
        """Put those ids in the place of others, touching only what differs."""
        if asked == found:
            return
        gone, new = set(asked) - set(found), set(found) - set(asked)
        for at, many in reversed(list(runs(self.place(each) for each in asked if each in gone))):
            self.remove(at, many)
        for each in found:
            if each in new:
                self.insert(self.place(each), array("q", (each,)))

    def insert(self, at: int, ids: "array[int]") -> None:
        """Put ids in before the row `at`."""
        if ids:
            self.beginInsertRows(NO_INDEX, at, at + len(ids) - 1)
            self._ids[at:at] = ids
            self.endInsertRows()

    def remove(self, at: int, many: int) -> None:
        """Take ids out, from the row `at` on, and their rows with them."""
        if many:
            self.beginRemoveRows(NO_INDEX, at, at + many - 1)
            self._rows.forget(self._ids[at : at + many])
            del self._ids[at : at + many]
            self.endRemoveRows()
