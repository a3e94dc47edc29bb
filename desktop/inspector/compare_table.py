"""The table of what differs: the path, what was, and what is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence

from core.inspect.json_diff import Difference
from desktop.inspector.rows import uncovered
from desktop.tables.columns import Column
from desktop.tables.delegates import CellDelegate
from desktop.tables.rows import RowsTable
from desktop.tables.table_view import Table

ANOTHER_ORDER = "the same items in another order"
_CELL = partial(CellDelegate, mono=True)
_SIDE = partial(CellDelegate, mono=True, rich=True)


@dataclass(frozen=True, slots=True)
class Line:
    """One difference; `id` is its place."""

    id: int
    difference: Difference


class _Lines(RowsTable[Line]):
    """The differences, under the names of the two sides."""

    def name_sides(self, old: str, new: str) -> None:
        """Head the columns with these names."""
        path, *sides = self.columns
        self.columns = (
            path,
            *(replace(each, title=name) for each, name in zip(sides, (old, new), strict=True)),
        )
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 1, 2)


class CompareTable(Table):
    """What differs between two sides. Ctrl+C copies the chosen lines."""

    def __init__(self) -> None:
        columns = (
            Column[Line]("Path", lambda line: uncovered(line.difference.path), 272, _CELL),
            Column[Line]("Before", _old, 360, _SIDE, ink=_old_ink, narrow=120),
            Column[Line]("This event", _new, 300, _SIDE, ink=_new_ink, grows=True, narrow=120),
        )
        self._lines = _Lines(columns)
        super().__init__(self._lines, "compareTable", "What differs")

    def show_differences(self, differences: Iterable[Difference], old: str, new: str) -> None:
        """Show these differences of two sides with these names."""
        self._lines.set_rows(())
        self._lines.name_sides(old, new)
        self._lines.set_rows([Line(at, each) for at, each in enumerate(differences)])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the chosen differences, one in a line."""
        if event.matches(QKeySequence.StandardKey.Copy):
            lines = ["\t".join(_plain(each.difference)) for each in self.chosen_rows()]
            QGuiApplication.clipboard().setText("\n".join(lines))
        else:
            super().keyPressEvent(event)


def _plain(each: Difference) -> tuple[str, str, str]:
    return each.path, each.old, ANOTHER_ORDER if each.kind == "order" else each.new


def _old(line: Line) -> str:
    return uncovered(line.difference.old)


def _new(line: Line) -> str:
    return uncovered(_plain(line.difference)[2])


def _old_ink(line: Line) -> str:
    return "text_3" if line.difference.volatile else "bad"


def _new_ink(line: Line) -> str:
    difference = line.difference
    return "text_3" if difference.volatile else "text_2" if difference.kind == "order" else "ok"
