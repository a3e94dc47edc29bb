"""Turns what SQLite and the system say of a broken store into words that say what to do."""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import peewee

from core.errors import StoreError

LITTLE = 64 * 1024
"""Bytes that SQLite needs for what it makes beside the file, without which it cannot even read."""
WORDS = (  # part of SQLite's message, our title, our advice, our code
    ("disk is full", "The disk is full.", "Free some space; nothing that was accepted is lost.", "disk_full"),
    ("disk i/o error", "The disk cannot be read or written.", "Check the disk and the space on it.", "disk"),
    (
        "readonly database",
        "The database is read-only.",
        "Give your user the right to write the files in the data folder.",
        "read_only",
    ),
    (
        "unable to open",
        "The database cannot be opened.",
        "Check that the data folder exists and that your user may read and write it.",
        "cannot_open",
    ),
    (
        "not a database",
        "The database file is damaged, or is not Yardarm's.",
        "Put back a copy of it, or choose another data folder with --data-dir. The file was left as it is.",
        "damaged",
    ),
    (
        "malformed",
        "The database file is damaged.",
        "Put back a copy of it, or choose another data folder with --data-dir. The file was left as it is.",
        "damaged",
    ),
    (
        "locked",
        "Another program holds the database.",
        "Close the program that has the file open, then try again.",
        "locked",
    ),
)


def as_store_error(error: Exception, path: Path) -> StoreError:
    """Return the words for an error of SQLite, peewee or the file system."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        _, title, advice, code = WORDS[0]
        return StoreError(title, advice, code=code)
    said = str(error).lower()
    if "disk i/o error" in said and _is_full(path):
        said = "disk is full"
    for part, title, advice, code in WORDS:
        if part in said:
            return StoreError(title, f"{advice} ({path})", code=code)
    why = error.strerror if isinstance(error, OSError) else error  # its own text has a number and a path
    return StoreError("The database cannot be used.", f"{why} ({path})")


def _is_full(path: Path) -> bool:
    """Tell whether the disk has no room even for what SQLite reads with, which it calls a failure."""
    with suppress(OSError):
        return shutil.disk_usage(path.parent).free < LITTLE
    return False


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Let environment trouble through as StoreError; a broken rule of the schema stays a bug."""
    try:
        yield
    except (peewee.IntegrityError, sqlite3.IntegrityError, peewee.ProgrammingError, sqlite3.ProgrammingError):
        raise
    except (peewee.OperationalError, peewee.DatabaseError, sqlite3.DatabaseError) as error:
        if "no such" in str(error) or "syntax error" in str(error):
            raise
        raise as_store_error(error, path) from error
