"""Where charts stand, and when they are drawn: `plots.py` does, with a library that is slow to import."""

import asyncio
import gc
import importlib
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QWidget

from desktop import theme
from desktop.tasks import in_thread
from desktop.widgets.layout import col

if TYPE_CHECKING:
    from desktop.widgets.plots import SparkPlot

PLOTS = "desktop.widgets.plots"
CALM = 0.5  # seconds for the engine's start and the window's first reads: they and an import slow each other


class Plot(Protocol):
    """What the library draws."""

    view: QWidget


P = TypeVar("P", bound=Plot)


class Canvas(QWidget, Generic[P]):
    """Room for a plot: empty until `begin`, and drawn anew in each look. It takes no clicks and no keys."""

    def __init__(self, make: Callable[[], P], draw: Callable[[P], None]) -> None:
        """Take what makes the plot once the library is there, and what draws the newest on it."""
        super().__init__()
        self._make, self._draw = make, draw
        self.plot: P | None = None
        self.is_stale = False
        """Whether there is something newer to draw than what can be seen."""
        self._room = col()
        self.setLayout(self._room)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def begin(self) -> None:
        """Make the plot, where there is none yet."""
        if self.plot is None:
            self.plot = self._make()
            self._room.addWidget(self.plot.view)
            self.draw()

    def draw(self) -> None:
        """Draw what there is to draw now."""
        self.is_stale = False
        if self.plot:
            self._draw(self.plot)

    def changeEvent(self, event: QEvent) -> None:
        """Take on another theme's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.draw()


class Spark(Canvas["SparkPlot"]):
    """The course of a number, without a scale: the figure beside it has the words."""

    def __init__(self, ink: str = "accent") -> None:
        super().__init__(_spark_plot, lambda plot: plot.show(self._values, ink))
        self._values: tuple[int, ...] = (0, 0)
        self.setFixedHeight(theme.current().px(36))

    def show_values(self, values: Sequence[int]) -> None:
        """Show another course, oldest first, when its turn comes: see `draw_in_turns`."""
        self.is_stale = self.is_stale or self._values != tuple(values)
        self._values = tuple(values)


async def draw_in_turns(page: QWidget) -> None:
    """Draw what is new in the charts of a page, in a turn of the loop for each: all at once takes a frame."""
    for canvas in page.findChildren(Canvas):
        if canvas.is_stale:
            canvas.draw()
            await asyncio.sleep(0)


async def begin_charts(page: QWidget) -> None:
    """Let the charts of a page be drawn from now on.

    The library brings NumPy and takes a third of a second to import, so another thread does that, and
    only once the first page can be seen.
    """
    if PLOTS not in sys.modules:
        await asyncio.sleep(CALM)
        await in_thread(importlib.import_module, PLOTS)
        gc.freeze()  # else the next collection looks at all that the import has made, for 40 ms
    for canvas in page.findChildren(Canvas):
        canvas.begin()
        await asyncio.sleep(0)  # as above


def _spark_plot() -> "SparkPlot":
    from desktop.widgets.plots import SparkPlot

    return SparkPlot()
