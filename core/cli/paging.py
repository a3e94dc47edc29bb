"""Reading more rows than one page, so that no single read lasts."""

from collections.abc import Callable
from typing import Protocol, TypeVar

PAGE = 1000


class Row(Protocol):
    """Something that is read newest first, by id."""

    @property
    def id(self) -> int:
        """Its place."""


T = TypeVar("T", bound=Row)


def newest(read: Callable[[int | None, int], list[T]], than: int | None, limit: int) -> list[T]:
    """Return up to `limit` rows below the row `than`; `read` takes such a row and a page's size."""
    rows = list[T]()
    while page := read(than, min(PAGE, limit - len(rows))):
        rows += page
        than = page[-1].id
        if len(rows) >= limit:
            break
    return rows
