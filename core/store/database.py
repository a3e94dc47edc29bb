"""Opening the database file, and the one door through which it is written."""

import functools
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from core.bus import ROWS, Bus, Change
from core.clock import Clock, epoch_ms
from core.errors import KeyUnreadable, StoreError
from core.store.data_folder import make_file, make_folder
from core.store.faults import as_store_error, translated
from core.store.schema import bring_up_to_date
from core.store.sqlite import Database
from core.store.vault import LockedVault, Vault

FILE = "yardarm.db"
PRAGMAS = {
    "journal_mode": "wal",  # who reads never waits for who writes
    "synchronous": "full",  # what was accepted survives a power cut
    "foreign_keys": 1,
    "secure_delete": 1,  # what is deleted leaves no trace in the file
    "journal_size_limit": 32 * 1024 * 1024,
    "wal_autocheckpoint": 4_000,  # pages; core/store/checkpointer.py mostly comes first
    "cache_size": -16_000,  # KiB
    "temp_store": "memory",  # what a statement may have to undo: a file costs as much as its rows
    "fullfsync": 1,  # macOS: fsync alone does not reach the disk there
}
BUSY_SECONDS = 10
SHORT_SECONDS = 0.2
"""How long a thread with little patience waits once a write failed: those who ask it wait in turn."""
MOST_ROWS = 64
"""Rows that one statement of `bulk` takes."""
STATEMENTS = 4 * MOST_ROWS
"""How many a connection keeps translated: `bulk` makes one for each number of rows."""


