"""What cells and widgets both draw: the marks of a status, and a switch."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desktop import theme

# The word of a status: (colour token, mark). The mark differs by shape too: no meaning by colour alone.
STATUS = {
    "Delivered": ("ok", "tick"),
    "Accepted": ("ok", "tick"),
    "Success": ("ok", "tick"),
    "Failed": ("bad", "cross"),
    "Refused": ("bad", "bar"),
    "Pending": ("wait", "clock"),
    "Processing": ("accent", "arc"),
    "Held": ("off", "pause"),
    "Deleted": ("off", "bar"),
}
FILLED = ("tick", "cross", "bar")  # the marks of what is over
STROKES = {  # of a mark, in a box of side 1: x1, y1, x2, y2
    "tick": ((0.30, 0.52, 0.44, 0.66), (0.44, 0.66, 0.70, 0.36)),
    "cross": ((0.35, 0.35, 0.65, 0.65), (0.65, 0.35, 0.35, 0.65)),
    "bar": ((0.32, 0.5, 0.68, 0.5),),
    "clock": ((0.5, 0.28, 0.5, 0.52), (0.5, 0.52, 0.66, 0.60)),
    "pause": ((0.41, 0.37, 0.41, 0.63), (0.59, 0.37, 0.59, 0.63)),
}
ROUND = Qt.PenCapStyle.RoundCap


def status_word(status: str) -> str:
    """Return a status as it is read: "Delivered" for DELIVERED."""
    return status.capitalize()


def paint_mark(painter: QPainter, box: QRectF, kind: str, color: QColor, ground: QColor) -> None:
    """Draw a status mark in a square box: filled for what is over, open for what is not.

    The painter's pen and brush are changed, here and below.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side, left, top, filled = box.width(), box.left(), box.top(), kind in FILLED
    pen = QPen(color, side / 9, c=ROUND)
    painter.setPen(Qt.PenStyle.NoPen if filled else pen)
    painter.setBrush(color if filled else Qt.BrushStyle.NoBrush)
    if kind == "arc":
        painter.drawArc(box.adjusted(1, 1, -1, -1), 90 * 16, -250 * 16)
    else:
        painter.drawEllipse(box if filled else box.adjusted(1, 1, -1, -1))
    pen.setColor(ground if filled else color)
    painter.setPen(pen)
    for x1, y1, x2, y2 in STROKES.get(kind, ()):
        painter.drawLine(
            QPointF(left + x1 * side, top + y1 * side), QPointF(left + x2 * side, top + y2 * side)
        )


def paint_arrow(painter: QPainter, box: QRectF, *, out: bool) -> None:
    """Draw the arrow of a direction: up and out, or down and in."""
    look, sign = theme.current(), -1 if out else 1
    tip, tail = (box.topRight(), box.bottomLeft()) if out else (box.bottomLeft(), box.topRight())
    reach = sign * box.width() * 0.7
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.color("text_2"), 1.4 * look.scale, c=ROUND))
    for end in (tail, tip + QPointF(reach, 0), tip + QPointF(0, -reach)):
        painter.drawLine(tip, end)


def paint_switch(painter: QPainter, box: QRectF, on: bool, *, enabled: bool = True) -> None:
    """Draw a switch: the knob's side says the state, the colour only repeats it."""
    look = theme.current()
    track, edge, knob = ("accent_fill", "accent", "on_accent") if on else ("base", "control", "control")
    if not enabled:
        track, edge, knob = "off_soft", "line_strong", "line_strong"
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.color(edge), 1))
    painter.setBrush(look.color(track))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), box.height() / 2, box.height() / 2)
    side = box.height() - 6
    left = box.right() - 3 - side if on else box.left() + 3
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color(knob))
    painter.drawEllipse(QRectF(left, box.top() + 3, side, side))
