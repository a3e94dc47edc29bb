"""Items with a string that is too long for one expression, read a part at a time."""

from collections.abc import Generator
from dataclasses import dataclass

from core import json_grammar
from core.json_grammar import BARE_VALUE, COLON, OBJECT, SPACE

_QUOTE = ord('"')
_BOXES = (ord("{"), ord("["))


@dataclass(frozen=True, slots=True)
class LongItem:
    """Where an item begins, where its key ends (-1 without one), where its value begins and ends.

    A value that is a box ends with its bracket. `after` is what follows, behind a comma if there is one.
    `fault` is where a string went wrong, or -1.
    """

    at: int
    key_end: int = -1
    start: int = -1
    end: int = -1
    is_box: bool = False
    has_comma: bool = False
    after: int = -1
    fault: int = -1


def read_item(data: bytes, place: int, context: int) -> Generator[None, None, LongItem | None]:
    """Read one item, pausing about every millisecond; None for what is no item that begins with a string."""
    at = _skip(data, place)
    if not _is_quote(data, at):
        return None
    end = yield from _read_string(data, at)
    if end < 0:
        return LongItem(at, fault=~end)
    if context != OBJECT:
        return _with_comma(data, LongItem(at, -1, at, end))
    colon = COLON.match(data, end)
    if colon is None:
        return None
    return (yield from _read_member(data, at, end, colon.end()))


def _read_member(data: bytes, at: int, key_end: int, start: int) -> Generator[None, None, LongItem | None]:
    if data[start : start + 1] and data[start] in _BOXES:
        return LongItem(at, key_end, start, start + 1, is_box=True, after=start + 1)
    if _is_quote(data, start):
        end = yield from _read_string(data, start)
        return LongItem(at, fault=~end) if end < 0 else _with_comma(data, LongItem(at, key_end, start, end))
    bare = BARE_VALUE.match(data, start)
    return _with_comma(data, LongItem(at, key_end, start, bare.end())) if bare else None


def _read_string(data: bytes, at: int) -> Generator[None, None, int]:
    """Return where the string that begins at a quote ends; where it goes wrong, ~place."""
    at += 1
    while True:
        part = json_grammar.PART.match(data, at)
        if part is None or part.end() == at:
            return at + 1 if _is_quote(data, at) else ~at
        at = part.end()
        yield


def _with_comma(data: bytes, item: LongItem) -> LongItem:
    after = _skip(data, item.end)
    has_comma = data[after : after + 1] == b","
    end = after + 1 if has_comma else item.end
    return LongItem(item.at, item.key_end, item.start, item.end, has_comma=has_comma, after=end)


def _is_quote(data: bytes, at: int) -> bool:
    return at < len(data) and data[at] == _QUOTE


def _skip(data: bytes, at: int) -> int:
    found = SPACE.match(data, at)
    return found.end() if found else at
