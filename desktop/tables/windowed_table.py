"""A table over the whole log: the ids of all rows in memory, and the rows where they are looked at."""

from array import array
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from core.log.stretch import Stretch
from core.store.database import Store
from desktop.tables.columns import Column
from desktop.tables.ids import place, runs, same_ends
from desktop.tables.recent_rows import RecentRows
from desktop.tables.rows import NO_INDEX, CellsModel, HasId, Index
from desktop.tables.wants import Wants
from desktop.tables.window_source import Source, Want
from desktop.tasks import off_ui

PAGE = 256
"""Rows that are read at a time, around those in sight."""
KEPT = 64 * PAGE
"""Rows that stay in memory; those not looked at for longest go first."""
SLICE = 20_000
"""Ids that are put below the others at a time."""
LATE = 20_000
"""Newest rows of which some may match only now: they are looked at again each time, index or not."""
SOON, SLICE_S = 0.03, 0.02
"""Seconds that the search for the first rows takes at most, and for the others at a time."""

R = TypeVar("R", bound=HasId)
M = TypeVar("M")


class WindowedTable(CellsModel[R], Generic[R, M]):
    """Stands for every row that matches; `row` is None for one that is not in memory at the moment.

    The ids come in off the UI thread, newest first, slice by slice: `reached_at` tells how far back.
    `watch` reads the rows in sight; `refresh` reads them again and puts what is new on top.
    """

    settled = Signal()
    """Something was read, and is shown."""
    arrived = Signal(int)
    """So many rows came in on top."""
    behind = False
    """Never: what comes is put on top at once, be it ever so much."""

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
        """Whether the newest row is what is being read."""
        self.read_once = False
        """Whether it is known what there is to show: rows, or that there are none."""
        self.reached_at: int | None = None
        """How far back the log was searched, in epoch milliseconds; None once that is done."""
        self.searches = False
        """Whether it is being searched further back."""
        self._ids, self._anew = array("q"), array("q")
        self._rows = RecentRows[R]()
        self._reached = self._newest = self._anew_top = 0  # the ends of what was searched
        self._begun = False
        self._seen = (0, 0)
        self._wants = Wants(Want.NONE, self._read, self.settled.emit, self)

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Return how many rows are known to match."""
        return 0 if parent.isValid() else len(self._ids)

    def row(self, at: int) -> R | None:
        """Return one row, if it is in memory."""
        return self._rows.get(self._ids[at])

    def rows_between(self, first: int, last: int) -> tuple[R, ...]:
        """Return those rows from `first` to `last` that are in memory."""
        if last - first < len(self._rows):
            return self._rows.among(self.ids(first, last))
        found = sorted((at, each) for each in self._rows if first <= (at := self.find(each)) <= last)
        return self._rows.among(each for _, each in found)

    def ids(self, first: int, last: int) -> "array[int]":
        """Return the ids of the rows from `first` to `last`, in memory or not."""
        return self._ids[first : last + 1]

    def find(self, row_id: Any) -> int:
        """Return where the row with an id stands, or -1."""
        at = self._place(row_id)
        return at if at < len(self._ids) and self._ids[at] == row_id else -1

    def holds(self, first: int, last: int) -> bool:
        """Tell whether the rows from `first` to `last` are all in memory."""
        return self._rows.has(self.ids(first, last))

    def show(self, match: M) -> None:
        """Show the rows that match, from the newest."""
        self._match = match
        self.read_once = self._begun = False
        self.restart()

    def restart(self) -> None:
        """Read everything again from the top; what is being read now is dropped."""
        self._wants.drop()
        self._wants.ask(Want.TOP)

    def refresh(self) -> None:
        """Bring in what is new and what changed."""
        is_begun = self._begun or self._wants.is_asked(Want.TOP)
        rest = Want.REST if self.searches else Want.NONE
        self._wants.ask(Want.NEWER | Want.SEEN | rest if is_begun else Want.TOP)

    def catch_up(self) -> None:
        """Show the newest rows: they are on top already."""

    def stop(self) -> None:
        """Search no further back, until `go_on`."""
        self._wants.take_back(Want.REST)
        self.searches, self.read_once = False, True
        self.settled.emit()

    def go_on(self) -> None:
        """Search further back, after `stop`."""
        self.searches = True
        self._wants.ask(Want.REST)

    def watch(self, first: int, last: int) -> None:
        """Take note of which rows are in sight, and read them and those around them, as far as is needed."""
        is_other, self._seen = (first, last) != self._seen, (first, last)
        if is_other or not self.holds(*self._around()):
            self._wants.ask(Want.SEEN)

    async def _read(self, want: Want) -> None:
        if want == Want.TOP:
            await self._read_top()
        elif want == Want.SEEN:
            await self._read_seen()
        elif want == Want.NEWER:
            await self._read_newer()
        elif want == Want.REST:
            self._put_below(await self._below(self._reached))
        else:
            await self._read_anew()

    async def _read_top(self) -> None:
        """Begin anew with the first rows that match, or with none if there are none soon."""
        found, page = await off_ui(self._store, self._first_rows)
        self.beginResetModel()
        self._ids, self._rows, self._begun = found.ids, RecentRows(page), True
        self._newest = found.newest
        self.endResetModel()
        self._go_on(found)

    def _first_rows(self) -> tuple[Stretch, Sequence[R]]:
        found = self._source.below(self._store, None, match=self._match, enough=PAGE, seconds=SOON)
        return found, self._source.again(self._store, found.ids[:PAGE], match=self._match)

    async def _below(self, than: int | None) -> Stretch:
        read = self._source.below
        return await off_ui(
            self._store, read, self._store, than, match=self._match, enough=SLICE, seconds=SLICE_S
        )

    def _put_below(self, found: Stretch) -> None:
        if self.searches:  # not stopped meanwhile
            self._insert(len(self._ids), found.ids)
            self._go_on(found)

    def _go_on(self, found: Stretch) -> None:
        """Search further back, unless that was the end."""
        self._reached, self.reached_at = found.reached, found.reached_at
        self.searches = not found.is_last
        self._wants.ask(Want.REST if self.searches else Want.NONE)
        self.read_once = self.read_once or bool(self._ids) or found.is_last

    async def _read_newer(self) -> None:
        top = max(self._ids[0] if self._ids else 0, self._newest - LATE, self._reached - 1)
        ids, self._newest, page = await off_ui(self._store, self._newer_rows, top)
        self._keep(page)
        self._insert(0, ids)
        if ids:
            self.read_once = True
            self.arrived.emit(len(ids))

    def _newer_rows(self, than: int) -> tuple["array[int]", int, Sequence[R]]:
        """Read the ids of what is new, and the rows that will be in sight."""
        ids, newest = self._source.above(self._store, than, match=self._match)
        first = ids[:PAGE] if self.follows else ids[:0]
        return ids, newest, self._source.again(self._store, first, match=self._match)

    async def _read_seen(self) -> None:
        """Read what is in sight: that alone where it is not in memory, and what is around it when it is."""
        first, last = self._seen if not self._holds_seen() else self._around()
        asked = self.ids(first, last)
        page = await off_ui(self._store, self._source.again, self._store, asked, match=self._match)
        self._replace(asked, array("q", (row.id for row in page)))
        self._keep(page)
        self._rows.keep(KEPT)
        if len(page) * 2 < len(asked) and not self.searches:
            self._anew, self._anew_top = array("q"), self._ids[0] if self._ids else 0
            self._wants.ask(Want.ANEW)

    def _holds_seen(self) -> bool:
        return self.holds(*self._seen)

    async def _read_anew(self) -> None:
        """Gather all ids beside those that are shown, and show them at the end."""
        found = await self._below(self._anew[-1] if self._anew else self._anew_top + 1)
        self._anew.extend(found.ids)
        if found.is_last or found.reached <= self._reached:
            self._turn_into(self._ids[: self._place(self._anew_top)] + self._anew)
        else:
            self._wants.ask(Want.ANEW)

    def _turn_into(self, ids: "array[int]") -> None:
        """Show these ids in place of the others; what is the same at either end is not touched."""
        above, below = same_ends(self._ids, ids)
        self._remove(above, len(self._ids) - below - above)
        self._insert(above, ids[above : len(ids) - below])

    def _around(self) -> tuple[int, int]:
        """Return the page around the rows in sight."""
        first, last = self._seen
        beside = max(PAGE - (last - first + 1), 0) // 2
        return max(first - beside, 0), min(last + beside, len(self._ids) - 1)

    def _keep(self, page: Sequence[R]) -> None:
        """Take rows into memory, and have those drawn again that are in sight and are others now."""
        changed = [at for row in page if self._rows.take(row) and self._is_seen(at := self.find(row.id))]
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], len(self.columns) - 1))

    def _is_seen(self, at: int) -> bool:
        return self._seen[0] <= at <= self._seen[1]

    def _replace(self, asked: "array[int]", found: "array[int]") -> None:
        """Put those ids in the place of others, touching only what differs."""
        if asked == found:
            return
        gone, new = set(asked) - set(found), set(found) - set(asked)
        for at, many in reversed(list(runs(self._place(each) for each in asked if each in gone))):
            self._remove(at, many)
        for each in found:
            if each in new:
                self._insert(self._place(each), array("q", (each,)))

    def _place(self, log_id: int) -> int:
        """Return where a row stands or would stand."""
        return place(self._ids, log_id)

    def _insert(self, at: int, ids: "array[int]") -> None:
        if ids:
            self.beginInsertRows(NO_INDEX, at, at + len(ids) - 1)
            self._ids[at:at] = ids
            self.endInsertRows()

    def _remove(self, at: int, many: int) -> None:
        if many:
            self.beginRemoveRows(NO_INDEX, at, at + many - 1)
            self._rows.forget(self._ids[at : at + many])
            del self._ids[at : at + many]
            self.endRemoveRows()
