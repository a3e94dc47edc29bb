"""Erasing a person: whatever holds an e-mail address or an id, everywhere in the data folder.

`previews` looks; `erase` deletes what was found, makes the file forget it (freed pages are zeroed as they
are freed, the search index is merged, the write-ahead log emptied) and deletes copies from before updates.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from core.bus import Change
from core.errors import DeskError, InvalidInput
from core.log.deleting import in_batches, remove
from core.log.search import merge_all
from core.store import audit
from core.store.database import Store

PAGE = 500
LEAST = 4
"""Characters that a term has at least: less is in half of all payloads."""
WAL_SECONDS = 10.0
WAL_STEP = 0.05
_BEFORE, _AFTER = rb"(?<![0-9a-z._%+-])|(?<=\\[bfnrt])", rb"(?![0-9a-z_-]|\.[0-9a-z])"
"""What stands around a whole term: `ann@x.example` is not in `joann@x.example`."""


@dataclass(frozen=True, slots=True)
class Found:
    """What holds a term: rows of the log by id with the bytes of their payloads, and ids of records."""

    rows: tuple[tuple[int, int], ...] = ()
    owed: int = 0
    """How many of the rows are owed or held, and will not be sent."""
    records: tuple[int, ...] = ()
    changes: tuple[int, ...] = ()
    """What was noted of records: changes of those found, and of others that once held the term."""
    views: tuple[int, ...] = ()
    """Saved views of the log that search for the term, or are called after it."""
    copies: tuple[Path, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything was found."""
        return bool(self.rows or self.records or self.changes or self.views)


def check_term(text: str) -> str:
    """Return what to look for. Raises InvalidInput."""
    term = text.strip()
    if len(term) < LEAST or "\0" in term:
        raise InvalidInput(
            f"Give at least {LEAST} characters.",
            "An e-mail address or an id, as it is in the payloads.",
            field="term",
        )
    return term


def previews(store: Store, term: str) -> Iterator[Found]:
    """Look through everything a page at a time; each answer knows more, the last one all."""
    holds, found = holder_of(check_term(term)), Found(copies=tuple(_copies(store)))
    yield found
    for ids in _rows_with(store, holds):
        found = replace(found, rows=tuple(sorted({*found.rows, *_sizes(store, ids)})))
        yield found
    records = tuple(_ids_with(store, holds, "record", ("key", "data")))
    changes = tuple(
        _ids_with(store, holds, "record_change", ("key", "ifnull(before, '')", "ifnull(after, '')"))
    )
    views = tuple(_ids_with(store, holds, "log_view", ("name", "wanted")))
    yield replace(found, records=records, changes=changes, views=views, owed=_count_owed(store, found))


def erase(store: Store, found: Found) -> Iterator[int]:
    """Delete what was found, a batch each time the next answer is asked for: how many rows went so far.

    Raises DeskError if something else kept the write-ahead log from being emptied.
    """
    done = 0
    for batch in in_batches(found.rows):
        with store.write(Change.LOG | Change.JOBS | Change.OUTBOX):
            remove(store, batch)
        done += len(batch)
        yield done
    _forget_records(store, found)
    for _ in merge_all(store):
        yield done
    for copy in found.copies:
        copy.unlink(missing_ok=True)
    _empty_wal(store)
    yield done


def holder_of(term: str) -> Callable[[bytes], bool]:
    """Return what tells whether bytes hold a whole term: plain, escaped as in JSON, or as in a URL."""
    plain = term.lower()
    forms = {
        form.lower().encode()
        for form in (plain, json.dumps(plain)[1:-1], quote(plain), quote(plain, safe=""))
    }
    whole = re.compile(b"(?:" + _BEFORE + b")(?:" + b"|".join(map(re.escape, forms)) + b")" + _AFTER)

    def holds(data: bytes) -> bool:
        small = data.lower()
        return any(form in small for form in forms) and bool(whole.search(small))

    return holds


