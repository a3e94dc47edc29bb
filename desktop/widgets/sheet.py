"""A table that says why it is empty."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QStackedLayout, QWidget

from desktop.tables.columns import Column
from desktop.tables.rows import RowsTable
from desktop.tables.table_view import Table
from desktop.widgets.layout import mark
from desktop.widgets.notes import EmptyState


class Sheet(QWidget):
    """Rows, or a title and a sentence in their place."""

    def __init__(self, columns: Sequence[Column[Any]], name: str, accessible: str, icon: str) -> None:
        super().__init__()
        mark(self, "page")
        self.model: RowsTable[Any] = RowsTable(columns)
        self.table = Table(self.model, name, accessible)
        self.empty = EmptyState(icon)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.table)

    def show_rows(self, rows: Sequence[Any], title: str, text: str) -> None:
        """Show rows; where there are none, say so."""
        self.model.set_rows(rows)
        if not rows:
            self.empty.say(title, text)
        self._pages.setCurrentIndex(1 if rows else 0)
