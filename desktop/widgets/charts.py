"""What charts are painted with, and the smallest of them: a line for a card.

They are painted by hand because Qt's own charting modules may be shared under the GPL alone, and the
well-kept libraries bring NumPy with them: 0.3 s before the first page could be seen.
"""

import itertools
import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop import theme

LINES = 4  # of the scale, above 0
SOLID = Qt.PenStyle.SolidLine
SPARK_FILL = 56  # alpha of the ground beneath a line, at its top


class Spark(QWidget):
    """The course of a number, without a scale: the figure beside it has the words."""

    def __init__(self, ink: str = "accent", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ink, self._values = ink, tuple[int, ...]()
        self.setFixedHeight(theme.current().px(36))

    def show_values(self, values: Sequence[int]) -> None:
        """Show another course, oldest first."""
        self._values = tuple(values)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line and the ground beneath it."""
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(1, 3, -1, -2)
        if any(self._values):
            fill_below(painter, box, self._values, max(self._values), self._ink, SPARK_FILL)
        top = max(self._values, default=0)
        stroke(painter, box, self._values or (0, 0), max(top, 1), self._ink, 1.5)
        painter.end()


def nice_top(most: int) -> int:
    """Return where a scale of four equal whole steps ends that has room for `most`."""
    step = max(math.ceil(most / LINES), 1)
    size: int = 10 ** (len(str(step)) - 1)
    return LINES * next(part * size for part in (1, 2, 5, 10) if part * size >= step)


def x_of(box: QRectF, at: int, count: int) -> float:
    """Return where one of `count` values stands between the sides of a box."""
    return box.left() + box.width() * at / max(count - 1, 1)


def draw_scale(painter: QPainter, box: QRectF, top: int) -> None:
    """Draw a line for each step from 0 to `top`, its number at the left."""
    look = theme.current()
    for step in range(LINES + 1):
        value = top * step // LINES
        y = round(box.bottom() - box.height() * step / LINES) + 0.5
        painter.setPen(QPen(look.color("line" if step else "line_strong"), 1))
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        painter.setPen(look.color("text_3"))
        words = QRectF(0, y - look.px(8), box.left() - look.px(6), look.px(16))
        painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{value:,}")


def _path(box: QRectF, values: Sequence[int], top: int) -> QPainterPath:
    """Return a smooth line through values; between two of them it never leaves their heights."""
    points = [
        QPointF(x_of(box, at, len(values)), box.bottom() - box.height() * value / top)
        for at, value in enumerate(values)
    ]
    path = QPainterPath(points[0])
    for before, after in itertools.pairwise(points):
        middle = (before.x() + after.x()) / 2
        path.cubicTo(QPointF(middle, before.y()), QPointF(middle, after.y()), after)
    return path


def stroke(
    painter: QPainter,
    box: QRectF,
    values: Sequence[int],
    top: int,
    ink: str,
    width: float,
    style: Qt.PenStyle = SOLID,
) -> None:
    """Draw a smooth line through values, of which `top` reaches the box's upper side."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.current().color(ink), width, style))
    painter.drawPath(_path(box, values, top))


def fill_below(painter: QPainter, box: QRectF, values: Sequence[int], top: int, ink: str, alpha: int) -> None:
    """Shade the ground beneath such a line, from `alpha` at its top to nothing."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = _path(box, values, top)
    area.lineTo(box.bottomRight())
    area.lineTo(box.bottomLeft())
    area.closeSubpath()
    shade = QLinearGradient(0, box.top(), 0, box.bottom())
    for stop, strength in ((0.0, alpha), (1.0, 4)):
        color = theme.current().color(ink).toRgb()
        color.setAlpha(strength)
        shade.setColorAt(stop, color)
    painter.fillPath(area, shade)
