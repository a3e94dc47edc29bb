"""Looking at JSON as bytes: whether it is valid, and adding members without touching the rest."""

import json
import sqlite3
from contextlib import closing
from typing import Any

from core.errors import InvalidInput

SMALL = 256 * 1024
"""Above this size the check is SQLite's: it lets other threads run, Python's parser does not."""


def check_json(body: bytes) -> None:
    """Raise InvalidInput, saying where it breaks, unless `body` is JSON in UTF-8 (RFC 8259)."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise InvalidInput("This is not UTF-8 text.", f"Byte {error.start + 1} is wrong.") from None
    if len(body) > SMALL and "\0" not in text and _is_valid(text):  # to SQLite, NUL ends a text
        return
    try:
        _DECODER.decode(text)
    except json.JSONDecodeError as error:
        where = f"Line {error.lineno}, column {error.colno}: {error.msg}."
        raise InvalidInput("This is not JSON.", where) from None
    except RecursionError:
        raise InvalidInput(
            "This JSON is nested too deeply.", "At most some hundred levels can be read."
        ) from None
    except ValueError as error:  # NaN or Infinity
        raise InvalidInput("This is not JSON.", str(error)) from None


def check_object(body: bytes) -> None:
    """Raise InvalidInput unless `body` is a JSON object."""
    check_json(body)
    if body.lstrip(b" \t\r\n")[:1] != b"{":
        raise InvalidInput("A payload is a JSON object.", "It starts with { and ends with }.")


def missing_members(body: bytes, names: tuple[str, ...]) -> list[str]:
    """Return those of `names` that the object `body` has not at its top level."""
    if len(body) <= SMALL:
        present = json.loads(body, parse_int=str, parse_float=str)
        return [name for name in names if name not in present]
    with closing(sqlite3.connect(":memory:")) as scratch:  # json_each reads escapes in keys; a path does not
        rows = scratch.execute(
            "SELECT key FROM json_each(?) WHERE key IN (SELECT value FROM json_each(?))",
            (body.decode(), json.dumps(names)),
        )
        found = {key for (key,) in rows}
    return [name for name in names if name not in found]


def with_members(body: bytes, members: dict[str, str]) -> bytes:
    """Insert string members after the last one of the object `body`; every other byte stays as it is."""
    if not members:
        return body
    end = body.rindex(b"}")
    last = len(body[:end].rstrip(b" \t\r\n"))
    text = ",".join(f"{json.dumps(name)}:{json.dumps(value)}" for name, value in members.items())
    comma = b"" if body[:last].endswith(b"{") else b","
    return body[:last] + comma + text.encode() + body[last:]


def _is_valid(text: str) -> bool:
    with closing(sqlite3.connect(":memory:")) as scratch:
        return bool(scratch.execute("SELECT json_valid(?)", (text,)).fetchone()[0])


def _refuse_constant(word: str) -> Any:
    raise ValueError(f"{word} is no JSON value.")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_int=str, parse_float=str)
