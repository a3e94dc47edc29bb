"""What is selected in a view of rows, and its text."""

import sys
from collections.abc import Iterator

from desktop.inspector.rows import Rows

Spot = tuple[int, int]
"""A row, and a column in it."""
MOST_PLAIN = 20_000
"""So many rows are given as one text at once."""


class Selection:
    """From where to where text is selected: begun at one spot, extended to another."""

    def __init__(self) -> None:
        self._anchor: Spot = (0, 0)
        self._cursor: Spot = (0, 0)

    def begin(self, spot: Spot) -> None:
        """Select nothing, and extend from here."""
        self._anchor = self._cursor = spot

    def extend(self, spot: Spot) -> None:
        """Select up to here."""
        self._cursor = spot

    def take_all(self, rows: Rows) -> None:
        """Select every row to its end."""
        self._anchor, self._cursor = (0, 0), (max(len(rows) - 1, 0), sys.maxsize)

    def span(self) -> tuple[Spot, Spot]:
        """Return the first spot and the last."""
        return min(self._anchor, self._cursor), max(self._anchor, self._cursor)

    def columns(self, row: int, length: int) -> tuple[int, int]:
        """Return which columns of a row of some length are selected; equal ones are none."""
        start, end = self.span()
        if not start[0] <= row <= end[0]:
            return 0, 0
        first = min(start[1], length) if row == start[0] else 0
        return first, min(end[1], length) if row == end[0] else length


def read_text(rows: Rows, start: Spot, end: Spot, parts: list[str]) -> Iterator[None]:
    """Add the text between two spots to `parts`, pausing after each row; no value is cut."""
    for row in range(start[0], min(end[0] + 1, len(rows))):
        text = "".join(piece.text for piece in rows.pieces(row, None))
        text = text[start[1] if row == start[0] else 0 : end[1] if row == end[0] else None]
        parts.append(f"{text}\n" if row < end[0] and rows.ends_line(row) else text)
        yield


def plain_text(rows: Rows) -> str:
    """Return the text of the rows, of the first MOST_PLAIN of them."""
    parts: list[str] = []
    for _ in read_text(rows, (0, 0), (min(len(rows), MOST_PLAIN) - 1, sys.maxsize), parts):
        pass
    return "".join(parts)
