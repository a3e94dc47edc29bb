"""Headers as people copy them: lines, or JSON."""

import json
from typing import Any

from core.errors import InvalidInput


def read_headers(text: bytes) -> dict[str, str]:
    """Read headers, names in lower case, from lines of `Name: value` or from JSON. Raises InvalidInput.

    JSON is an object, or a list of pairs as `logs show --json` prints it. A request line is passed over.
    """
    try:
        content = text.decode("utf-8-sig").strip()
        if content[:1] in ("{", "["):
            return {name.lower(): value.strip() for name, value in _pairs(json.loads(content))}
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        raise InvalidInput(
            "The headers cannot be read.", "Write lines of Name: value, or JSON.", code="file"
        ) from error
    lines = (line.partition(":") for line in content.splitlines() if not line.startswith(("POST ", "GET ")))
    return {name.strip().lower(): value.strip() for name, colon, value in lines if colon}


def _pairs(given: Any) -> list[tuple[str, str]]:
    return list(given.items()) if isinstance(given, dict) else [(name, value) for name, value in given]
