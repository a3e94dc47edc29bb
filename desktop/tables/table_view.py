"""The table that all pages use: rows to read, chosen by mouse or keyboard, drawn by delegates."""

from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
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
from desktop.tables.column_widths import ColumnWidths
from desktop.tables.delegates import FIRST_GAP, GAP, CellDelegate, LinkDelegate, SwitchDelegate, turn
from desktop.tables.heading import Heading
from desktop.tables.row_paint import ACTIVE, Cells, draw_row
from desktop.tables.rows import CellsModel

AGES_MS = 1_000
WHOLE_ROW = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
_BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
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
        self.widths = ColumnWidths(self, model.columns)
        self.setHorizontalHeader(Heading(self.widths))
        self.widths.share()
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
        if at >= 0:  # not by `selectRow`, which does as Ctrl or Shift say if one is held, as after Ctrl+S
            first = self.horizontalHeader().logicalIndex(0)
            self.selectionModel().setCurrentIndex(self.rows_model.index(at, first), WHOLE_ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows that are to be drawn; see desktop.tables.delegates."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dirty, wide, high = event.rect(), self.viewport().width(), self.verticalHeader().defaultSectionSize()
        shift = self.verticalScrollBar().value()
        first = (dirty.top() + shift) // high
        last = min((dirty.bottom() + shift) // high, self.rows_model.rowCount() - 1)
        cells = self._cells_between(dirty.left(), dirty.right())
        grounds = self._grounds(first, last)
        for at in range(first, last + 1):
            place = (at * high - shift, wide, high)
            draw_row(painter, self.rows_model.row(at), place, grounds.get(at, "base"), cells)
        below = (last + 1) * high - shift
        painter.fillRect(0, below, wide, self.viewport().height() - below, theme.current().color("base"))
        painter.end()

    def _grounds(self, first: int, last: int) -> dict[int, str]:
        """Return the colour tokens of those rows that are chosen or beneath the mouse."""
        chosen = ACTIVE if self.hasFocus() else "selection_off"
        runs = (range(max(top, first), min(bottom, last) + 1) for top, bottom in self._chosen())
        return {self._hover_row: "hover"} | {at: chosen for run in runs for at in run}

    def _cells_between(self, left: int, right: int) -> Cells:
        """Return the cells of a row that are to be drawn, each with its content's left and width."""
        px = theme.current().px
        found = []
        for at, cell in enumerate(self._cells):
            x, width = self.columnViewportPosition(at), self.columnWidth(at)
            if not self.isColumnHidden(at) and x <= right and x + width > left:
                gap = px(GAP if x + self.horizontalScrollBar().value() else FIRST_GAP)
                found.append((cell, x + gap, width - gap - px(GAP)))
        return found

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose the current row when a key led here, or nothing would tell where the keyboard is."""
        super().focusInEvent(event)
        current = self.currentIndex()
        if event.reason() in _BY_KEY and current.isValid() and not self.selectionModel().hasSelection():
            self.selectionModel().setCurrentIndex(current, WHOLE_ROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the current row, Space turns its switch."""
        if event.key() in _OPENS and (row := self.current_row()) is not None:
            self.opened.emit(row)
        elif not (event.key() == Qt.Key.Key_Space and self._turn_current()):
            super().keyPressEvent(event)

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> Any:
        """Say where the current row is, as the menu that a key opens stands there."""
        if query == Qt.InputMethodQuery.ImCursorRectangle and self.currentIndex().isValid():
            return self.visualRect(self.currentIndex())
        return super().inputMethodQuery(query)

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
        self.widths.share()

    def showEvent(self, event: QShowEvent) -> None:
        """Let ages grow while the table is in sight."""
        super().showEvent(event)
        self.widths.share()
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
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # paintEvent fills all of it

    def _set_heights(self) -> None:
        px = theme.current().px
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(px(theme.ROW))
        rows.setDefaultSectionSize(px(theme.ROW))

    def _on_dragged(self, column: int, old: int, width: int) -> None:
        was_and_is_shown = old and width  # a hidden column has no width
        if was_and_is_shown and not self.widths.sharing:
            self.widths.note(column, width)
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
        cell = self.itemDelegateForColumn(index.column())
        can_switch = self.rows_model.columns[index.column()].can_switch
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
