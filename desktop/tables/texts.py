"""Single lines of text, shaped once and drawn many times: shaping costs five times what drawing does."""

from functools import cache, lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import (
    QFont,
    QFontInfo,
    QFontMetrics,
    QFontMetricsF,
    QPainter,
    QStaticText,
    QTransform,
)

from desktop import theme

KEPT = 8_192  # about three tables' worth of different texts, some MB

Font = tuple[str, bool, bool]
"""A size of type, whether it is bold, whether it is monospaced."""


def draw_text(
    painter: QPainter,
    text: str,
    font: Font,
    ink: str,
    place: tuple[int, int, int, int],
    elide: Qt.TextElideMode,
) -> int:
    """Draw a line at the left of a place (x, y, width, height), in its middle; return how wide it is.

    What does not fit is elided. The painter's font and pen are changed.
    """
    x, y, room, high = place
    if room <= 0:
        return 0
    width = width_of(text, font)
    if width > room:
        text = elided(text, font, elide, room)
        width = width_of(text, font)
    face = _face(font)
    painter.setFont(face.font)
    painter.setPen(theme.current().color(ink))
    painter.drawStaticText(QPointF(x, y + (high - face.line) // 2 + face.lift), _shaped(text, font))
    return width


@lru_cache(KEPT)
def width_of(text: str, font: Font) -> int:
    """Return how wide a line is."""
    face = _face(font)
    if face.advance and text.isascii() and text.isprintable():
        return round(face.advance * len(text))
    return face.metrics.horizontalAdvance(text)


@lru_cache(KEPT)
def elided(text: str, font: Font, elide: Qt.TextElideMode, room: int) -> str:
    """Return as much of a text as fits."""
    return _face(font).metrics.elidedText(text, elide, room)


@lru_cache(KEPT)
def _shaped(text: str, font: Font) -> QStaticText:
    """Return a text ready to be drawn."""
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.prepare(QTransform(), _face(font).font)
    return made


class _Face(NamedTuple):
    """A font, and how a line stands in it: its height, and how far to lower it in that.

    Lines of one size stand on one base, whatever their font: that of the interface font. `advance` is
    how wide each character is where all are as wide, else 0: counting takes a tenth of measuring.
    """

    font: QFont
    metrics: QFontMetrics
    line: int
    lift: int
    advance: float


@cache
def _face(font: Font) -> _Face:
    size, bold, mono = font
    made = theme.current().font(size, bold=bold, mono=mono)
    metrics, plain = QFontMetrics(made), QFontMetrics(theme.current().font(size))
    advance = QFontMetricsF(made).horizontalAdvance("0") if QFontInfo(made).fixedPitch() else 0.0
    return _Face(made, metrics, plain.height(), plain.ascent() - metrics.ascent(), advance)
