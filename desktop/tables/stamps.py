"""Marks and arrows as pictures, drawn once and put down many times: drawing takes thirty times as long."""

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from desktop import theme
from desktop.paint import paint_arrow, paint_mark

KEPT = 256  # more than there are marks, colours and grounds
EDGE = 1  # around a box, for lines that reach over it


def put_mark(painter: QPainter, x: int, y: float, side: int, kind: str, ink: str, ground: QColor) -> None:
    """Put a status mark down: the top left of its box, the box's side, and the token of its colour."""
    color = theme.current().color(ink).rgb()
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(x - EDGE, int(y) - EDGE, _mark(kind, color, ground.rgb(), side, y % 1, ratio))


def put_arrow(painter: QPainter, x: int, y: float, side: int, *, out: bool) -> None:
    """Put the arrow of a direction down."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(x - EDGE, int(y) - EDGE, _arrow(theme.current().dark, side, y % 1, ratio, out=out))


@lru_cache(KEPT)
def _mark(kind: str, ink: int, ground: int, side: int, drop: float, ratio: float) -> QPixmap:
    picture = _blank(side, ratio)
    painter = QPainter(picture)
    paint_mark(painter, _box(side, drop), kind, QColor.fromRgb(ink), QColor.fromRgb(ground))
    painter.end()
    return picture


@lru_cache(KEPT)
def _arrow(_dark: bool, side: int, drop: float, ratio: float, *, out: bool) -> QPixmap:
    picture = _blank(side, ratio)
    painter = QPainter(picture)
    paint_arrow(painter, _box(side, drop), out=out)
    painter.end()
    return picture


def _box(side: int, drop: float) -> QRectF:
    return QRectF(EDGE, EDGE + drop, side, side)


def _blank(side: int, ratio: float) -> QPixmap:
    whole = round((side + 2 * EDGE + 1) * ratio)  # one more for a box that stands between two pixels
    picture = QPixmap(whole, whole)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    return picture
