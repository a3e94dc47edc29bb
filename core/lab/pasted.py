"""A request's head as people copy it: lines with or without the request's own, or JSON."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from core.errors import InvalidInput

_REQUEST_LINE = re.compile(r"[A-Z]{3,7} (\S+)(?: HTTP/[\d.]+)?")


@dataclass(frozen=True, slots=True)
class Head:
    """Headers by lower-case name, repeated ones joined; the path and query, empty where no line says them."""

    headers: dict[str, str]
    target: str = ""


def read_head(text: bytes) -> Head:
    """Read lines of `Name: value` up to an empty one, or JSON. Raises InvalidInput.

    JSON is an object, or a list of pairs as `logs show --json` prints it.
    """
    try:
        content = text.decode("utf-8-sig").strip()
        if content[:1] in ("{", "["):
            return Head(_joined(_pairs(json.loads(content))))
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        raise InvalidInput(
            "The headers cannot be read.", "Write lines of Name: value, or JSON.", code="file"
        ) from error
    lines = list(takewhile(str.strip, content.splitlines()))
    begins = _REQUEST_LINE.fullmatch(lines[0].strip()) if lines else None
    parts = (line.partition(":") for line in (lines[1:] if begins else lines))
    return Head(_joined((name, value) for name, colon, value in parts if colon), begins[1] if begins else "")


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        name, value = name.strip().lower(), value.strip()
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _pairs(given: Any) -> list[tuple[str, str]]:
    return list(given.items()) if isinstance(given, dict) else [(name, value) for name, value in given]
