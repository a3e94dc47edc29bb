"""A read-only text of any length: only the rows in sight are made, laid out and drawn."""

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from desktop import theme
from desktop.inspector.document import in_slices
from desktop.inspector.finding import Hits
from desktop.inspector.row_layout import RowLayout
from desktop.inspector.rows import Rows
from desktop.inspector.selection import Selection, Spot, plain_text, read_text
from desktop.tasks import spawn
from desktop.widgets.passing import passing_menu

ROW_HEIGHT, TOP, BESIDE = 16, 8, 8  # for a 13 px font: a row, above the first one, beside the gutter
KEYS = QKeySequence.StandardKey
RIGHT = Qt.AlignmentFlag.AlignRight.value | Qt.AlignmentFlag.AlignVCenter.value


class RowsView(QAbstractScrollArea):
    """Shows `Rows`. Their text can be selected and copied, and what was found in it is marked."""

    def __init__(self, rows: Rows, name: str, accessible: str, *, gutter: int = 44) -> None:
        """`gutter` is the least room beside the rows, for a 13 px font; 0 is none."""
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        look = theme.current()
        self._font = look.font("small", mono=True)
        self._metrics = QFontMetricsF(self._font)
        self._row_height = max(look.px(ROW_HEIGHT), round(self._metrics.height()))
        self._top, self._least_gutter = look.px(TOP), look.px(gutter)
        self._gutter, self._left = 0, 0
        self._rows, self._data = rows, b""
        self._hits: Hits | None = None
        self._hit = -1  # the current one
        self._pointed = -1  # the row that is pointed out
        self._shown: list[RowLayout] = []  # the rows in sight
        self._widest = 0.0  # of those that were in sight
        self._selection = Selection()

    def show_rows(self, rows: Rows, data: bytes) -> None:
        """Show other rows, from their first one on; `data` is what their pieces are places of."""
        self._rows, self._data, self._widest = rows, data, 0.0
        self._selection.begin((0, 0))
        self._pointed = -1
        self.verticalScrollBar().setValue(0)
        self.horizontalScrollBar().setValue(0)
        self.refresh()

    def refresh(self) -> None:
        """Take in what was added to the rows."""
        look = theme.current()
        widest = QFontMetricsF(look.font("caption", mono=True)).horizontalAdvance(str(len(self._rows)))
        needed = round(widest) + look.px(2 * BESIDE)
        self._gutter = max(self._least_gutter, needed) if self._least_gutter else 0
        self._left = self._gutter + look.px(BESIDE if self._gutter else 2 * BESIDE)
        page = max((self.viewport().height() - self._top) // self._row_height, 1)
        self.verticalScrollBar().setRange(0, max(len(self._rows) - page, 0))
        self.verticalScrollBar().setPageStep(page)
        self._lay_out()

    def mark(self, hits: Hits | None, current: int = -1) -> None:
        """Mark what was found, and bring the current hit into sight."""
        self._hits, self._hit = hits, current
        if hits and 0 <= current < len(hits):
            self.reveal(hits.starts[current], hits.ends[current])
        self.viewport().update()

    def reveal(self, start: int, end: int) -> None:
        """Bring a place of the data into sight."""
        row, bar, aside = self._rows.row_at(start), self.verticalScrollBar(), self.horizontalScrollBar()
        if not 0 <= row - bar.value() < bar.pageStep():
            bar.setValue(row - bar.pageStep() // 3)
        layout = self._layout_of(row)
        columns = layout.columns_of(self._data, start, end) if layout else None
        if layout and columns:
            left, right = (layout.x_of(column) for column in columns)
            if left < aside.value() or right > aside.value() + aside.pageStep():
                aside.setValue(round(left - aside.pageStep() / 3))

    def point_out(self, offset: int) -> None:
        """Bring the row with a place of the data into sight, on another ground."""
        self._pointed = self._rows.row_at(offset)
        self.reveal(offset, offset + 1)

    def toPlainText(self) -> str:
        """Return the text, as far as it can be given at once."""
        return plain_text(self._rows)

    def select_all(self) -> None:
        """Select every row."""
        self._selection.take_all(self._rows)
        self.viewport().update()

    def copy(self) -> None:
        """Copy what is selected; a long text takes its time without holding up the window."""
        spawn(self._copy(), self)

    async def _copy(self) -> None:
        parts: list[str] = []
        await in_slices(read_text(self._rows, *self._selection.span(), parts))
        if text := "".join(parts):
            QGuiApplication.clipboard().setText(text)

    def _lay_out(self) -> None:
        """Make the rows in sight; one wider than those before widens what can be scrolled to."""
        first, height = self.verticalScrollBar().value(), self.viewport().height()
        aside = self.horizontalScrollBar()
        last = min(first + height // self._row_height + 2, len(self._rows))
        self._shown = [RowLayout(self._rows.pieces(row), self._metrics) for row in range(first, last)]
        self._widest = max([self._widest, *(layout.width for layout in self._shown)])
        room = max(self.viewport().width() - self._left - theme.current().px(BESIDE), 1)
        aside.setRange(0, max(round(self._widest) - room, 0))
        aside.setPageStep(room)
        aside.setSingleStep(self._row_height)
        self.viewport().update()

    def _layout_of(self, row: int) -> RowLayout | None:
        at = row - self.verticalScrollBar().value()
        return self._shown[at] if 0 <= at < len(self._shown) else None

    def _spot_at(self, point: QPoint) -> Spot:
        """Return the spot under the mouse, which may be outside while it selects."""
        row = self.verticalScrollBar().value() + (point.y() - self._top) // self._row_height
        layout = self._layout_of(row)
        if layout is None:
            return min(max(row, 0), len(self._rows)), 0
        return row, layout.column_at(point.x() - self._left + self.horizontalScrollBar().value())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the rows in sight, what is marked in them, and the gutter beside them."""
        look, painter, area = theme.current(), QPainter(self.viewport()), QRectF(self.viewport().rect())
        painter.fillRect(area, look.color("base"))
        painter.setFont(self._font)
        down = (self._row_height + self._metrics.ascent() - self._metrics.descent()) / 2
        left, first = self._left - self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        for number, layout in enumerate(self._shown):
            top = self._top + number * self._row_height
            if first + number == self._pointed:
                painter.fillRect(0, top, round(area.width()), self._row_height, look.color("bad_soft"))
            self._paint_marks(painter, layout, first + number, QPoint(left, top))
            layout.paint(painter, left, top + down, area)
        if self._gutter:
            self._paint_gutter(painter, first)
        if self.hasFocus():
            painter.fillRect(0, 0, 2, self.viewport().height(), look.color("accent"))
        painter.end()

    def _paint_marks(self, painter: QPainter, layout: RowLayout, row: int, at: QPoint) -> None:
        marks = [("wait_soft", span) for span in self._columns_of_hits(layout, current=False)]
        marks += [("selection", self._selection.columns(row, len(layout.text)))]
        marks += [("selection", span) for span in self._columns_of_hits(layout, current=True)]
        for token, (start, end) in marks:
            if start < end:
                left, right = layout.x_of(start), layout.x_of(end)
                box = QRectF(at.x() + left, at.y(), right - left, self._row_height)
                painter.fillRect(box, theme.current().color(token))

    def _columns_of_hits(self, layout: RowLayout, *, current: bool) -> list[tuple[int, int]]:
        hits = self._hits
        if hits is None:
            return []
        numbers = [number for number in hits.within(*layout.offsets()) if (number == self._hit) is current]
        spans = [layout.columns_of(self._data, hits.starts[number], hits.ends[number]) for number in numbers]
        return [span for span in spans if span]

    def _paint_gutter(self, painter: QPainter, first: int) -> None:
        look = theme.current()
        painter.fillRect(0, 0, self._gutter, self.viewport().height(), look.color("sunken"))
        painter.setFont(look.font("caption", mono=True))
        painter.setPen(look.color("text_3"))
        for number in range(len(self._shown)):
            top, width = self._top + number * self._row_height, self._gutter - look.px(BESIDE)
            text = self._rows.gutter(first + number)
            painter.drawText(QRectF(0, top, width, self._row_height), RIGHT, text)

    def scrollContentsBy(self, _dx: int, dy: int) -> None:
        """Make the rows that come into sight."""
        if dy:
            self._lay_out()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the scroll bars to the room."""
        super().resizeEvent(event)
        self.refresh()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to select, or extend with Shift."""
        if event.button() == Qt.MouseButton.LeftButton:
            spot = self._spot_at(event.position().toPoint())
            shifted = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            (self._selection.extend if shifted else self._selection.begin)(spot)
            self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select up to the mouse, and scroll when it leaves at the top or bottom."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            y, bar = event.position().y(), self.verticalScrollBar()
            bar.setValue(bar.value() - (y < 0) + (y > self.viewport().height()))
            self._selection.extend(self._spot_at(event.position().toPoint()))
            self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select the key or value under the mouse."""
        row, column = self._spot_at(event.position().toPoint())
        if layout := self._layout_of(row):
            start, end = layout.piece_at(column)
            self._selection.begin((row, start))
            self._selection.extend((row, end))
            self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, select everything, go to the first or the last row; the other keys scroll."""
        bar = self.verticalScrollBar()
        if event.matches(KEYS.Copy):
            self.copy()
        elif event.matches(KEYS.SelectAll):
            self.select_all()
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            bar.setValue(bar.minimum() if event.key() == Qt.Key.Key_Home else bar.maximum())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy and to select everything."""
        menu = passing_menu(self)
        copy = menu.addAction("Copy", self.copy)
        copy.setShortcut(KEYS.Copy)
        start, end = self._selection.span()
        copy.setEnabled(start != end)
        menu.addAction("Select all", self.select_all).setShortcut(KEYS.SelectAll)
        menu.popup(event.globalPos())
