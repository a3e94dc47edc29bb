"""peewee's SQLite database, at home with a transaction that SQLite ended by itself.

Where the disk is full or fails, SQLite may roll a whole transaction back without being asked. To roll
back once more is an error of its own then, which would stand before the one that tells what happened.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from peewee import SqliteDatabase


class Database(SqliteDatabase):
    """A database whose transactions end with the error that ended them."""

    def rollback(self) -> None:
        """Roll back, unless SQLite has done so."""
        if self._is_writing():
            super().rollback()

    @contextmanager
    def part(self) -> Iterator[None]:
        """Undo what is done in here if it fails; the rest of the transaction stands, if SQLite let it."""
        self.execute_sql("SAVEPOINT part")
        try:
            yield
        except BaseException:
            if self._is_writing():
                self.execute_sql("ROLLBACK TO part")
                self.execute_sql("RELEASE part")
            raise
        self.execute_sql("RELEASE part")

    def _is_writing(self) -> bool:
        return bool(self.connection().in_transaction)
