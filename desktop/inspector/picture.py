"""Pictures among payloads: decoded only when the user asks for it, within limits, and never SVG."""

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from core.inspect.readout import picture_format
from desktop import theme
from desktop.tasks import in_thread
from desktop.widgets.controls import button, label
from desktop.widgets.layout import mark, row
from desktop.words import count

MOST_PIXELS = 40_000_000
LARGEST = 2_048
"""A larger picture is shown smaller, in pixels a side."""


class PictureBar(QWidget):
    """A line that says that bytes are a picture, and offers to show it. `show` gets the bytes."""

    def __init__(self, show: Callable[[bytes], None]) -> None:
        super().__init__()
        self._data = b""
        self._words = label(role="hint")
        self.show_button = button("Show picture")
        self.show_button.clicked.connect(lambda: show(self._data))
        self.setLayout(row(self._words, self.show_button, None, margins=(16, 8, 16, 8)))
        self.hide()

    def offer(self, data: bytes) -> None:
        """Offer these bytes, if they are a picture."""
        kind = picture_format(data)
        self._data = data if kind else b""
        self._words.setText(f"A picture, {kind.upper()}")
        self.setVisible(bool(kind))


class PictureView(QWidget):
    """One picture, in the middle and no larger than there is room."""

    def __init__(self) -> None:
        super().__init__()
        mark(self, "page")
        self.image = QImage()
        self._words = ""
        self.setAccessibleName("Picture")

    async def show_data(self, data: bytes) -> None:
        """Decode a picture on another thread, and show it or why it cannot be shown."""
        self.image, self._words = QImage(), "Decoding…"
        self.update()
        self.image, self._words = await in_thread(decoded, data)
        self.setAccessibleName(f"Picture. {self._words}")
        self.update()

    def words(self) -> str:
        """Return what is said below the picture, or in its place."""
        return self._words

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture, and its size below it."""
        look, painter = theme.current(), QPainter(self)
        room = self.rect().adjusted(*(look.px(16) * side for side in (1, 1, -1, -3)))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if not self.image.isNull():
            size = self.image.size()
            if size.width() > room.width() or size.height() > room.height():
                size = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            left, top = (room.width() - size.width()) // 2, (room.height() - size.height()) // 2
            painter.drawImage(QRect(QPoint(room.x() + left, room.y() + top), size), self.image)
        painter.setFont(look.font("small"))
        painter.setPen(look.color("text_3"))
        foot = self.rect().adjusted(0, self.height() - look.px(32), 0, 0) if not self.image.isNull() else room
        painter.drawText(foot, Qt.AlignmentFlag.AlignCenter.value, self._words)
        painter.end()


def decoded(data: bytes) -> tuple[QImage, str]:
    """Return a picture with its size in words; a null one with the reason why it is not shown."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, picture_format(data).encode())
    reader.setAutoDetectImageFormat(False)
    size = reader.size()
    if size.isValid() and size.width() * size.height() > MOST_PIXELS:
        return QImage(), f"It has {size.width():,} by {size.height():,} pixels, too many to be shown."
    if size.isValid() and max(size.width(), size.height()) > LARGEST:
        reader.setScaledSize(size.scaled(QSize(LARGEST, LARGEST), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        return image, "The picture is broken or cut off."
    shown = size if size.isValid() else image.size()
    return image, f"{shown.width():,} by {shown.height():,} pixels, {count(len(data), 'byte')}"
