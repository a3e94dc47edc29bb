"""Small charts, painted: a line for a card, the last 24 hours, and bars of what is owed."""

import itertools
import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from core.log.stats import Bucket
from desktop import theme
from desktop.words import local

LINES = 4  # of the scale, above 0
BAR = 6
DASHED, SOLID = Qt.PenStyle.DashLine, Qt.PenStyle.SolidLine
SPARK_FILL, CHART_FILL = 56, 64  # alpha of the ground beneath a line, at its top


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
            _fill_below(painter, box, self._values, max(self._values), self._ink, SPARK_FILL)
        top = max(self._values, default=0)
        _stroke(painter, box, self._values or (0, 0), max(top, 1), self._ink, 1.5)
        painter.end()


class DayChart(QWidget):
    """What was emitted and received in each half hour of a day, and what failed as bars."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series: tuple[Bucket, ...] = ()
        self.setMinimumHeight(theme.current().px(150))
        self.setAccessibleName("Events in 24 hours")

    def show_series(self, series: Sequence[Bucket]) -> None:
        """Show another day, oldest first."""
        self._series = tuple(series)
        sums = (sum(each.emitted for each in series), sum(each.received for each in series))
        failed = sum(each.failed for each in series)
        self.setAccessibleDescription(f"{sums[0]} emitted, {sums[1]} received, {failed} failed")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the scale, the hours, both lines and the bars."""
        look, painter = theme.current(), QPainter(self)
        painter.setFont(look.font("caption"))
        box = QRectF(self.rect()).adjusted(look.px(34), look.px(8), -look.px(8), -look.px(20))
        top = nice_top(max((max(each.emitted, each.received) for each in self._series), default=0))
        _draw_scale(painter, box, top)
        if self._series:
            self._draw_hours(painter, box)
            emitted = [each.emitted for each in self._series]
            _fill_below(painter, box, emitted, top, "accent", CHART_FILL)
            _stroke(painter, box, emitted, top, "accent", 1.75)
            _stroke(painter, box, [each.received for each in self._series], top, "text_3", 1.75, DASHED)
            self._draw_bars(painter, box, top)
        painter.end()

    def _draw_hours(self, painter: QPainter, box: QRectF) -> None:
        look = theme.current()
        painter.setPen(look.color("text_3"))
        for at, each in enumerate(self._series):
            then = local(each.at)
            if then.hour % 4 == 0 and then.minute == 0:
                x = _x(box, at, len(self._series))
                left = min(x - look.px(30), self.width() - look.px(48))  # the last one stays whole
                words = QRectF(left, box.bottom() + look.px(4), look.px(60), look.px(16))
                painter.drawText(words, Qt.AlignmentFlag.AlignCenter, f"{then:%H:%M}")

    def _draw_bars(self, painter: QPainter, box: QRectF, top: int) -> None:
        look = theme.current()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("bad"))
        wide = look.px(BAR)
        for at, each in enumerate(self._series):
            if each.failed:
                high = min(max(box.height() * each.failed / top, 3), box.height())
                left = _x(box, at, len(self._series)) - wide / 2
                painter.drawRoundedRect(QRectF(left, box.bottom() - high, wide, high), 1.5, 1.5)


class DueBars(QWidget):
    """How much is owed, by when it is due: a bar a line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[tuple[str, int], ...] = ()
        self.setAccessibleName("Owed, by next attempt")

    def show_bars(self, bars: Sequence[tuple[str, int]]) -> None:
        """Show pairs of a name and a number."""
        self._bars = tuple(bars)
        self.setAccessibleDescription(", ".join(f"{name}: {number}" for name, number in bars))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw each name, its bar and its number."""
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font("small"))
        most = max((number for _, number in self._bars), default=0)
        names, numbers = look.px(108), look.px(44)
        for at, (name, number) in enumerate(self._bars):
            high = self.height() / len(self._bars)
            line = QRectF(0, at * high, self.width(), high)
            painter.setPen(look.color("text_2"))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, name)
            painter.setPen(look.color("text" if number else "text_3"))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, f"{number:,}")
            track = QRectF(names, line.center().y() - 4, line.width() - names - numbers, 8)
            _draw_bar(painter, track, number / most if most else 0)
        painter.end()


def nice_top(most: int) -> int:
    """Return where a scale of four equal whole steps ends that has room for `most`."""
    step = max(math.ceil(most / LINES), 1)
    size: int = 10 ** (len(str(step)) - 1)
    return LINES * next(part * size for part in (1, 2, 5, 10) if part * size >= step)


def _x(box: QRectF, at: int, count: int) -> float:
    return box.left() + box.width() * at / max(count - 1, 1)


def _draw_scale(painter: QPainter, box: QRectF, top: int) -> None:
    look = theme.current()
    for step in range(LINES + 1):
        value = top * step // LINES
        y = round(box.bottom() - box.height() * step / LINES) + 0.5
        painter.setPen(QPen(look.color("line" if step else "line_strong"), 1))
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        painter.setPen(look.color("text_3"))
        words = QRectF(0, y - look.px(8), box.left() - look.px(6), look.px(16))
        painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{value:,}")


def _draw_bar(painter: QPainter, track: QRectF, share: float) -> None:
    look = theme.current()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color("off_soft"))
    painter.drawRoundedRect(track, 4, 4)
    if share:
        painter.setBrush(look.color("accent"))
        filled = QRectF(track.left(), track.top(), max(track.width() * share, 8), track.height())
        painter.drawRoundedRect(filled, 4, 4)


def _path(box: QRectF, values: Sequence[int], top: int) -> QPainterPath:
    """Return a smooth line through values; between two of them it never leaves their heights."""
    points = [
        QPointF(_x(box, at, len(values)), box.bottom() - box.height() * value / top)
        for at, value in enumerate(values)
    ]
    path = QPainterPath(points[0])
    for before, after in itertools.pairwise(points):
        middle = (before.x() + after.x()) / 2
        path.cubicTo(QPointF(middle, before.y()), QPointF(middle, after.y()), after)
    return path


def _stroke(
    painter: QPainter,
    box: QRectF,
    values: Sequence[int],
    top: int,
    ink: str,
    width: float,
    style: Qt.PenStyle = SOLID,
) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.current().color(ink), width, style))
    painter.drawPath(_path(box, values, top))


def _fill_below(
    painter: QPainter, box: QRectF, values: Sequence[int], top: int, ink: str, alpha: int
) -> None:
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
