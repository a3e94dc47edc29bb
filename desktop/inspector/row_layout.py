"""Where the characters of one row stand, in pixels."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter

from desktop import theme
from desktop.inspector.rows import Piece, visible


class RowLayout:
    """The pieces of a row in the monospaced font, for painting and for finding columns."""

    def __init__(self, pieces: Sequence[Piece], metrics: QFontMetricsF) -> None:
        self.text = "".join(piece.text for piece in pieces)
        self._pieces, self._metrics, self._cell = pieces, metrics, metrics.horizontalAdvance("0")
        self._lefts, self._columns = [0.0], [0]
        for piece in pieces:
            self._lefts.append(self._lefts[-1] + self._advance(piece.text))
            self._columns.append(self._columns[-1] + len(piece.text))

    @property
    def width(self) -> float:
        """How far the row reaches."""
        return self._lefts[-1]

    def x_of(self, column: int) -> float:
        """Return the left edge of a character."""
        for number, piece in enumerate(self._pieces):
            if column <= self._columns[number + 1]:
                return self._lefts[number] + self._advance(piece.text[: column - self._columns[number]])
        return self.width

    def column_at(self, x: float) -> int:
        """Return the character boundary that is nearest to a distance from the left."""
        low, high = 0, len(self.text)
        while low < high:
            middle = (low + high) // 2
            if (self.x_of(middle) + self.x_of(middle + 1)) / 2 <= x:
                low = middle + 1
            else:
                high = middle
        return low

    def piece_at(self, column: int) -> tuple[int, int]:
        """Return the columns from which to which the piece with a character reaches."""
        for start, end in zip(self._columns, self._columns[1:], strict=False):
            if column < end:
                return start, end
        return len(self.text), len(self.text)

    def columns_of(self, data: bytes, start: int, end: int) -> tuple[int, int] | None:
        """Return the columns of a place in the data, as far as it is in this row."""
        touched = [
            (column + self._length(data, piece, start), column + self._length(data, piece, end))
            for column, piece in zip(self._columns, self._pieces, strict=False)
            if piece.start < end and piece.end > start
        ]
        return (touched[0][0], touched[-1][1]) if touched else None

    def offsets(self) -> tuple[int, int]:
        """Return from where to where in the data the row's pieces reach; (0, 0) if they are of no data."""
        placed = [piece for piece in self._pieces if piece.start >= 0]
        return (placed[0].start, placed[-1].end) if placed else (0, 0)

    def paint(self, painter: QPainter, left: float, baseline: float, clip: QRectF) -> None:
        """Draw the pieces from `left` on; of long ones only what can be seen in `clip`."""
        look = theme.current()
        for piece, offset in zip(self._pieces, self._lefts, strict=False):
            x, text = left + offset, piece.text
            if x > clip.right():
                return
            if text.isascii():
                skipped = max(int((clip.left() - x) / self._cell), 0)
                text = text[skipped : skipped + int(clip.width() / self._cell) + 2]
                x += skipped * self._cell
            painter.setPen(look.color(piece.ink))
            painter.drawText(QPointF(x, baseline), text)

    def _advance(self, text: str) -> float:
        """Return a text's width; measuring is needed only where characters are not of one width."""
        return len(text) * self._cell if text.isascii() else self._metrics.horizontalAdvance(text)

    def _length(self, data: bytes, piece: Piece, offset: int) -> int:
        """Return how many characters of the piece stand before a place of the data."""
        return len(visible(data[piece.start : min(max(offset, piece.start), piece.end)]))
