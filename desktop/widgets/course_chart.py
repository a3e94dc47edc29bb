"""What was emitted, received and what failed over a range of time."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from core.log.stats import Bucket
from desktop import theme
from desktop.widgets.charts import Canvas
from desktop.widgets.layout import col, mark
from desktop.widgets.marked import Marked
from desktop.words import DAY, HOUR, count, local

if TYPE_CHECKING:
    from desktop.widgets.plots import CoursePlot

FEWEST, MOST = 3, 5  # lines of the scale, above 0


class CourseChart(Marked):
    """Two lines and bars for what failed. Every bucket of time is a mark."""

    def __init__(self) -> None:
        super().__init__("Events over time")
        self._series: tuple[Bucket, ...] = ()
        self._canvas = Canvas(_course_plot, self._draw)
        self.setLayout(col(self._canvas))
        self.setMinimumHeight(theme.current().px(150))
        mark(self, "chart")

    def show_series(self, series: Sequence[Bucket]) -> None:
        """Show other buckets, oldest first and without a gap, when their turn comes: see `draw_in_turns`."""
        self._canvas.is_stale = self._canvas.is_stale or self._series != tuple(series)
        self._series = tuple(series)
        if self.at is None:
            self.setAccessibleDescription(_sum_words(series))

    def mark_count(self) -> int:
        """Return how many buckets there are."""
        return len(self._series)

    def mark_at(self, point: QPointF) -> int | None:
        """Return the bucket nearest to a point of the chart itself."""
        place = self._canvas.plot.place_at(point) if self._canvas.plot and self._series else None
        return None if place is None else min(max(round(place), 0), len(self._series) - 1)

    def mark_words(self, at: int) -> str:
        """Return when a bucket was, and what was in it."""
        bucket = self._series[at]
        start, end = local(bucket.at), local(bucket.until)
        return f"{start:%a %H:%M} to {end:%H:%M}\n{_sum_words([bucket])}"

    def show_mark(self) -> None:
        """Draw a line where the mouse or the keys are."""
        if self._canvas.plot:
            self._canvas.plot.point_at(self.at, "accent" if self.hasFocus() else "control")

    def _draw(self, plot: "CoursePlot") -> None:
        emitted = [each.emitted for each in self._series]
        received = [each.received for each in self._series]
        scale = nice_scale(max(emitted + received, default=0))
        plot.label([(at, f"{at:,}") for at in scale], times(self._series))
        plot.show(emitted, received, [each.failed for each in self._series], scale[-1])
        self.show_mark()


def nice_scale(most: int) -> range:
    """Return the lines of a scale of few equal whole steps that has room for `most`, and little more."""
    least = max(math.ceil(most / MOST), 1)
    size: int = 10 ** (len(str(least)) - 1)
    step = next(part * size for part in (1, 2, 5, 10) if part * size >= least)
    lines = max(math.ceil(most / step), FEWEST)
    return range(0, lines * step + 1, step)


def times(series: Sequence[Bucket]) -> list[tuple[int, str]]:
    """Return which buckets get a time below them: those that begin ten minutes, four hours or a day."""
    length = series[-1].until - series[0].at
    made, before = [], _group(series[0].at, length)
    for at, bucket in enumerate(series):
        group = _group(bucket.at, length)
        if group != before:
            made.append((at, f"{local(bucket.at):{'%H:%M' if length <= DAY else '%a %d'}}"))
        before = group
    return made


def _group(at: int, length: int) -> object:
    then = local(at)
    if length <= HOUR:
        return then.hour, then.minute // 10
    return (then.date(), then.hour // 4) if length <= DAY else then.date()


def _sum_words(series: Sequence[Bucket]) -> str:
    emitted = sum(each.emitted for each in series)
    received = sum(each.received for each in series)
    failed = sum(each.failed for each in series)
    return f"{count(emitted, 'event')} emitted, {received:,} received, {failed:,} failed"


def _course_plot() -> "CoursePlot":
    from desktop.widgets.plots import CoursePlot

    return CoursePlot()
