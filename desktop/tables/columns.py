"""What a column of a table shows of a row, and how."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt

from core.clock import Clock
from desktop.tables.delegates import CellDelegate
from desktop.words import age, clock, full_date

R = TypeVar("R")


@dataclass(frozen=True)  # with slots, `Column[Row](...)` fails on Python 3.11
class Column(Generic[R]):
    """A heading and what stands beneath it. Functions take a row, and are called for what is in sight."""

    title: str
    text: Callable[[R], str]
    width: int = 100
    """At the least, for a 13 px font; a heading always fits."""
    cell: Callable[[], CellDelegate] = CellDelegate
    second: Callable[[R], str] | None = None
    """A quieter text after the main one; the cell must be `rich`."""
    ink: Callable[[R], str] | None = None
    """A colour token in place of the cell's, or nothing; the cell must be `rich`."""
    tip: Callable[[R], str] | None = None
    """A tooltip that says more than the cell's whole text, which is the tooltip of a cell that is cut."""
    switch: Callable[[R], bool] | None = None
    """Whether the cell's switch is on; for a SwitchDelegate."""
    can_switch: Callable[[R], bool] | None = None
    """Whether the switch can be turned."""
    right: bool = False
    """Stands at the right: a number."""
    roomy: int = 0
    """Up to this width it takes room that is left, first the one that grows, which takes the rest as well;
    0 is `width`.
    """
    grows: bool = False
    """Takes the width that the others leave; the first one in sight that may does."""
    narrow: int = 0
    """Down to this width it gives room to the others before headings are cut; 0 keeps its own."""
    least: int = 0
    """Down to this width it gives more of it, its heading cut, before the table scrolls; 0 keeps `narrow`."""
    main: bool = False
    """Is what is read first: of the columns whose headings may be cut it gives room last."""
    ages: bool = False
    """Tells how old something is, so it is drawn again every second."""
    name: str = ""
    """What a screen reader says for a heading without words."""


def date_column(
    title: str, at: Callable[[R], int | None], now: Clock, width: int = 114, ink: str = "text"
) -> Column[R]:
    """Return a column of times: "14:21:46  21 s", and both whole dates as the tooltip."""

    def shown(row: R, write: Callable[[int, int], str]) -> str:
        moment = at(row)
        return "" if moment is None else write(moment, now())

    return Column(
        title,
        partial(shown, write=clock),
        width,
        cell=partial(CellDelegate, rich=True, ink=ink),
        narrow=NARROW_DATE,
        second=partial(shown, write=_recent),
        tip=partial(shown, write=lambda moment, _: full_date(moment)),
        ages=True,
    )


def mono(**looks: Any) -> Callable[[], CellDelegate]:
    """Return the cell of ids: monospaced and quieter."""
    return partial(CellDelegate, mono=True, ink="text_2", **looks)


NARROW_DATE = 96  # a time without its age, or a date
LEFT_CUT = Qt.TextElideMode.ElideLeft
MIDDLE_CUT = Qt.TextElideMode.ElideMiddle


def _recent(at: int, now: int) -> str:
    """Return the age of what happened today; a date says enough of what is older."""
    return age(at, now) if clock(at, now).count(":") == 2 else ""
