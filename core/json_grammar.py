"""JSON as RFC 8259 has it, as one expression over bytes, and words for where a text departs from it."""

import re
from dataclasses import dataclass

ARRAY, OBJECT, ROOT = 0, 1, 2  # where a value can stand

RUN, ESCAPES = 16_384, 1_024
"""As much of a string is matched at once: an expression holds the interpreter. core.json_long reads more."""

_SPACE = rb"[ \t\n\r]*+"
_BARE = rb"(?:-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][-+]?[0-9]++)?+|true|false|null)"
_COLON = _SPACE + b":" + _SPACE


def _part(run: int, escapes: int) -> bytes:
    """Return the expression for the inside of a string, as far as these numbers go."""
    plain = rb'[^"\\\x00-\x1f]{0,%d}+' % run
    return rb'%b(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})%b){0,%d}+' % (plain, plain, escapes)


def item_pattern(run: int = RUN, escapes: int = ESCAPES) -> "re.Pattern[bytes]":
    """Return the expression for one value with its key and the comma after it, or one bracket.

    It matches at every place of any text; a longer string counts as wrong.
    """
    string = b'"%b"' % _part(run, escapes)
    return re.compile(
        _SPACE
        + rb"(?:(%b)(?:%b(?:(%b|%b)|([{\[])))?+|(%b)|([{\[])|(\])|(\})|(\Z)|(.))"
        % (string, _COLON, string, _BARE, _BARE)
        + rb"(?(3)|(?(5)|(?:%b,)?+))" % _SPACE,  # no comma after an opening bracket
        re.DOTALL,
    )


SPACE, COLON, BARE_VALUE = re.compile(_SPACE), re.compile(_COLON), re.compile(_BARE)
PART = re.compile(_part(RUN, ESCAPES))
STRING, OPEN_STRING = re.compile(b'"%b"' % PART.pattern), re.compile(b'"%b' % PART.pattern)
ITEM = item_pattern()

# The groups of ITEM: the last one that matched is the item's kind.
STRING_ITEM, MEMBER, MEMBER_BOX, BARE, BOX, ARRAY_END, OBJECT_END, END, WRONG = range(1, 10)
BEGINS = (0, STRING_ITEM, STRING_ITEM, STRING_ITEM, BARE, BOX)
"""The group in which an item of each kind begins."""
BOXES = (BOX, MEMBER_BOX)

_VALUE, _MEMBER = frozenset((STRING_ITEM, BARE, BOX)), frozenset((MEMBER, MEMBER_BOX))
FIRST = (_VALUE | {ARRAY_END}, _MEMBER | {OBJECT_END}, _VALUE)
"""The kinds allowed at the beginning of an array, of an object, and of the text."""
MORE = (_VALUE, _MEMBER, frozenset[int]())
"""Those allowed after a comma."""
STARTS = frozenset((STRING_ITEM, MEMBER))
"""Of which one is allowed wherever an item may begin with a string."""
AFTER = (frozenset((ARRAY_END,)), frozenset((OBJECT_END,)), frozenset((END,)))
"""Those allowed after a value without a comma."""


@dataclass(frozen=True, slots=True)
class Broken:
    """What is wrong with a text that is no JSON, and where: `line` and `column` count from 1."""

    offset: int
    line: int
    column: int
    sentence: str


def complain(
    data: bytes, item: "re.Match[bytes]", context: int, allowed: frozenset[int], stop: int = -1
) -> Broken:
    """Say what is wrong with the first item that is not allowed where it stands.

    `stop` is where a long string in it went wrong, or -1.
    """
    offset, sentence = _fault_of_string(data, stop) if stop >= 0 else _fault(data, item, context, allowed)
    begin = data.rfind(b"\n", 0, offset) + 1
    column = len(data[begin:offset].decode("utf-8", "replace")) + 1
    return Broken(offset, data.count(b"\n", 0, offset) + 1, column, sentence)


def _fault(data: bytes, item: "re.Match[bytes]", context: int, allowed: frozenset[int]) -> tuple[int, str]:
    at = _skip_space(data, item.start())
    if context == ROOT and allowed != FIRST[ROOT]:
        return (item.start() - 1 if allowed == MORE[ROOT] else at), "Nothing may follow the value."
    if allowed == AFTER[context]:
        return at, f"A comma or {'}' if context == OBJECT else ']'} belongs here."
    if context != OBJECT:
        return _fault_of_value(data, at, "A value belongs here.")
    if item.lastindex != STRING_ITEM:
        return _fault_of_value(data, at, "A key in quotes belongs here.")
    colon = COLON.match(data, item.end(STRING_ITEM))
    if colon is None:
        return _skip_space(data, item.end(STRING_ITEM)), "A colon belongs here."
    return _fault_of_value(data, colon.end(), "A value belongs here.")


def _fault_of_value(data: bytes, at: int, sentence: str) -> tuple[int, str]:
    """Look into the text in quotes, if there is one, for what is wrong with it."""
    begun = OPEN_STRING.match(data, at)
    if begun is None or data[begun.end() : begun.end() + 1] == b'"':
        return at, sentence
    return _fault_of_string(data, begun.end())


def _fault_of_string(data: bytes, at: int) -> tuple[int, str]:
    if at == len(data):
        return at, "The closing quote is missing."
    if data[at] == ord("\\"):
        return at, "This escape does not exist."
    return at, "A control character or line break must be written as an escape."


def _skip_space(data: bytes, at: int) -> int:
    found = SPACE.match(data, at)
    return found.end() if found else at
