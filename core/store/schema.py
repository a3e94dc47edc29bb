"""Bringing the database file up to date, and refusing one from a newer version."""

import contextlib
import os
import sqlite3
from pathlib import Path

from filelock import FileLock

from core.errors import StoreError
from core.store.sqlite import Database

STEPS = Path(__file__).parent / "migrations"
COPIES = 2
"""How many copies of before an update stay: each is as large as the file."""


def bring_up_to_date(path: Path, *, is_new: bool, steps: Path = STEPS) -> None:
    """Run the steps that the file has not seen, all in one transaction, after copying the file.

    Raises StoreError when the file has seen a step that this version does not know.
    """
    if _missing(path, steps):
        with FileLock(path.with_name("migrate.lock"), mode=0o600):
            if missing := _missing(path, steps):  # another process may have been quicker
                _migrate(path, steps, copy_to=None if is_new else path.with_name(f"before-{missing[0]}.db"))


def _missing(path: Path, steps: Path) -> list[str]:
    shipped = sorted(step.stem for step in steps.glob("[0-9]*.py"))
    seen = _seen(path)
    if newer := seen - set(shipped):
        raise StoreError(
            "This data was written by a newer version of Yardarm.",
            f"Update Yardarm, then open it again. ({path}: {', '.join(sorted(newer))})",
            code="too_new",
        )
    return [name for name in shipped if name not in seen]


def _seen(path: Path) -> set[str]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        try:
            return {name for (name,) in connection.execute("SELECT name FROM schema_migration")}
        except sqlite3.OperationalError as error:
            if "no such table" not in str(error):
                raise
        if connection.execute("SELECT 1 FROM sqlite_master").fetchone():  # ours has no table without that one
            raise StoreError(
                "The database file is not Yardarm's.",
                f"Choose another data folder with --data-dir. The file was left as it is. ({path})",
                code="damaged",
            )
        return set()


def _migrate(path: Path, steps: Path, *, copy_to: Path | None) -> None:
    from playhouse.migrations import Runner  # costs a start without anything to do nothing

    database = Database(str(path), timeout=10, autoconnect=False)
    with database.connection_context():
        # Both must come before the first table, and auto_vacuum before WAL, or they have no effect.
        database.pragma("auto_vacuum", 2)
        database.pragma("journal_mode", "wal")
        database.pragma("synchronous", 2)
        if copy_to is not None:
            _copy(database, copy_to)
        with database.atomic("IMMEDIATE"):  # all steps or none: no version between two stays behind
            Runner(database, directory=str(steps)).up()
    for old in sorted(path.parent.glob("before-*.db"))[:-COPIES]:
        old.unlink(missing_ok=True)


def _copy(database: Database, target: Path) -> None:
    """Write a consistent copy, readable by nobody else, replacing one of an earlier attempt.

    What a full disk left of one goes: it would keep the disk full.
    """
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o600))
    try:
        database.execute_sql("VACUUM INTO ?", (str(target),))
    except BaseException:
        target.unlink(missing_ok=True)
        raise
