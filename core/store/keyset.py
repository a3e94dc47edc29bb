"""Reading long tables a page at a time, by id: nothing counts, nothing skips."""

from typing import Any

from core.store.database import Store

Rows = list[tuple[Any, ...]]


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
