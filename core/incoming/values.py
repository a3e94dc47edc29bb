"""The JSON of strangers: reading it, checking the types of its fields, and writing records down.

A number with a fraction or an exponent becomes a `Figure`, which is text: `1.10` stays `1.10`
through every record and event, and no binary rounding ever touches money. The catalogue's events
write such numbers as text too. Whole numbers stay whole numbers.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from core.errors import InvalidInput

MAX_DEPTH = 64
MAX_KEY = 255
"""Characters; longer names of things are mistakes, and they are indexed."""

_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


class BadPayload(InvalidInput):
    """A received payload cannot be read, or lacks something, or something in it has a wrong type."""

    code = "bad_payload"


class Several(list[Any]):
    """The payloads of several records that one request brought, for a job type that takes one of each.

    In the place of one that could not be mapped is the BadPayload that says why.
    """


class Figure(str):
    """A number that JSON wrote with a fraction or an exponent, in its own characters."""

    __slots__ = ()


def parse(body: bytes) -> Any:
    """Read JSON in UTF-8, as the module says; BadPayload for whatever a strict reader refuses.

    That is: other encodings, broken JSON, NaN and Infinity, a key given twice in one object, and
    nesting deeper than MAX_DEPTH.
    """
    try:
        value = json.loads(
            body.decode(),
            parse_float=Figure,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError:
        raise BadPayload("The body is not UTF-8 text.") from None
    except json.JSONDecodeError as error:
        raise BadPayload(
            f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        ) from None
    except RecursionError:
        raise _too_deep() from None
    except ValueError:  # Python reads no whole number of more than 4,300 digits
        raise BadPayload("The body holds a number that is too long.") from None
    check_depth(value)
    return value


def dump(data: Any) -> str:
    """Write a record or an event body as JSON in ASCII, which can be stored and sent whatever is in it."""
    return json.dumps(data, separators=(",", ":"), allow_nan=False)


def check(field: str, kind: str, value: Any) -> Any:
    """Return the value as a record keeps it; BadPayload names the field and what is wrong with its type."""
    fits, words = _KINDS[kind]
    if not fits(value):
        raise BadPayload(f"“{field}” must be {words}, not {describe(value)}.", field=field)
    if isinstance(value, str) and not _is_unicode(value):
        raise BadPayload(f"“{field}” holds half of a character.", field=field)
    if kind in ("id", "measure"):
        return str(value)
    return value


def kind_words(kind: str) -> str:
    """Say in words what a field of this kind takes."""
    return _KINDS[kind][1]


def describe(value: Any) -> str:
    """Say in words what type a JSON value has."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | Figure):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, list) else "an object"


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not isinstance(value, Figure)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_decimal(value: Any) -> bool:
    return _is_whole(value) or (isinstance(value, str) and _DECIMAL.fullmatch(value) is not None)


def _is_list_of(kind: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(isinstance(item, kind) for item in value)


_KINDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "text": (_is_text, "text"),
    "id": (lambda value: _is_text(value) or _is_whole(value), "text or a whole number"),
    "whole": (_is_whole, "a whole number"),
    "decimal": (_is_decimal, "a number"),
    "measure": (lambda value: isinstance(value, str) or _is_whole(value), "text or a number"),
    "flag": (lambda value: isinstance(value, bool), "true or false"),
    "object": (lambda value: isinstance(value, dict), "an object"),
    "objects": (_is_list_of(dict), "a list of objects"),
    "texts": (_is_list_of(str), "a list of text"),
}


def _is_unicode(text: str) -> bool:
    """Whether the text can be stored: JSON can escape half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse_constant(name: str) -> Any:
    raise BadPayload(f"The body is not JSON: {name} is no number there.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadPayload(f"“{key}” is given twice in one object.", field=key)
        found[key] = value
    return found


def check_depth(value: Any) -> None:
    """Raise BadPayload for a value nested deeper than MAX_DEPTH.

    It goes down level by level, so that no depth of nesting can exhaust the stack.
    """
    level = _containers([value])
    for _ in range(MAX_DEPTH):
        if not level:
            return
        level = [child for node in level for child in _containers(node)]
    if level:
        raise _too_deep()


def _containers(node: dict[str, Any] | list[Any]) -> list[Any]:
    values = node.values() if isinstance(node, dict) else node
    return [value for value in values if isinstance(value, dict | list)]


def _too_deep() -> BadPayload:
    return BadPayload(f"The body is nested deeper than {MAX_DEPTH} levels.")
