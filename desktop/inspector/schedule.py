"""The schedule of a delivery to scale: the attempts that were made and those that may come."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop import theme
from desktop.inspector.attempt_words import Stop
from desktop.paint import paint_mark

HEIGHT, SIDE, LINE_Y = 64, 24, 22
WORD_WIDTH, MARK = 60, 16
LEAST_STEP = 3.0
"""Added to a wait's logarithm, so that 5 s still has room for its words beside 10 h."""


class Schedule(QWidget):
    """A line in the logarithm of time with a mark for each attempt; what may still come is dotted."""

    def __init__(self) -> None:
        super().__init__()
        self._stops: tuple[Stop, ...] = ()
        self.setFixedHeight(theme.current().px(HEIGHT))
        self.setAccessibleName("Schedule")

    def show_stops(self, stops: Sequence[Stop]) -> None:
        """Show these marks."""
        self._stops = tuple(stops)
        self.setAccessibleDescription(", ".join(stop.word for stop in stops))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line, the marks on it, and the waits below."""
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y, places = look.px(LINE_Y), self._places()
        for place, before, stop in zip(places[1:], places, self._stops[1:], strict=False):
            style = Qt.PenStyle.DotLine if stop.mark == "clock" else Qt.PenStyle.SolidLine
            painter.setPen(QPen(look.color("line_strong"), 2, style))
            painter.drawLine(QPointF(before, y), QPointF(place, y))
        for x, stop in zip(places, self._stops, strict=True):
            self._paint_stop(painter, stop, x, y)
        painter.end()

    def _paint_stop(self, painter: QPainter, stop: Stop, x: float, y: float) -> None:
        look = theme.current()
        side, wide, ground = look.px(MARK), look.px(WORD_WIDTH), look.color("base")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawEllipse(QPointF(x, y), side * 0.7, side * 0.7)
        box = QRectF(x - side / 2, y - side / 2, side, side)
        paint_mark(painter, box, stop.mark, look.color(stop.ink), ground)
        painter.setFont(look.font("caption"))
        painter.setPen(look.color("text" if stop.is_next else "text_3"))
        below = QRectF(x - wide / 2, y + look.px(14), wide, look.px(16))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, stop.word)

    def _places(self) -> list[float]:
        """Return where the marks stand, over the whole width."""
        steps = [0.0, *(LEAST_STEP + math.log10(max(stop.after_s, 1)) for stop in self._stops[1:])]
        whole = sum(steps) or 1.0
        side = theme.current().px(SIDE) + theme.current().px(16)
        room, passed, places = self.width() - 2 * side, 0.0, []
        for step in steps[: len(self._stops)]:
            passed += step
            places.append(side + room * passed / whole)
        return places
