"""The headers of a request or a response as a table."""

from dataclasses import dataclass

from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence

from core.log.event_log import Headers
from desktop.inspector.rows import uncovered
from desktop.tables.columns import Column, mono
from desktop.tables.delegates import CellDelegate
from desktop.tables.rows import RowsTable
from desktop.tables.table_view import Table


@dataclass(frozen=True, slots=True)
class Header:
    """One header; `id` is its place, as names come more than once."""

    id: int
    name: str
    value: str


class HeadersTable(Table):
    """Names and values, in the order they came. Ctrl+C copies the chosen ones."""

    def __init__(self, title: str, name: str, *, width: int = 220) -> None:
        """`title` is the heading over the names, `width` theirs for a 13 px font."""
        columns = (
            Column[Header](title, lambda header: uncovered(header.name), width, mono()),
            Column[Header]("Value", lambda header: uncovered(header.value), 300, _value, grows=True),
        )
        self._headers = RowsTable(columns)
        super().__init__(self._headers, name, title)

    def show_headers(self, headers: Headers) -> None:
        """Show these headers."""
        self._headers.set_rows([Header(at, name, value) for at, (name, value) in enumerate(headers)])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the chosen headers as lines."""
        if event.matches(QKeySequence.StandardKey.Copy):
            lines = [f"{header.name}: {header.value}" for header in self.chosen_rows()]
            QGuiApplication.clipboard().setText("\n".join(lines))
        else:
            super().keyPressEvent(event)


def _value() -> CellDelegate:
    return CellDelegate(mono=True)
