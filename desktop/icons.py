"""The icons: Phosphor's outlines, taken from the font that qtawesome brings along.

qtawesome itself is not imported. Its import and its first icon load a dozen fonts and cost 0.3 s,
as much as the whole window; reading the one font that is used costs 8 ms.
"""

import importlib.util
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPainterPath, QPixmap, QRawFont

BOX = 1024  # the outlines are taken at this size and scaled when they are drawn

Shade = Callable[[bool], QColor]
"""Gives the colour of now; its argument says whether the icon belongs to a disabled control."""


def icon_engine(name: str, shade: Shade) -> QIconEngine:
    """Return what draws Phosphor's icon `name`. Raises KeyError where there is no such icon."""
    return _Engine(_outline(name), shade)


class _Engine(QIconEngine):
    """Asks for its colour when it is drawn: an icon made with a fixed one keeps the old theme's."""

    def __init__(self, outline: QPainterPath, shade: Shade) -> None:
        super().__init__()
        self._outline, self._shade = outline, shade

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        """Draw the icon as large as fits in the middle of `rect`."""
        side = min(rect.width(), rect.height())
        box = QRectF(0, 0, side, side)
        box.moveCenter(QRectF(rect).center())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(box.topLeft())
        painter.scale(side / BOX, side / BOX)
        painter.fillPath(self._outline, self._shade(mode == QIcon.Mode.Disabled))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the icon on nothing."""
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, pixmap.rect(), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        """Return what Qt asks for when it copies the icon."""
        return _Engine(self._outline, self._shade)


@lru_cache
def _outline(name: str) -> QPainterPath:
    """Return an icon's outline in a box of side BOX whose top left corner is 0, 0."""
    font, codes = _phosphor()
    path = font.pathForGlyph(font.glyphIndexesForString(chr(int(codes[name], 16)))[0])
    return path.translated(0, font.ascent())


@lru_cache
def _phosphor() -> tuple[QRawFont, dict[str, str]]:
    """Return the font at BOX pixels, and the hexadecimal code of each icon."""
    found = importlib.util.find_spec("qtawesome")
    if found is None or found.origin is None:
        raise RuntimeError("qtawesome is not installed")
    fonts = Path(found.origin).with_name("fonts")
    charmap = next(fonts.glob("phosphor-charmap-*.json"))
    font = next(fonts.glob("phosphor-*.ttf"))
    return QRawFont(str(font), BOX), json.loads(charmap.read_text("utf-8"))
