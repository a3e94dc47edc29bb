"""Single lines of text, shaped once and drawn many times: shaping costs five times what drawing does."""

from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QStaticText, QTransform

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
    shaped, width, line, lift = _shaped(text, font)
    if width > room:
        shaped, width, line, lift = _shaped(elided(text, font, elide, room), font)
    painter.setFont(theme.current().font(font[0], bold=font[1], mono=font[2]))
    painter.setPen(theme.current().color(ink))
    painter.drawStaticText(QPointF(x, y + (high - line) // 2 + lift), shaped)
    return width


def width_of(text: str, font: Font) -> int:
    """Return how wide a line is."""
    return _shaped(text, font)[1]


@lru_cache(KEPT)
def elided(text: str, font: Font, elide: Qt.TextElideMode, room: int) -> str:
    """Return as much of a text as fits."""
    return _metrics(font).elidedText(text, elide, room)


@lru_cache(KEPT)
def _shaped(text: str, font: Font) -> tuple[QStaticText, int, int, int]:
    """Return a text ready to be drawn, its width, the height of a line, and how far to lower it in that.

    Lines of one size stand on one base, whatever their font: that of the interface font.
    """
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    made.prepare(QTransform(), theme.current().font(font[0], bold=font[1], mono=font[2]))
    metrics, plain = _metrics(font), _metrics((font[0], False, False))
    return made, metrics.horizontalAdvance(text), plain.height(), plain.ascent() - metrics.ascent()


def _metrics(font: Font) -> QFontMetrics:
    return QFontMetrics(theme.current().font(font[0], bold=font[1], mono=font[2]))
