"""A status in words and colour outside tables: a pill, and the light of a service."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop import theme
from desktop.paint import STATUS, paint_mark, status_word


class Pill(QWidget):
    """A status as a mark and a word on a soft ground. The word may be another: "200 OK"."""

    def __init__(self, status: str, word: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_status(status, word)

    def show_status(self, status: str, word: str = "") -> None:
        """Show another status, named as in the log: DELIVERED."""
        self._status = status_word(status)
        self._word = word or self._status
        self.setAccessibleName(f"Status: {self._word}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room of the mark and the word."""
        look = theme.current()
        width = QFontMetrics(look.font("small", bold=True)).horizontalAdvance(self._word)
        return QSize(width + look.px(38), look.px(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground, the mark and the word."""
        look, painter = theme.current(), QPainter(self)
        token, kind = STATUS.get(self._status, ("off", "bar"))
        ground, side = look.color(f"{token}_soft"), look.px(14)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()), self.height() / 2, self.height() / 2)
        box = QRectF(look.px(6), (self.height() - side) / 2, side, side)
        paint_mark(painter, box, kind, look.color(token), ground)
        painter.setFont(look.font("small", bold=True))
        painter.setPen(look.color(token))
        painter.drawText(
            self.rect().adjusted(look.px(26), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._word
        )
        painter.end()


class Light(QWidget):
    """A dot that says how a service is: ok, bad, wait or off. The words stand beside it."""

    def __init__(self, ink: str = "off", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ink = ink
        self.setFixedSize(theme.current().px(14), theme.current().px(14))

    def turn(self, ink: str) -> None:
        """Show another state."""
        self._ink = ink
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the dot in its soft ring."""
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(f"{self._ink}_soft"))
        painter.drawEllipse(self.rect())
        painter.setBrush(look.color(self._ink))
        painter.drawEllipse(self.rect().adjusted(3, 3, -3, -3))
        painter.end()
