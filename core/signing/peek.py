"""Texts at known places of a JSON body that may be anything."""

import json
import sqlite3
from contextlib import closing
from typing import Any

from core.json_text import SMALL


def texts(body: bytes, *paths: str) -> tuple[str, ...]:
    """Return the string or number at each path such as `event.type`; nothing where there is none."""
    try:
        if len(body) > SMALL:
            return _from_large(body.decode(), paths)
        content = json.loads(body, parse_int=str, parse_float=str)
    except (ValueError, RecursionError, sqlite3.Error):
        return ("",) * len(paths)
    return tuple(_text(content, path) for path in paths)


def _text(content: Any, path: str) -> str:
    for name in path.split("."):
        content = content.get(name) if isinstance(content, dict) else None
    return content if isinstance(content, str) else ""


def _from_large(text: str, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Let SQLite look: it lets other threads run, Python's parser does not."""
    with closing(sqlite3.connect(":memory:")) as scratch:
        found = scratch.execute(
            "SELECT json_extract(?, value) FROM json_each(?)",
            (text, json.dumps([f"$.{path}" for path in paths])),
        ).fetchall()
    return tuple("" if value is None else str(value) for (value,) in found)
