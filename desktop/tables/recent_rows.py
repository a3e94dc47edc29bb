"""Rows in memory, by their ids: those that were not read for longest are forgotten first."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from desktop.tables.rows import HasId

R = TypeVar("R", bound=HasId)


class RecentRows(Generic[R]):
    """Rows, in the order in which they were last read."""

    def __init__(self, rows: Iterable[R] = ()) -> None:
        self._rows: OrderedDict[int, R] = OrderedDict((row.id, row) for row in rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[int]:
        return iter(self._rows)

    def get(self, row_id: int) -> R | None:
        """Return a row, if it is in memory."""
        return self._rows.get(row_id)

    def among(self, ids: Iterable[int]) -> tuple[R, ...]:
        """Return the rows with these ids that are in memory."""
        return tuple(row for each in ids if (row := self._rows.get(each)) is not None)

    def has(self, ids: Iterable[int]) -> bool:
        """Tell whether the rows with these ids are all in memory."""
        return all(each in self._rows for each in ids)

    def take(self, row: R) -> bool:
        """Keep a row that was read; return whether it is another than before."""
        return self._rows.pop(row.id, None) != self._rows.setdefault(row.id, row)

    def forget(self, ids: Iterable[int]) -> None:
        """Let the rows with these ids go."""
        for each in ids:
            self._rows.pop(each, None)

    def keep(self, most: int) -> None:
        """Let those go that were not read for longest."""
        while len(self._rows) > most:
            self._rows.popitem(last=False)
