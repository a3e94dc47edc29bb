"""A table over the whole log: the ids of all rows in memory, and the rows where they are looked at."""

from array import array
from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from core.log.stretch import Stretch
from core.store.database import Store
from desktop.tables.columns import Column
from desktop.tables.rows import HasId
from desktop.tables.sparse_rows import SparseTable
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
MANY_CAME = 20_000
"""New rows, at least, after which those are looked for that were deleted below, out of sight."""
SOON, SLICE_S = 0.03, 0.02
"""Seconds that the search for the first rows takes at most, and for the others at a time."""

R = TypeVar("R", bound=HasId)
M = TypeVar("M")


class WindowedTable(SparseTable[R], Generic[R, M]):
    """Stands for every row that matches; `row` is None for one that is not in memory at the moment.

    The ids come in off the UI thread, newest first, slice by slice: `reached_at` tells how far back.
    `watch` reads the rows in sight; `refresh` reads them again and puts what is new on top. Once as many
    have come as there were, all are gathered anew: what retention deletes would else stay for ever.
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
        self._anew = array("q")
        self._reached = self._newest = self._anew_top = 0  # the ends of what was searched
        self._came = 0  # on top, since all were gathered
        self._begun = False
        self._seen = (0, 0)
        self._wants = Wants(Want.NONE, self._read, self.settled.emit, self)

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
        before, self._seen = self._seen, (first, last)
        if before != self._seen or not self.holds(*self._around()):
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
        self._begun, self._newest = True, found.newest
        self.start_over(found.ids, page)
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
            self.insert(len(self._ids), found.ids)
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
        self.insert(0, ids)
        if not self.follows:  # the view stays at its rows
            self._seen = self._seen[0] + len(ids), self._seen[1] + len(ids)
        self._came += len(ids)
        if self._came >= max(MANY_CAME, len(self._ids) // 2):
            self._gather_anew()
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
        first, last = self._around() if self.holds(*self._seen) else self._seen
        asked = self.ids(first, last)
        page = await off_ui(self._store, self._source.again, self._store, asked, match=self._match)
        self.replace(asked, array("q", (row.id for row in page)))
        self._keep(page)
        self._rows.keep(KEPT)
        if len(page) * 2 < len(asked):
            self._gather_anew()

    def _gather_anew(self) -> None:
        """Look for what is gone, unless not all was found yet."""
        if not self.searches:
            self._anew, self._anew_top, self._came = array("q"), self._ids[0] if self._ids else 0, 0
            self._wants.ask(Want.ANEW)

    async def _read_anew(self) -> None:
        """Gather all ids beside those that are shown, and show them at the end."""
        found = await self._below(self._anew[-1] if self._anew else self._anew_top + 1)
        self._anew.extend(found.ids)
        if found.is_last or found.reached <= self._reached:
            seen = self.ids(self._seen[0], self._seen[0])
            self.turn_into(self._ids[: self.place(self._anew_top)] + self._anew, seen[0] if seen else 0)
            self._anew = array("q")
        else:
            self._wants.ask(Want.ANEW)

    def _around(self) -> tuple[int, int]:
        """Return the page around the rows in sight."""
        first, last = self._seen
        beside = max(PAGE - (last - first + 1), 0) // 2
        return max(first - beside, 0), min(last + beside, len(self._ids) - 1)

    def _keep(self, page: Sequence[R]) -> None:
        """Take rows into memory, and have those drawn again that are in sight and are others now."""
        first, last = self._seen
        changed = [at for at in self.take(page) if first <= at <= last]
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], len(self.columns) - 1))
