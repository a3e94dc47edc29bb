"""Writing rows of the event log to a file: CSV for a spreadsheet, or JSON lines with the payloads."""

import base64
import csv
import io
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, TextIO

from core.clock import iso
from core.errors import DeskError
from core.log import event_log
from core.log.event_log import LogFilter, LogRow
from core.store.database import Store

PAGE = 500
COLUMNS = tuple(field.name for field in fields(LogRow) if field.name != "size")
"""The contract's keys of a row."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula."""


def export_rows(store: Store, path: Path, match: LogFilter) -> int:
    """Write the rows that match, newest first, and return how many. Raises DeskError.

    A name that ends in `.csv` means CSV, without payloads; any other JSON lines. Rows are read page
    by page, so no read lasts; the file is whole or not there, and only its user can read it.
    """
    as_csv, count = path.suffix.lower() == ".csv", 0
    with _whole_file(path) as file:
        if as_csv:
            file.write(_csv(COLUMNS))
        for row in _rows(store, match):
            file.write(_csv(_harmless(row)) if as_csv else _json_line(store, row))
            count += 1
    return count


def as_public(row: LogRow) -> dict[str, Any]:
    """Return a row under the contract's keys, its times in ISO 8601."""
    due = row.next_attempt_at
    values = asdict(row) | {"date": iso(row.date), "next_attempt_at": None if due is None else iso(due)}
    return {name: values[name] for name in COLUMNS}


def as_text(body: bytes) -> dict[str, str]:
    """Return bytes for JSON: as `payload` where they are UTF-8, else as `payload_base64`."""
    try:
        return {"payload": body.decode()}
    except UnicodeDecodeError:
        return {"payload_base64": base64.b64encode(body).decode()}


def _rows(store: Store, match: LogFilter) -> Iterator[LogRow]:
    than = None
    while page := event_log.older(store, than, limit=PAGE, match=match):
        yield from page
        than = page[-1].id


def _json_line(store: Store, row: LogRow) -> str:
    return json.dumps(as_public(row) | as_text(event_log.payload(store, row.id))) + "\n"


def _csv(values: Iterable[Any]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(values)
    return line.getvalue()


def _harmless(row: LogRow) -> Iterator[Any]:
    """Give a row's values; quote what a stranger wrote to look like a formula."""
    for value in as_public(row).values():
        yield f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


@contextmanager
def _whole_file(path: Path) -> Iterator[TextIO]:
    partial = path.parent / f".{path.name}.{os.getpid()}.part"
    try:
        descriptor = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            yield file
        partial.replace(path)
    except OSError as error:
        raise DeskError(f"{path} cannot be written.", f"{error.strerror}.", code="file") from error
    finally:
        partial.unlink(missing_ok=True)
