"""How wide the columns of a table are: as they are meant, as the user dragged them, and as they fit."""

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QTableView

from desktop import theme
from desktop.tables.columns import Column
from desktop.tables.room import shared

HEADING_ROOM = 17  # beside a heading's words


class ColumnWidths:
    """Shares out the width of a table among its columns."""

    def __init__(self, view: QTableView, columns: Sequence[Column[Any]]) -> None:
        self._view, self._columns = view, columns
        self._meant = [self.smallest(at) for at in range(len(columns))]
        self._own: dict[int, int] = {}
        """Those that the user gave another width, before all others."""
        self.sharing = False
        """Whether it is this that sizes columns now, and not the user."""

    def smallest(self, column: int) -> int:
        """Return a column's width as it is meant, and at least its heading's words."""
        return max(theme.current().px(self._columns[column].width), self.heading(column))

    def mean(self, column: int, width: int) -> None:
        """Give a column another width, for a 13 px font; its heading always fits."""
        self._meant[column] = max(theme.current().px(width), self.heading(column))
        self.share()

    def lay_out(self, hidden: Collection[int], widths: dict[int, int]) -> None:
        """Hide columns and show the others; give some the widths in pixels that the user wants."""
        self.sharing, self._own = True, widths
        for at in range(len(self._columns)):
            self._view.setColumnHidden(at, at in hidden)
        self.share()

    def note(self, column: int, width: int) -> None:
        """Take note of the width that the user gave a column."""
        self._own = {**self._own, column: width}

    def share(self) -> None:
        """Fit the columns into the view as well as they can be."""
        shown = [at for at in range(len(self._columns)) if not self._view.isColumnHidden(at)]
        growing = next((place for place, at in enumerate(shown) if self._columns[at].grows), None)
        head, room = self._view.horizontalHeader(), self._view.viewport().width()
        steps = list(pairwise(self._steps(shown)))
        wide, narrow = next((pair for pair in steps if sum(pair[1]) <= room), steps[-1])
        self.sharing = True
        for at, width in zip(shown, shared(wide, narrow, growing, room), strict=True):
            head.resizeSection(at, width)
        self.sharing = False

    def heading(self, column: int) -> int:
        """Return the width in which a column's heading is whole."""
        words = self._columns[column].title
        metrics = QFontMetrics(theme.current().font("caption", bold=True))
        return metrics.horizontalAdvance(words) + theme.current().px(HEADING_ROOM) if words else 0

    def _steps(self, shown: Sequence[int]) -> Iterator[list[int]]:
        """Yield the widths, narrower each time.

        With room for long texts, of all or of the one that grows; as they are meant; with whole headings;
        with cut ones, of the quieter columns or of all.
        """
        growing = next((at for at in shown if self._columns[at].grows), -1)
        yield [self._roomiest(at) for at in shown]
        yield [self._roomiest(at) if at == growing else self._usual(at) for at in shown]
        yield [self._usual(at) for at in shown]
        yield [self._narrowest(at) for at in shown]
        yield [self._narrowest(at) if self._columns[at].main else self._least(at) for at in shown]
        yield [self._least(at) for at in shown]

    def _roomiest(self, column: int) -> int:
        """Return how wide a column is where there is room for all that it may say."""
        roomy = theme.current().px(self._columns[column].roomy)
        return self._own.get(column, max(self._meant[column], roomy))

    def _usual(self, column: int) -> int:
        """Return how wide a column is as the user wants it, else as it is meant."""
        return self._own.get(column, self._meant[column])

    def _narrowest(self, column: int) -> int:
        """Return how narrow a column may become while its heading is whole."""
        least = theme.current().px(self._columns[column].narrow)
        if column in self._own:
            return self._own[column]
        return max(least, self.heading(column)) if least else self._meant[column]

    def _least(self, column: int) -> int:
        """Return how narrow a column may become before the table scrolls sideways."""
        least = theme.current().px(self._columns[column].least)
        return least if least and column not in self._own else self._narrowest(column)
