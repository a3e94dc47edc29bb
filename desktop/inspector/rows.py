"""A payload as rows of coloured pieces: formatted, exactly as it came, or in hexadecimal.

Nothing is laid out before it is seen: each kind knows how many rows it has and makes any one of them.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from core.json_index import JsonIndex

CUT = 4_096
"""Longer values are cut on the screen, in bytes; they are whole as exact bytes and when copied."""
WRAP = 120
"""Rows of exact bytes end after this many, if no line does."""
INDENT, DEEPEST = 2, 60  # further in than this, the indentation stays as it is
PER_ROW = 16  # bytes in a row of hexadecimal
_INKS = {ord('"'): "json_string", ord("t"): "json_word", ord("f"): "json_word", ord("n"): "json_word"}
# What is not seen, or moves what is: control characters, and those that turn or hide their neighbours.
_HIDDEN = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_ROW = re.compile(rb"[^\n]{1,%d}[\x80-\xbf]{0,3}+\n?|\n" % WRAP)  # does not end inside a character


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of one colour; `start` and `end` are its place in the data, -1 where it has none."""

    text: str
    ink: str = "text"
    start: int = -1
    end: int = -1


class Rows(Protocol):
    """What the view of rows asks for."""

    def __len__(self) -> int:
        """Return how many rows there are, so far."""

    def pieces(self, row: int, cut: int | None = CUT, /) -> list[Piece]:
        """Return what stands in a row; values longer than `cut` bytes are shortened."""

    def gutter(self, row: int, /) -> str:
        """Return what stands beside the row."""

    def row_at(self, offset: int, /) -> int:
        """Return the row in which a place of the data is."""

    def ends_line(self, row: int, /) -> bool:
        """Tell whether a line ends with the row; if not, the next one goes on with it."""


def visible(raw: bytes) -> str:
    """Return bytes as text in which nothing is hidden: control characters as escapes, tabs as spaces."""
    return uncovered(raw.decode("utf-8", "replace")).replace("\t", "    ")


def uncovered(text: str) -> str:
    """Return a text with what is not seen, or turns its neighbours around, as escapes."""
    return _HIDDEN.sub(_escape, text)


class FormattedRows:
    """Indented JSON: one row for each value, and one for each bracket that closes some."""

    def __init__(self, index: JsonIndex) -> None:
        self._index = index

    def __len__(self) -> int:
        """Return the number of lines found so far."""
        return len(self._index.lines)

    def pieces(self, row: int, cut: int | None = CUT, /) -> list[Piece]:
        """Return the indentation, the key, the value or bracket, and the comma."""
        index, line = self._index, self._index.lines[row]
        node = line if line >= 0 else ~line
        made = [Piece(" " * INDENT * min(index.depth(node), DEEPEST))]
        if line < 0:
            made.append(Piece("}" if index.is_object(node) else "]"))
        else:
            made += self._opening(node, cut)
        if (line < 0 or not index.count(node)) and self._has_next(node):
            made.append(Piece(","))
        return made

    def gutter(self, row: int) -> str:
        """Return the line's number."""
        return str(row + 1)

    def row_at(self, offset: int) -> int:
        """Return the line in which a place of the data is shown."""
        return self._index.line_at(offset)

    def ends_line(self, _row: int, /) -> bool:
        """Return True: every row is a line."""
        return True

    def _opening(self, node: int, cut: int | None) -> Iterator[Piece]:
        index, key = self._index, self._index.key(node)
        if key:
            yield from _shortened(index.data, *key, cut, "text")
            yield Piece(": ")
        if index.is_box(node):
            pair = "{}" if index.is_object(node) else "[]"
            yield Piece(pair[0] if index.count(node) else pair)
        else:
            start, end = index.span(node)
            yield from _shortened(index.data, start, end, cut, _INKS.get(index.data[start], "json_number"))

    def _has_next(self, node: int) -> bool:
        parent = self._index.parent(node)
        return parent >= 0 and self._index.row(node) + 1 < self._index.count(parent)


