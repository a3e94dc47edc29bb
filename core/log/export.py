"""Writing rows of the event log to a file: CSV for a spreadsheet, or JSON lines with the payloads."""

import base64
import contextlib
import csv
import io
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from core.clock import iso
from core.errors import NotFound
from core.log import event_log
from core.log.event_log import LogFilter, LogRow
from core.store.database import Store
from core.whole_file import whole_file

PAGE = 500
KEYS = tuple(field.name for field in fields(LogRow) if field.name not in ("size", "fetched_at"))
"""The contract's keys of a row."""
COLUMNS = (*KEYS, "fetched_at")
"""What CSV has of a row: those, and when it was fetched, where it was missed."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula."""

Wanted = Collection[int] | LogFilter
"""Ids of rows, or what rows must match."""


def export_rows(store: Store, path: Path, wanted: Wanted) -> int:
    """Write rows to a file, and return how many. Raises DeskError."""
    *_, count = steps(store, path, wanted)
    return count


def steps(store: Store, path: Path, wanted: Wanted) -> Iterator[int]:
    """Write these rows, or all that match, newest first: a page each time the next answer is asked for.

    An answer is how many were written so far. A name that ends in `.csv` means CSV, without payloads; any
    other JSON lines. No read lasts and no page is kept; the file is whole or not there: who asks no more
    leaves nothing behind. Only its user can read it. Raises DeskError.
    """
    as_csv, count = path.suffix.lower() == ".csv", 0
    with whole_file(path) as file:
        if as_csv:
            file.write(_csv(COLUMNS))
        yield count
        for page in _pages(store, wanted):
            for row in page:
                with contextlib.suppress(NotFound):  # retention deleted it since its page was read
                    file.write(_csv(_harmless(row)) if as_csv else json_line(store, row))
                    count += 1
            yield count


def as_public(row: LogRow) -> dict[str, Any]:
    """Return a row under the contract's keys, its times in ISO 8601; `fetched_at` where it was fetched."""
    values = {name: getattr(row, name) for name in KEYS}
    due = row.next_attempt_at
    values |= {"date": iso(row.date), "next_attempt_at": None if due is None else iso(due)}
    return values if row.fetched_at is None else values | {"fetched_at": iso(row.fetched_at)}


def as_text(body: bytes) -> dict[str, str]:
    """Return bytes for JSON: as `payload` where they are UTF-8, else as `payload_base64`."""
    try:
        return {"payload": body.decode()}
    except UnicodeDecodeError:
        return {"payload_base64": base64.b64encode(body).decode()}


def json_line(store: Store, row: LogRow) -> str:
    """Return a row with its payload as one line of JSON."""
    return json.dumps(as_public(row) | as_text(event_log.payload(store, row.id))) + "\n"


def _pages(store: Store, wanted: Wanted) -> Iterator[list[LogRow]]:
    if not isinstance(wanted, LogFilter):
        ids = sorted(wanted, reverse=True)
        for start in range(0, len(ids), PAGE):
            yield event_log.by_ids(store, ids[start : start + PAGE])
        return
    than = None
    while page := event_log.older(store, than, limit=PAGE, match=wanted):
        yield page
        than = page[-1].id


def _csv(values: Iterable[Any]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(values)
    return line.getvalue()


def _harmless(row: LogRow) -> Iterator[Any]:
    """Give a row's values; quote what a stranger wrote to look like a formula."""
    public = as_public(row)
    for value in map(public.get, COLUMNS):
        yield f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
