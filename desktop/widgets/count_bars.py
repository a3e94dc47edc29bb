"""Counts by name: a bar a line."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen

from desktop import theme
from desktop.widgets.marked import Marked

NUMBER = 52  # the room of a number at the right
VCENTER, RIGHT = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight


class CountBars(Marked):
    """Each of a few counts with its name, its bar and its number. Every line is a mark."""

    def __init__(self, accessible: str, names_width: int) -> None:
        """Take the room that names need, for a 13 px font."""
        super().__init__(accessible)
        self._names_width = names_width
        self._bars: tuple[tuple[str, int], ...] = ()

    def show_bars(self, bars: Sequence[tuple[str, int]]) -> None:
        """Show pairs of a name and a number."""
        self._bars = tuple(bars)
        if self.at is None:
            self.setAccessibleDescription(", ".join(map(self.mark_words, range(len(bars)))))
        self.update()

    def mark_count(self) -> int:
        """Return how many lines there are."""
        return len(self._bars)

    def mark_at(self, point: QPointF) -> int | None:
        """Return the line at a point."""
        at = int(point.y() * len(self._bars) / max(self.height(), 1))
        return at if 0 <= at < len(self._bars) else None

    def mark_words(self, at: int) -> str:
        """Return a line's name and number."""
        name, number = self._bars[at]
        return f"{name}: {number:,}"

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw each name, its bar and its number."""
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font("small"))
        most = max((number for _, number in self._bars), default=0)
        for at, (name, number) in enumerate(self._bars):
            high = self.height() / len(self._bars)
            line = QRectF(0, at * high, self.width(), high)
            if at == self.at:
                _draw_ground(painter, line, focused=self.hasFocus())
            self._draw_line(painter, line.adjusted(look.px(4), 0, -look.px(4), 0), name, number, most)
        painter.end()

    def _draw_line(self, painter: QPainter, line: QRectF, name: str, number: int, most: int) -> None:
        look = theme.current()
        painter.setPen(look.color("text_2"))
        painter.drawText(line, VCENTER, name)
        painter.setPen(look.color("text" if number else "text_3"))
        painter.drawText(line, VCENTER | RIGHT, f"{number:,}")
        left = line.left() + look.px(self._names_width)
        track = QRectF(left, line.center().y() - 4, line.right() - left - look.px(NUMBER), 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("off_soft"))
        painter.drawRoundedRect(track, 4, 4)
        if number:
            painter.setBrush(look.color("accent"))
            wide = max(track.width() * number / most, 8)
            painter.drawRoundedRect(QRectF(track.left(), track.top(), wide, track.height()), 4, 4)


def _draw_ground(painter: QPainter, line: QRectF, *, focused: bool) -> None:
    look = theme.current()
    painter.setPen(QPen(look.color("accent"), 2) if focused else Qt.PenStyle.NoPen)
    painter.setBrush(look.color("hover"))
    painter.drawRoundedRect(line.adjusted(1, 1, -1, -1), 4, 4)
