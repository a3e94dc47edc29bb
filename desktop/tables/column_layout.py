"""Which columns of a table are shown, in which order and how wide, as the user wants them."""

import json
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QObject, QPoint, QTimer, Signal, Slot

from desktop.tables.table_view import Table
from desktop.widgets.passing import passing_menu

SAVE_MS = 400  # after the last change


class ColumnLayout(QObject):
    """Lets the header's menu show and hide columns, and its sections be moved and sized.

    `changed` tells that the user did so, once it is over; `text` is what `apply` takes.
    """

    changed = Signal()

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._table = table
        self._hidden: set[str] = set()
        self._left_out: set[int] = set()
        self._widths: dict[str, int] = {}
        self._names = [column.title or column.name for column in table.rows_model.columns]
        self._soon = QTimer(self, interval=SAVE_MS, singleShot=True)
        self._soon.timeout.connect(self.changed)
        self._header = table.horizontalHeader()
        self._header.setSectionsMovable(True)
        self._header.setContextMenuPolicy(table.contextMenuPolicy())
        self._header.customContextMenuRequested.connect(self.open_menu)
        self._header.sectionMoved.connect(self._on_moved)
        table.dragged.connect(self._on_dragged)

    def text(self) -> str:
        """Return the layout as JSON; empty where nothing was changed."""
        order = [self._names[self._header.logicalIndex(at)] for at in range(len(self._names))]
        parts = {"hidden": sorted(self._hidden), "order": order, "widths": self._widths}
        is_own = self._hidden or self._widths or order != self._names
        return json.dumps(parts) if is_own else ""

    def apply(self, text: str) -> None:
        """Lay the columns out; what this version does not know is left out."""
        given = _read(text)
        self._hidden = {name for name in given.get("hidden", ()) if name in self._names}
        self._widths = {name: width for name, width in given.get("widths", {}).items() if name in self._names}
        self._put_in_order([name for name in given.get("order", ()) if name in self._names])
        self._show()

    def leave_out(self, columns: Iterable[int]) -> None:
        """Hide these columns too, whatever the user wants: they would be empty."""
        self._left_out = set(columns)
        self._show()

    def _put_in_order(self, names: list[str]) -> None:
        blocked = self._header.blockSignals(True)
        wanted = [*names, *(name for name in self._names if name not in names)]
        for to, name in enumerate(wanted):
            self._header.moveSection(self._header.visualIndex(self._names.index(name)), to)
        self._header.blockSignals(blocked)

    def _show(self) -> None:
        hidden = {at for at, name in enumerate(self._names) if name in self._hidden} | self._left_out
        self._table.widths.lay_out(
            hidden, {self._names.index(name): width for name, width in self._widths.items()}
        )

    @Slot(QPoint)
    def open_menu(self, at: QPoint) -> None:
        """Offer the columns at a place of the header."""
        menu = passing_menu(self._header)
        for number, name in enumerate(self._names):
            if number in self._left_out:
                continue
            act = menu.addAction(name)
            act.setCheckable(True)
            act.setChecked(name not in self._hidden)
            act.setEnabled(name in self._hidden or self._shown() > 1)
            act.triggered.connect(lambda on, name=name: self._turn(name, on=on))
        menu.addSeparator()
        menu.addAction("Reset columns", self._reset)
        menu.popup(self._header.mapToGlobal(at))

    def _shown(self) -> int:
        return sum(not self._table.isColumnHidden(at) for at in range(len(self._names)))

    def _turn(self, name: str, *, on: bool) -> None:
        self._hidden = self._hidden - {name} if on else self._hidden | {name}
        self._show()
        self._soon.start()

    def _reset(self) -> None:
        self.apply("")
        self._soon.start()

    @Slot()
    def _on_moved(self) -> None:
        self._soon.start()

    @Slot(int, int)
    def _on_dragged(self, column: int, width: int) -> None:
        self._widths[self._names[column]] = width
        self._soon.start()


def _read(text: str) -> dict[str, Any]:
    try:
        given = json.loads(text or "{}")
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}
