"""peewee's SQLite database, at home with a transaction that SQLite ended by itself.

Where the disk is full or fails, SQLite may roll a whole transaction back without being asked. To roll
back once more is an error of its own then, which would stand before the one that tells what happened.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from peewee import OperationalError, SqliteDatabase


class Database(SqliteDatabase):
    """A database whose transactions end with the error that ended them."""

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """Run a statement; once more where a text index was replaced just while SQLite opened it."""
        execute: Callable[[str, Any], Any] = super().execute_sql
        try:
            return execute(sql, params)
        except OperationalError as error:
            if "vtable constructor failed" not in str(error):
                raise
            return execute(sql, params)

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
