"""The rows of a table on the screen: the ground of each, its hairline, and its cells."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QPainter

from desktop import theme
from desktop.tables.delegates import CellDelegate

BAR = 3  # at the left of the chosen row
ACTIVE = "selection"

Cells = Sequence[tuple[CellDelegate, int, int]]
"""The cells of a row that are to be drawn, each with its content's left and width."""


def draw_row(painter: QPainter, row: Any, place: tuple[int, int, int], token: str, cells: Cells) -> None:
    """Draw a row at a `place` (top, width, height) on the ground of a colour token; None has no cells yet."""
    look, (y, wide, high) = theme.current(), place
    ground, active = look.color(token), token == ACTIVE
    painter.fillRect(0, y, wide, high, ground)
    painter.fillRect(0, y + high - 1, wide, 1, look.color("line"))
    if active:
        painter.fillRect(0, y, BAR, high, look.color("accent"))
    if row is not None:
        for cell, x, room in cells:
            cell.draw(painter, row, (x, y, room, high - 1), ground, active)