class ExactRows:
    """The bytes as they came, at their own line ends and after every WRAP bytes. `read()` finds the rows."""

    def __init__(self, data: bytes, index: JsonIndex | None = None, *, ends: bool = False) -> None:
        """Colours come from the index, if the data is JSON; `ends` shows line ends too."""
        self._data, self._index, self._ends = data, index, ends
        self._starts, self._lines = array("i"), array("i")  # a row's begin, and its line's number

    def read(self) -> Iterator[None]:
        """Find where rows begin, pausing about every millisecond. Go through it once."""
        line, begins = 0, True
        for number, found in enumerate(_ROW.finditer(self._data)):
            line += begins
            self._starts.append(found.start())
            self._lines.append(line)
            begins = self._data[found.end() - 1] == 10
            if not number & 1023:
                yield

    def __len__(self) -> int:
        """Return the number of rows found so far."""
        return len(self._starts)

    def pieces(self, row: int, _cut: int | None = CUT, /) -> list[Piece]:
        """Return the row's text, in colours where it is JSON."""
        start, end = self._span(row)
        places, inks = [start], ["text"]
        for place, ink in self._colours(start, end):
            places.append(min(max(place, start), end))
            inks.append(ink)
        spans = zip(places, [*places[1:], end], inks, strict=True)
        made = [Piece(visible(self._data[a:b]), ink, a, b) for a, b, ink in spans if a < b]
        return [*made, *self._line_end(row, end)] if self._ends else made

    def gutter(self, row: int) -> str:
        """Return the number of the line that begins here."""
        return str(self._lines[row]) if not row or self.ends_line(row - 1) else ""

    def row_at(self, offset: int) -> int:
        """Return the row in which a byte is."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def ends_line(self, row: int) -> bool:
        """Tell whether the row ends with a line end, or is the last."""
        return row + 1 >= len(self) or self._lines[row + 1] != self._lines[row]

    def _line_end(self, row: int, end: int) -> Iterator[Piece]:
        """Return the line end itself, as escapes."""
        until = self._starts[row + 1] if row + 1 < len(self) else len(self._data)
        if end < until:
            yield Piece(repr(self._data[end:until].decode("ascii"))[1:-1], "text_3", end, until)

    def _span(self, row: int) -> tuple[int, int]:
        """Return where the row begins and ends, without its line end."""
        start = self._starts[row]
        found = _ROW.match(self._data, start)
        end = found.end() if found else start
        return start, start + len(self._data[start:end].rstrip(b"\r\n"))

    def _colours(self, start: int, end: int) -> Iterator[tuple[int, str]]:
        """Return places from which on another colour holds, for the values that touch a row."""
        index = self._index
        if index is None:
            return
        for node in range(max(index.node_at(start), 0), index.node_at(end - 1) + 1):
            if not index.is_box(node):
                begin, stop = index.span(node)
                yield begin, _INKS.get(self._data[begin], "json_number")
                yield stop, "text"


class HexRows:
    """Any bytes in hexadecimal, sixteen in a row, with their printable characters beside them."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __len__(self) -> int:
        """Return the number of rows."""
        return (len(self._data) + PER_ROW - 1) // PER_ROW

    def pieces(self, row: int, _cut: int | None = CUT, /) -> list[Piece]:
        """Return the bytes in two groups of eight, and the characters."""
        part = self._data[row * PER_ROW : (row + 1) * PER_ROW]
        halves = f"{part[:8].hex(' '):24}{part[8:].hex(' '):25}"
        letters = "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in part)
        return [Piece(halves), Piece(letters, "text_3")]

    def gutter(self, row: int) -> str:
        """Return the place of the row's first byte."""
        return f"{row * PER_ROW:08x}"

    def row_at(self, offset: int) -> int:
        """Return the row in which a byte is."""
        return offset // PER_ROW

    def ends_line(self, _row: int, /) -> bool:
        """Return True: every row is a line."""
        return True


def _shortened(data: bytes, start: int, end: int, cut: int | None, ink: str) -> Iterator[Piece]:
    if cut is None or end - start <= cut:
        yield Piece(visible(data[start:end]), ink, start, end)
    else:
        yield Piece(visible(data[start : start + cut]), ink, start, start + cut)
        yield Piece(f"… {end - start - cut:,} bytes more", "text_3")


def _escape(hidden: "re.Match[str]") -> str:
    return f"\\u{ord(hidden[0]):04x}"
