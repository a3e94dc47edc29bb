"""The formatted text of one part of a payload."""

import sys
from collections.abc import Iterator

from desktop.inspector.rows import FormattedRows, Piece


def subtree_text(rows: FormattedRows, first: int, last: int, parts: list[str]) -> Iterator[None]:
    """Add the lines from one to another to `parts`, as far to the left as the first, pausing after each.

    The key before the first value and the comma after the last stay away; no value is cut.
    """
    inset = len(rows.pieces(first, 0)[0].text)
    for row in range(first, last + 1):
        indent, *rest = rows.pieces(row, sys.maxsize)
        if row == first:
            rest = _without_key(rest)
        if row == last and rest[-1].text == ",":
            rest.pop()
        line = indent.text[inset:] + "".join(piece.text for piece in rest)
        parts.append(line if row == last else f"{line}\n")
        yield


def _without_key(pieces: list[Piece]) -> list[Piece]:
    colon = next((at for at, piece in enumerate(pieces) if piece.text == ": " and piece.start < 0), -1)
    return pieces[colon + 1 :]
