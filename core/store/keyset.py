"""Reading long tables a page at a time, by id: nothing counts, nothing skips."""

import string
from typing import Any

from peewee import fn

from core.store.database import Store

Rows = list[tuple[Any, ...]]
LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def older(store: Store, query: Any, key: Any, than: int | None, limit: int) -> Rows:
    """Return the page below the row `than` (the newest page if None), newest first."""
    if than is not None:
        query = query.where(key < than)
    return store.rows(query.order_by(key.desc()).limit(limit))


def newer(store: Store, query: Any, key: Any, than: int, limit: int) -> Rows:
    """Return the rows above the row `than` that are nearest to it, newest first."""
    return store.rows(query.where(key > than).order_by(key.asc()).limit(limit))[::-1]


def by_ids(store: Store, query: Any, key: Any, ids: list[int]) -> Rows:
    """Return those of some rows that still exist, newest first."""
    return store.rows(query.where(key.in_(ids)).order_by(key.desc())) if ids else []


def contains(column: Any, term: str) -> Any:
    """Return the condition that a text holds `term`, in either case of the letters a to z.

    SQLite lowers no others; to lower them here alone would find nothing, not even the very same text.
    """
    return fn.INSTR(fn.LOWER(column), term.translate(LOWER)) > 0
