"""Bringing what an expression found into the type that a job's field has.

Providers write the same thing in different ways: Shopify's ids are numbers, WooCommerce's prices are
text and empty where there is none, Square's quantities are text. What has no fitting form stays as it
is, and the job's own check says what is wrong with it.
"""

import math
import re
from collections.abc import Callable
from typing import Any

from core.incoming.values import BadPayload, Figure

_WHOLE = re.compile(r"-?[0-9]{1,18}(\.0{1,9})?")
_YES, _NO = frozenset(("true", "yes", "1", "on")), frozenset(("false", "no", "0", "off"))


def coerce(kind: str, value: Any) -> Any:
    """Return a value as a field of this kind takes it; None where there is nothing to keep.

    Raises BadPayload for what JSON cannot hold.
    """
    plain = _plain(value)
    return _COERCIONS.get(kind, _as_it_is)(plain)


def _plain(value: Any) -> Any:
    """Return a value that JSON can hold; a fraction is a Figure, as in any payload that was read."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        return _figure(value)
    if value is None or isinstance(value, str | int):
        return value
    raise BadPayload("An expression gives no value.", "It ends with & and something; take that away.")


def _figure(value: float) -> int | Figure:
    if not math.isfinite(value):
        raise BadPayload("An expression gives a number that is too large.")
    return int(value) if value.is_integer() else Figure(format(value, "f").rstrip("0"))


def _text(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return value
    return str(value)


def _id(value: Any) -> Any:
    return _text(value) or None  # an empty id names nothing


def _whole(value: Any) -> Any:
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value.strip().partition(".")[0])
    return _filled(value)


def _flag(value: Any) -> Any:
    said = str(value).strip().lower() if isinstance(value, str | int) else ""
    if said in _YES or said in _NO:
        return said in _YES
    return _filled(value)


def _filled(value: Any) -> Any:
    """Return the value; an empty text where a number belongs says that there is none."""
    return None if isinstance(value, str) and not value.strip() else value


def _objects(value: Any) -> Any:
    return [each for each in value if each is not None] if isinstance(value, list) else value


def _texts(value: Any) -> Any:
    if isinstance(value, list):
        return [_text(each) for each in value if each is not None]
    return [_text(value)] if isinstance(value, str | int) and not isinstance(value, bool) else value


def _as_it_is(value: Any) -> Any:
    return value


_COERCIONS: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "id": _id,
    "whole": _whole,
    "decimal": _filled,
    "measure": _filled,
    "flag": _flag,
    "objects": _objects,
    "texts": _texts,
}
