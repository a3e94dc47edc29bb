"""A table over rows in the store, newest on top, of which only what was scrolled to is loaded."""

import enum
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from core.store.database import Store
from desktop.tables.columns import Column
from desktop.tables.rows import HasId, Index, RowsTable
from desktop.tables.wants import Wants
from desktop.tasks import off_ui

PAGE = 200
KEPT = 2_000  # rows that stay loaded below the top while new ones keep coming

R = TypeVar("R", bound=HasId)
M = TypeVar("M")
SR = TypeVar("SR", covariant=True)
SM = TypeVar("SM", contravariant=True)


class Source(Protocol[SR, SM]):
    """Where the rows are: a module of the core, such as `core.log.event_log`. Every list is newest first."""

    def older(self, store: Store, than: int | None, *, limit: int, match: SM) -> Sequence[SR]:
        """Return the page below the row `than`, or the newest page."""

    def newer(self, store: Store, than: int, *, limit: int, match: SM) -> Sequence[SR]:
        """Return the rows above the row `than` that are nearest to it."""


class Want(enum.Flag):
    """What is to be read."""

    NONE = 0
    TOP = enum.auto()
    """The newest page, in place of everything."""
    OLDER = enum.auto()
    """One more page at the bottom."""
    SEEN = enum.auto()
    """The rows in sight again."""
    NEWER = enum.auto()
    """What came since, on top."""


class PagedTable(RowsTable[R], Generic[R, M]):
    """Reads by id, never by offset, off the UI thread, one thing at a time.

    `show` asks for other rows; answers to earlier questions are dropped with their task. `refresh`
    brings new rows in on top and reads the rows in sight (`watch`) again, so that what changed, was
    deleted, or matches the filter no more or only now, shows. Nothing is counted.
    """

    settled = Signal()
    """Something was read, and is shown."""
    arrived = Signal(int)
    """So many rows came in on top."""

    def __init__(
        self,
        store: Store,
        source: Source[R, M],
        columns: Sequence[Column[R]],
        match: M,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, parent)
        self._store, self._source, self._match = store, source, match
        self.follows = True
        """Whether the newest row is what is being read. If not, a flood waits for `catch_up`."""
        self.behind = False
        """Whether more rows came than were put on top."""
        self.read_once = False
        """Whether anything was read yet for this filter."""
        self._complete = False
        self._seen = (0, 0)
        self._wants = Wants(Want.NONE, self._read, self.settled.emit, self)

    def show(self, match: M) -> None:
        """Show the rows that match, from the newest."""
        self._match = match
        self.read_once = False
        self.restart()

    def restart(self) -> None:
        """Read everything again from the top; what is being read now is dropped."""
        self._wants.drop()
        self._wants.ask(Want.TOP)

    def refresh(self) -> None:
        """Bring in what is new and what changed."""
        is_filled = self._rows or self._wants.is_asked(Want.TOP)
        self._wants.ask(Want.NEWER | Want.SEEN if is_filled else Want.TOP)

    def catch_up(self) -> None:
        """Show the newest rows, of which there are more than were put on top."""
        if self.behind:
            self.restart()

    def watch(self, first: int, last: int) -> None:
        """Take note of which rows are in sight, and read them again where they are others than before."""
        if (first, last) != self._seen and self._rows:
            self._seen = (first, last)
            self._wants.ask(Want.SEEN)

    def holds(self, _first: int, _last: int) -> bool:
        """Tell that all rows that it shows are in memory."""
        return True

    def canFetchMore(self, parent: Index) -> bool:
        """Tell the view whether scrolling on can bring more."""
        is_asked = self._wants.is_asked(Want.OLDER | Want.TOP)
        failed = self._wants.failed  # the view must not ask again at once, for ever
        return not (parent.isValid() or self._complete or failed or is_asked)

    def fetchMore(self, _parent: Index) -> None:
        """Ask for the next page; it appears when it is read."""
        self._wants.ask(Want.OLDER if self.read_once else Want.TOP)

    async def _read(self, want: Want) -> None:
        if want == Want.TOP:
            await self._read_top()
        elif want == Want.OLDER:
            await self._read_older()
        elif want == Want.SEEN:
            await self._read_seen()
        else:
            await self._read_newer()

    async def _read_top(self) -> None:
        self._start_over(await self._older(None, PAGE))

    def _start_over(self, page: Sequence[R]) -> None:
        self.beginResetModel()
        self._rows = list(page)
        self._complete, self.behind, self.read_once = len(page) < PAGE, False, True
        self.endResetModel()

    async def _read_older(self) -> None:
        page = await self._older(self._rows[-1].id if self._rows else None, PAGE)
        self._complete = len(page) < PAGE
        self.insert(len(self._rows), page)

    async def _read_newer(self) -> None:
        if self.behind and not self.follows:
            return
        top = self._rows[0].id if self._rows else 0
        page = await off_ui(self._store, self._source.newer, self._store, top, limit=PAGE, match=self._match)
        if len(page) == PAGE or (not self.follows and len(self._rows) > 2 * KEPT):
            self.behind = True
            await self._skip_to_the_top()
        else:
            self.insert(0, page)
            self._forget_the_oldest()
        if page:
            self.arrived.emit(len(page))

    async def _skip_to_the_top(self) -> None:
        """Begin again at the top rather than chase a flood; not under the eyes of who reads further down."""
        if self.follows:
            newest = await self._older(None, PAGE)
            if self.follows:
                self._start_over(newest)

    async def _read_seen(self) -> None:
        """Read the rows in sight again by their place, not their ids: others may belong among them now."""
        first, last = (min(at, len(self._rows) - 1) for at in self._seen)
        if first < 0:
            return
        than, limit = self._rows[first].id + 1, last - first + 1
        page = await self._older(than, limit)
        whole = len(page) < limit  # nothing else is left below
        stop = len(self._rows) if whole else self._below(page[-1].id)
        self.replace(first, stop, page)
        self._complete = self._complete or whole

    async def _older(self, than: int | None, limit: int) -> Sequence[R]:
        return await off_ui(
            self._store, self._source.older, self._store, than, limit=limit, match=self._match
        )

    def _below(self, row_id: Any) -> int:
        """Return where the first row stands that is older than a row."""
        return bisect_left(self._rows, -row_id + 1, key=lambda row: -row.id)

    def _forget_the_oldest(self) -> None:
        if self.follows and len(self._rows) > 2 * KEPT:
            self.remove(KEPT, len(self._rows) - KEPT)
            self._complete = False