_SOURCES = (  # the table and its key, the id of the row of the log, and what may hold a term
    ("payload", "id", "NULL", ("body",)),
    ("event_log", "id", "id", ("ifnull(target_url, '')", "ifnull(transaction_id, '')", "ifnull(error, '')")),
    ("receipt", "log_id", "log_id", ("headers", "detail", "target")),
    ("attempt", "id", "log_id", ("request_headers", "response_headers", "response_body")),
    ("job", "id", "log_id", ("message", "seller")),
)


def _rows_with(store: Store, holds: Callable[[bytes], bool]) -> Iterator[list[int]]:
    """Give the ids of rows of the log that hold a term, a page of one table at a time."""
    for table, key, log_id, columns in _SOURCES:
        for page in _pages(store, table, key, (log_id, *columns)):
            hits = [row for row in page if any(holds(_bytes(value)) for value in row[2:])]
            if table == "payload":
                yield _rows_of_payloads(store, [row[0] for row in hits])
            else:
                yield [row[1] for row in hits]


def _ids_with(
    store: Store, holds: Callable[[bytes], bool], table: str, columns: tuple[str, ...]
) -> Iterator[int]:
    for page in _pages(store, table, "id", columns):
        yield from (row[0] for row in page if any(holds(_bytes(value)) for value in row[1:]))


def _pages(store: Store, table: str, key: str, columns: Iterable[str]) -> Iterator[list[tuple[Any, ...]]]:
    than: object = -1
    question = f"SELECT {key}, {', '.join(columns)} FROM {table} WHERE {key} > ? ORDER BY {key} LIMIT ?"
    while page := store.sql(question, (than, PAGE)).fetchall():
        yield page
        than = page[-1][0]


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


def _rows_of_payloads(store: Store, payload_ids: list[object]) -> list[int]:
    rows = store.sql(
        "SELECT id FROM event_log WHERE payload_id IN (SELECT value FROM json_each(?))",
        (json.dumps(payload_ids),),
    )
    return [log_id for (log_id,) in rows]


def _sizes(store: Store, log_ids: list[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = store.sql(
        "SELECT id, size FROM event_log WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(log_ids),)
    ).fetchall()
    return found


def _count_owed(store: Store, found: Found) -> int:
    ids = json.dumps([log_id for log_id, _ in found.rows])
    row: tuple[int] = store.sql(
        "SELECT count(*) FROM event_log WHERE id IN (SELECT value FROM json_each(?))"
        " AND status IN ('PENDING', 'HELD')",
        (ids,),
    ).fetchone()
    return row[0]


def _forget_records(store: Store, found: Found) -> None:
    """Delete records with their history, and views; note in the audit that somebody was erased: not who."""
    records = json.dumps(found.records)
    with store.write(Change.RECORDS | Change.SETTINGS if found.views else Change.RECORDS):
        store.sql(
            "DELETE FROM record_change WHERE id IN (SELECT value FROM json_each(?)) OR (kind, key) IN"
            " (SELECT kind, key FROM record WHERE id IN (SELECT value FROM json_each(?)))",
            (json.dumps(found.changes), records),
        )
        store.sql("DELETE FROM record WHERE id IN (SELECT value FROM json_each(?))", (records,))
        store.sql(
            "DELETE FROM log_view WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(found.views),)
        )
        audit.note(store, "person erased", "")


def _copies(store: Store) -> list[Path]:
    return sorted(store.path.parent.glob("before-*.db*"))


def _empty_wal(store: Store) -> None:
    """Write everything into the file itself and cut the write-ahead log to nothing."""
    until, pause = time.monotonic() + WAL_SECONDS, threading.Event()
    while store.sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        if time.monotonic() > until:
            raise DeskError(
                "The erased data is still in the file yardarm.db-wal.",
                "Another program reads the database. Close it, then erase once more.",
            )
        pause.wait(WAL_STEP)
