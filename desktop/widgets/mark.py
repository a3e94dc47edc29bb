"""Pictures that are only looked at: the product's sign, an icon beside a text, a colour of a chart."""

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from desktop import theme

_PENNANT = ((14, 10.6), (18.2, 10.6), (18.2, 16), (16.1, 14), (14, 16))


def paint_sign(painter: QPainter, side: float) -> None:
    """Draw the product's sign, a mast with its yard and a pennant, in a square at 0, 0."""
    look = theme.current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(side / 24, side / 24)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color("accent_fill"))
    painter.drawRoundedRect(QRectF(0, 0, 24, 24), 6, 6)
    painter.setPen(QPen(look.color("on_accent"), 1.8, c=Qt.PenCapStyle.RoundCap))
    painter.drawLines([QLineF(12, 5, 12, 19.5), QLineF(5.5, 9, 18.5, 9)])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color("on_accent"))
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in _PENNANT]))


def sign(side: int) -> QPixmap:
    """Return the product's sign as a picture, for the window's icon."""
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_sign(painter, side)
    painter.end()
    return pixmap


class Sign(QWidget):
    """The product's sign."""

    def __init__(self, side: int = 26, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(theme.current().px(side), theme.current().px(side))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it in the colours of now."""
        painter = QPainter(self)
        paint_sign(painter, self.width())
        painter.end()


class Picture(QWidget):
    """An icon beside or above a text; a pixmap in a label would keep the old theme's colour."""

    def __init__(self, icon: str, side: int, ink: str = "text_2", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        pixels = theme.current().px(side)
        self._icon = theme.current().icon(icon, ink)
        self._box = QRect(0, 0, pixels, pixels)
        self.setFixedSize(QSize(pixels, pixels))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it in the colour of now."""
        painter = QPainter(self)
        self._icon.paint(painter, self._box)
        painter.end()


class Swatch(QWidget):
    """A colour of a chart, beside the word for it."""

    def __init__(self, ink: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ink = ink
        self.setFixedSize(theme.current().px(10), theme.current().px(10))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a small square."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().color(self._ink))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 2, 2)
        painter.end()
