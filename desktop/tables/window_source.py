"""Where a `WindowedTable` reads from, and what it may want to read."""

import enum
from array import array
from collections.abc import Sequence
from typing import Protocol, TypeVar

from core.log.stretch import Stretch
from core.store.database import Store

SR = TypeVar("SR", covariant=True)
SM = TypeVar("SM", contravariant=True)


class Source(Protocol[SR, SM]):
    """Where the rows are: a module of the core, such as `core.log.event_log`. Every list is newest first."""

    def below(self, store: Store, than: int | None, *, match: SM, enough: int, seconds: float) -> Stretch:
        """Return the ids that match below the row `than`, or at all."""

    def above(self, store: Store, than: int, *, match: SM) -> "tuple[array[int], int]":
        """Return the ids that match above the row `than`, and the newest row that was looked at."""

    def again(self, store: Store, ids: Sequence[int], *, match: SM) -> Sequence[SR]:
        """Return the rows that stand now where these stood."""


class Want(enum.Flag):
    """What is to be read, the most urgent first."""

    NONE = 0
    TOP = enum.auto()
    """The newest rows, in place of everything."""
    SEEN = enum.auto()
    """The rows in sight, and around them."""
    NEWER = enum.auto()
    """What came since, on top."""
    REST = enum.auto()
    """More ids, below the others."""
    ANEW = enum.auto()
    """All ids once more, as many of them are gone."""