class Store:
    """The database of one data folder, for all threads of one process.

    A connection belongs to a thread: a thread that lives long opens one with `connection()` and
    keeps it, and a short read opens one for its own time. Nothing connects by itself, so a thread
    that forgot to fails in its first test.
    """

    def __init__(self, path: Path, *, bus: Bus, clock: Clock, vault: Vault) -> None:
        self.path = path
        self.bus = bus
        self.clock = clock
        self.vault = vault
        self.owner = False
        """Whether this process runs the engine; another one's writes are told through `change`."""
        self.db = Database(
            str(path),
            pragmas=PRAGMAS,
            timeout=BUSY_SECONDS,
            autoconnect=False,
            cached_statements=STATEMENTS,
        )
        self._door = threading.Lock()
        self._patience = threading.local()
        self._writer: int | None = None

    @contextmanager
    def connection(self, *, synchronous: str = "full", patience: float | None = None) -> Iterator[None]:
        """Give this thread a connection for a while, unless it has one; trouble with it is a StoreError.

        `synchronous` is "normal" only where a lost commit is merely repeated: the sender's results.
        `patience` is how many seconds a write of this thread waits for another program's, where somebody
        waits for the answer: the first one, as those after it would add up.
        """
        with translated(self.path), self.db.connection_context():
            if synchronous != "full":
                self.db.execute_sql(f"PRAGMA synchronous = {synchronous}")
            if patience is not None:
                self._patience.longest = patience
                self._wait_at_most(patience)
            yield

    @contextmanager
    def write(self, change: Change) -> Iterator[None]:
        """Run one write transaction; tell the bus of `change` once it is committed.

        Threads queue at a lock of ours: SQLite's own waiting is a sleep that grows. Never hold it
        over a network call, an await, or work of more than 20 ms. A write inside a write is a bug: the
        inner one could not be committed before it is told, so it raises RuntimeError.
        """
        if self._writer == threading.get_ident():
            raise RuntimeError("This thread is writing already; finish that, or do both in one write.")
        with self.connection(), self._patiently(), self._turn(), self.db.atomic("IMMEDIATE"):
            self._writer = threading.get_ident()
            try:
                yield
                if not self.owner:
                    self._note(change)
            finally:
                self._writer = None
        self.bus.publish(change)

    @contextmanager
    def _patiently(self) -> Iterator[None]:
        """Let a thread with little patience wait only shortly once a write failed, until one succeeds."""
        longest: float | None = getattr(self._patience, "longest", None)
        try:
            yield
        except BaseException:
            if longest is not None:
                self._wait_at_most(min(longest, SHORT_SECONDS))
            raise
        if longest is not None and self._patience.seconds != longest:
            self._wait_at_most(longest)

    def _wait_at_most(self, seconds: float) -> None:
        """Let this thread's writes wait so long for what another program writes, and for the door."""
        self.db.execute_sql(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
        self._patience.seconds = seconds

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for the door: the thread that has it may be waiting for the disk, or for another program."""
        if not self._door.acquire(timeout=getattr(self._patience, "seconds", -1)):
            advice = f"A write takes very long: the disk is slow, or another program holds it. ({self.path})"
            raise StoreError("The database is busy.", advice, code="locked")
        try:
            yield
        finally:
            self._door.release()

    def give_pages_back(self, most: int) -> None:
        """Cut so many unused pages off the file, in a write of its own."""
        with self.connection(), self._turn():
            # a script: for Python 3.11 a statement without columns is over after its first step, of one page
            self.db.connection().executescript(f"PRAGMA incremental_vacuum({most})")

    def rows(self, query: Any) -> list[tuple[Any, ...]]:
        """Run a select and return its rows as tuples."""
        return list(query.tuples().execute(self.db))

    def one(self, query: Any) -> tuple[Any, ...] | None:
        """Run a select and return its first row."""
        found = self.rows(query.limit(1))
        return found[0] if found else None

    def run(self, query: Any) -> Any:
        """Run an insert, update or delete; return the new id or the number of rows."""
        return query.execute(self.db)

    def sql(self, statement: str, values: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        """Run a statement as it is written, for what peewee cannot say or says too slowly."""
        cursor: sqlite3.Cursor = self.db.execute_sql(statement, values)
        return cursor

    def many(self, statement: str, values: list[tuple[Any, ...]]) -> None:
        """Run one statement for many rows: four times as fast as peewee's own way."""
        self.db.connection().executemany(statement, values)

    def bulk(
        self,
        statement: str,
        rows: Sequence[tuple[Any, ...]],
        *,
        row: str = "",
        shared: tuple[Any, ...] = (),
    ) -> None:
        """Run one statement over many rows at once; `{rows}` in it stands for them, as of VALUES.

        SQLite goes through MOST_ROWS of them without the interpreter, which `many` needs again for each:
        where another thread is busy, that is the difference between a wait and a hundred. Each statement
        writes the counter of a table with AUTOINCREMENT, too, which takes longer than a row. Where rows have
        something in common, `row` says what one is made of, such as "(?1, 'RECEIVED', ?)": numbered are the
        values that all have `shared`, and they come first.
        """
        for start in range(0, len(rows), MOST_ROWS):
            part = rows[start : start + MOST_ROWS]
            values = [*shared, *chain.from_iterable(part)]
            each = row or f"({','.join('?' * len(part[0]))})"
            self.db.connection().execute(_with_rows(statement, each, len(part)), values)

    def next_id(self, table: str) -> int:
        """Return an id above all that a table's rows have or had, for `many`; call inside a `write`."""
        found: tuple[int] = self.sql(
            f"SELECT max(ifnull((SELECT max(id) FROM {table}), 0),"
            " ifnull((SELECT seq FROM sqlite_sequence WHERE name = ?), 0)) + 1",
            (table,),
        ).fetchone()
        return found[0]

    def _note(self, change: Change) -> None:
        self.many(
            "INSERT INTO change (kind, seq) VALUES (?, 1) ON CONFLICT (kind) DO UPDATE SET seq = seq + 1",
            [(str(kind.name),) for kind in change & ROWS],
        )


@functools.lru_cache(maxsize=1_000)  # writing it takes as long as some of its rows
def _with_rows(statement: str, row: str, count: int) -> str:
    return statement.format(rows=",".join([row] * count))


def open_store(data_dir: Path, *, bus: Bus | None = None, clock: Clock = epoch_ms) -> Store:
    """Open the database of a data folder, making both if they are new.

    Raises StoreError, with what to do, when the folder or the file cannot be used. A key that
    cannot be read locks the vault and nothing else: the log can still be looked at.
    """
    make_folder(data_dir)
    path = data_dir / FILE
    is_new = make_file(path)
    try:
        with translated(path):
            bring_up_to_date(path, is_new=is_new)
    except OSError as error:  # of its lock, or of the copy that it makes
        raise as_store_error(error, path) from error
    return Store(path, bus=bus or Bus(), clock=clock, vault=_open_vault(data_dir, path))


def _open_vault(data_dir: Path, path: Path) -> Vault:
    try:
        return Vault.open_or_create(data_dir, may_create=not _holds_secrets(path))
    except KeyUnreadable as reason:
        return LockedVault(reason)


def _holds_secrets(path: Path) -> bool:
    with translated(path), _plain(path) as connection:
        found = connection.execute(
            "SELECT 1 FROM webhook WHERE coalesce(secret, old_secret, headers, authorization) IS NOT NULL"
            " UNION ALL SELECT 1 FROM plugin WHERE coalesce(secret, api_key) IS NOT NULL"
        ).fetchone()
    return found is not None


@contextmanager
def _plain(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()
