"""The table that all pages use: rows to read, chosen by mouse or keyboard, drawn by delegates."""

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QSinglePointEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop import theme
from desktop.tables.delegates import FIRST_GAP, GAP, CellDelegate, LinkDelegate, SwitchDelegate, turn
from desktop.tables.room import shared
from desktop.tables.rows import CellsModel

HEADING_ROOM = 17  # beside a heading's words
SMALLEST = 28
BAR = 3  # at the left of the chosen row
ROOT = QModelIndex()
AGES_MS = 1_000
_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Table(QTableView):
    """A table over a `CellsModel`. `opened` tells a row that was double-clicked or chosen by Enter.

    `linked` tells a row and column whose link was clicked. Space turns the switch of the current row.
    """

    opened = Signal(object)
    linked = Signal(object, int)
    dragged = Signal(int, int)
    """A column was given another width by hand."""

    def __init__(
        self, model: CellsModel[Any], name: str, accessible: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self._hover_row = -1
        self._cells: list[CellDelegate] = []
        self.rows_model = model
        self.setModel(model)
        self._behave()
        self._set_heights()
        for at, column in enumerate(model.columns):
            delegate = column.cell()
            delegate.setParent(self)
            delegate.column = column
            self._cells.append(delegate)
            self.setItemDelegateForColumn(at, delegate)
        self._wide = [self.smallest_width(at) for at in range(len(model.columns))]
        """The columns' widths as they are meant, or as the user dragged them."""
        self._own: dict[int, int] = {}
        """Those that the user gave another width, before all others."""
        self._sharing = False
        self._share_room()
        self.horizontalHeader().sectionResized.connect(self._on_dragged)
        self._ageing = QTimer(self, interval=AGES_MS)
        self._ageing.timeout.connect(self._draw_ages)
        self.clicked.connect(self._on_click)

    def current_row(self) -> Any:
        """Return the row that the keyboard is on, or None; None too while it is not in memory."""
        index = self.currentIndex()
        return self.rows_model.row(index.row()) if index.isValid() else None

    def current_id(self) -> Any:
        """Return the id of the row that the keyboard is on, or None."""
        at = self.currentIndex().row()
        return self.rows_model.ids(at, at)[0] if at >= 0 else None

    def chosen_rows(self) -> list[Any]:
        """Return the selected rows that are in memory, from the top."""
        return [row for first, last in self._chosen() for row in self.rows_model.rows_between(first, last)]

    def chosen_ids(self) -> list[Any]:
        """Return the ids of all selected rows, from the top; there may be a million."""
        return [row_id for first, last in self._chosen() for row_id in self.rows_model.ids(first, last)]

    def _chosen(self) -> list[tuple[int, int]]:
        """Return the runs of selected rows, the first and the last one of each."""
        chosen = self.selectionModel().selection()
        runs = (chosen.at(number) for number in range(chosen.count()))
        return sorted({(run.top(), run.bottom()) for run in runs})

    def choose(self, row_id: object) -> None:
        """Select the row with an id, if it is there."""
        at = self.rows_model.find(row_id)
        if at >= 0:
            self.selectRow(at)

    def set_width(self, column: int, width: int) -> None:
        """Give a column another width, for a 13 px font; its heading always fits."""
        self._wide[column] = max(theme.current().px(width), self._heading(column))
        self._share_room()

    def lay_out(self, hidden: Collection[int], widths: dict[int, int]) -> None:
        """Hide columns and show the others; give some the widths in pixels that the user wants."""
        self._sharing, self._own = True, widths
        for at in range(len(self.rows_model.columns)):
            self.setColumnHidden(at, at in hidden)
        self._sharing = False
        self._share_room()

    def smallest_width(self, column: int) -> int:
        """Return a column's width as it is meant, and at least its heading's words."""
        return max(theme.current().px(self.rows_model.columns[column].width), self._heading(column))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows that are to be drawn; see desktop.tables.delegates."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dirty, high = event.rect(), self.verticalHeader().defaultSectionSize()
        shift = self.verticalScrollBar().value()
        first = (dirty.top() + shift) // high
        last = min((dirty.bottom() + shift) // high, self.rows_model.rowCount() - 1)
        places = self._places(dirty.left(), dirty.right())
        for row in range(first, last + 1):
            self._draw_row(painter, row, row * high - shift, places)
        painter.end()

    def _places(self, left: int, right: int) -> list[tuple[CellDelegate, int, int]]:
        """Return the cells of a row that are to be drawn, each with its content's left and width."""
        px = theme.current().px
        found = []
        for at, cell in enumerate(self._cells):
            x, width = self.columnViewportPosition(at), self.columnWidth(at)
            if not self.isColumnHidden(at) and x <= right and x + width > left:
                gap = px(GAP if x + self.horizontalScrollBar().value() else FIRST_GAP)
                found.append((cell, x + gap, width - gap - px(GAP)))
        return found

    def _draw_row(
        self, painter: QPainter, at: int, y: int, places: list[tuple[CellDelegate, int, int]]
    ) -> None:
        """Draw a row's ground and hairline, the bar of a chosen one, and its cells."""
        look, wide, high = (
            theme.current(),
            self.viewport().width(),
            self.verticalHeader().defaultSectionSize(),
        )
        chosen = self.selectionModel().isRowSelected(at, ROOT)
        active = chosen and self.hasFocus()
        token = "selection" if active else "selection_off" if chosen else "base"
        ground = look.color("hover" if at == self._hover_row and not chosen else token)
        painter.fillRect(0, y, wide, high, ground)
        painter.fillRect(0, y + high - 1, wide, 1, look.color("line"))
        if active:
            painter.fillRect(0, y, BAR, high, look.color("accent"))
        row = self.rows_model.row(at)
        for cell, x, room in places if row is not None else ():
            cell.draw(painter, row, (x, y, room, high - 1), ground, active)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the current row, Space turns its switch."""
        if event.key() in _OPENS and (row := self.current_row()) is not None:
            self.opened.emit(row)
        elif not (event.key() == Qt.Key.Key_Space and self._turn_current()):
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the row, but for a link and a switch: the first click did what they do."""
        super().mouseDoubleClickEvent(event)
        index = self.indexAt(event.position().toPoint())
        if (
            event.button() == Qt.MouseButton.LeftButton
            and index.isValid()
            and (row := self.rows_model.row(index.row())) is not None
            and not self._is_link(index.column())
            and not self._is_on_switch(index, event.position().x())
        ):
            self.opened.emit(row)

    def keyboardSearch(self, _search: str) -> None:
        """Do not look for typed letters: that would read every row, and pages have a search field."""

    def viewportEvent(self, event: QEvent) -> bool:
        """Follow the mouse with the ground of the row beneath it, and with its shape over links."""
        if event.type() == QEvent.Type.Leave:
            self._hover(QPoint(-1, -1))
        elif event.type() in (QEvent.Type.MouseMove, QEvent.Type.HoverMove) and isinstance(
            event, QSinglePointEvent
        ):
            self._hover(event.position().toPoint())
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the width anew."""
        super().resizeEvent(event)
        self._share_room()

    def showEvent(self, event: QShowEvent) -> None:
        """Let ages grow while the table is in sight."""
        super().showEvent(event)
        self._share_room()
        self._ageing.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Draw nothing that is not seen."""
        super().hideEvent(event)
        self._ageing.stop()

    def _behave(self) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def _set_heights(self) -> None:
        px = theme.current().px
        rows, head = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(px(theme.ROW))
        rows.setDefaultSectionSize(px(theme.ROW))
        head.setFixedHeight(px(theme.HEADER))
        head.setMinimumSectionSize(px(SMALLEST))
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def _heading(self, column: int) -> int:
        words = self.rows_model.columns[column].title
        metrics = QFontMetrics(theme.current().font("caption", bold=True))
        return metrics.horizontalAdvance(words) + theme.current().px(HEADING_ROOM) if words else 0

    def _narrowest(self, column: int) -> int:
        """Return how narrow a column may become before the table scrolls sideways."""
        least = theme.current().px(self.rows_model.columns[column].narrow)
        if column in self._own:
            return self._own[column]
        return max(least, self._heading(column)) if least else self._wide[column]

    def _share_room(self) -> None:
        """Fit the columns into the view as well as they can be."""
        columns = self.rows_model.columns
        shown = [at for at in range(len(columns)) if not self.isColumnHidden(at)]
        growing = next((place for place, at in enumerate(shown) if columns[at].grows), None)
        wide = [self._own.get(at, self._wide[at]) for at in shown]
        narrow = [self._narrowest(at) for at in shown]
        self._sharing = True
        for at, width in zip(shown, shared(wide, narrow, growing, self.viewport().width()), strict=True):
            self.horizontalHeader().resizeSection(at, width)
        self._sharing = False

    def _on_dragged(self, column: int, old: int, width: int) -> None:
        if not self._sharing and old and width:  # a hidden column has none, and one that comes back had none
            self._own = {**self._own, column: width}
            self.dragged.emit(column, width)

    def _hover(self, at: QPoint) -> None:
        index = self.indexAt(at)
        self._point(index)
        if index.row() != self._hover_row:
            old, self._hover_row = self._hover_row, index.row()
            for row in (old, self._hover_row):
                self._redraw(row)

    def _point(self, index: QModelIndex | QPersistentModelIndex) -> None:
        on_link = index.isValid() and self._is_link(index.column()) and index.data()
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if on_link else Qt.CursorShape.ArrowCursor
        )

    def _redraw(self, row: int) -> None:
        top = self.rowViewportPosition(row)
        if row >= 0:
            self.viewport().update(0, top, self.viewport().width(), self.rowHeight(row))

    def _draw_ages(self) -> None:
        for at, column in enumerate(self.rows_model.columns):
            if column.ages and not self.isColumnHidden(at):
                left = self.columnViewportPosition(at)
                self.viewport().update(left, 0, self.columnWidth(at), self.viewport().height())

    def _is_link(self, column: int) -> bool:
        return isinstance(self.itemDelegateForColumn(column), LinkDelegate)

    def _is_on_switch(self, index: QModelIndex, x: float) -> bool:
        cell, can_switch = (
            self.itemDelegateForColumn(index.column()),
            self.rows_model.columns[index.column()].can_switch,
        )
        row = self.rows_model.row(index.row())
        can = can_switch is not None and row is not None and can_switch(row)
        return isinstance(cell, SwitchDelegate) and can and cell.reaches(self.visualRect(index), x)

    def _on_click(self, index: QModelIndex) -> None:
        row = self.rows_model.row(index.row())
        if row is not None and self._is_link(index.column()):
            self.linked.emit(row, index.column())

    def _turn_current(self) -> bool:
        row = self.currentIndex().row()
        for at, column in enumerate(self.rows_model.columns):
            if row >= 0 and column.switch:
                return turn(self.rows_model, self.rows_model.index(row, at))
        return False
