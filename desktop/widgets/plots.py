"""The charts as pyqtgraph draws them. It takes a third of a second to import, with NumPy: see `charts.py`.

They are made of its view box, axes and items alone: its plot widget has menus and buttons for exploring
data, which have no place here. Values and times are numbered from 0, as the buckets they stand for.
"""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QLinearGradient, QPen
from PySide6.QtWidgets import QSizePolicy

from desktop import theme

GROUND = 64  # alpha of the ground beneath a line, at its top
FINE = 8  # points from one value to the next
BAR = 0.3  # of the room of a bucket
LEAST = 0.025  # of the height: what failed once can be seen


class SparkPlot:
    """A line and the ground beneath it, without a scale."""

    def __init__(self) -> None:
        self.view = pg.GraphicsLayoutWidget()
        self._box = _box(self.view, 0, 0)
        self.view.ci.layout.setContentsMargins(1, 3, 1, 2)
        self._line = _curve(self._box)

    def show(self, values: Sequence[int], ink: str) -> None:
        """Draw values, oldest first, in the colour of a token."""
        _set_range(self._box, len(values), max(*values, 1))
        _set_line(self._line, values, _pen(ink, 1.5), _shade(ink, max(values)) if any(values) else None)


class CoursePlot:
    """Two lines and bars over time, with a scale and times."""

    def __init__(self) -> None:
        px = theme.current().px
        self.view = pg.GraphicsLayoutWidget()
        self.view.ci.layout.setContentsMargins(0, px(8), px(16), 0)
        self.view.ci.layout.setSpacing(0)
        self._scale, self._times, self._grid = map(pg.AxisItem, ("left", "bottom", "right"))
        self._box = _box(self.view, 0, 1)
        for axis, line, column in ((self._scale, 0, 0), (self._times, 1, 1), (self._grid, 0, 2)):
            self.view.addItem(axis, line, column)
            axis.linkToView(self._box)
            axis.setZValue(-1000)  # beneath the box
        self._emitted, self._received = _curve(self._box), _curve(self._box)
        self._failed = pg.BarGraphItem(x=[], height=[], width=BAR)
        self._here = pg.InfiniteLine(angle=90)
        self._box.addItem(self._failed)
        self._box.addItem(self._here)

    def show(self, emitted: Sequence[int], received: Sequence[int], failed: Sequence[int], top: int) -> None:
        """Draw a value for each bucket, on a scale up to `top`."""
        _set_range(self._box, len(emitted), top)
        _set_line(self._emitted, emitted, _pen("accent", 1.75), _shade("accent", top))
        _set_line(self._received, received, _pen("text_3", 1.75, Qt.PenStyle.DashLine))
        at = [at for at, number in enumerate(failed) if number]
        high = [max(failed[each], top * LEAST) for each in at]
        self._failed.setOpts(x=at, height=high, pen=None, brush=theme.current().color("bad"))

    def label(self, scale: Sequence[tuple[int, str]], times: Sequence[tuple[int, str]]) -> None:
        """Write beside the scale and below the buckets, each with a place and its words."""
        look = theme.current()
        for axis, ticks in ((self._scale, scale), (self._times, times), (self._grid, scale)):
            axis.setStyle(tickFont=look.font("caption"), tickLength=0, hideOverlappingLabels=look.px(16))
            axis.setTextPen(look.color("text_3"))
            axis.setPen(None)
            axis.setTicks([ticks])
        self._scale.setStyle(tickTextOffset=look.px(6))
        self._scale.setWidth(look.px(42))
        self._times.setStyle(tickTextOffset=look.px(4))
        self._times.setPen(look.color("line_strong"))
        # A scale with a grid leaves out the numbers at its ends, so the lines are those of a mute one.
        self._grid.setStyle(showValues=False, tickAlpha=255)
        self._grid.setTickPen(look.color("line"))
        self._grid.setGrid(255)

    def point_at(self, at: int | None, ink: str) -> None:
        """Draw a line at a bucket, or none."""
        self._here.setVisible(at is not None)
        self._here.setPen(theme.current().color(ink))
        self._here.setValue(at or 0)

    def place_at(self, point: QPointF) -> float | None:
        """Return where between the buckets a point of the view is; None beside the chart itself."""
        place = self.view.mapToScene(point.toPoint())
        if not self._box.sceneBoundingRect().adjusted(-4, 0, 4, 0).contains(place):
            return None
        return float(self._box.mapSceneToView(place).x())


def _box(view: pg.GraphicsLayoutWidget, line: int, column: int) -> pg.ViewBox:
    """Return the box of a view's lines, through which its ground can be seen."""
    view.setBackground(None)
    view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    view.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
    box = view.addViewBox(line, column, enableMouse=False, enableMenu=False, defaultPadding=0)
    clips = box.GraphicsItemFlag.ItemClipsChildrenToShape
    box.setFlag(clips, enabled=False)  # a line at the edge stays whole
    return box


def _curve(box: pg.ViewBox) -> pg.PlotCurveItem:
    curve = pg.PlotCurveItem(antialias=True)
    box.addItem(curve)
    return curve


def _set_range(box: pg.ViewBox, number: int, top: int) -> None:
    box.setRange(xRange=(0, max(number - 1, 1)), yRange=(0, top), padding=0)


def _set_line(
    curve: pg.PlotCurveItem, values: Sequence[int], pen: QPen, ground: QBrush | None = None
) -> None:
    """Draw a smooth line through values; between two of them it never leaves their heights."""
    at = np.linspace(0, len(values) - 1, FINE * (len(values) - 1) + 1)
    part = at % 1
    eased = np.floor(at) + part * part * (3 - 2 * part)
    heights = np.interp(eased, np.arange(len(values)), values)
    curve.setData(at, heights, pen=pen, brush=ground, fillLevel=0 if ground else None)


def _pen(ink: str, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    made: QPen = pg.mkPen(theme.current().color(ink), width=width, style=style)
    return made


def _shade(ink: str, top: int) -> QBrush:
    """Return a ground that fades from `top` to the zero line."""
    shade = QLinearGradient(0, top, 0, 0)
    for stop, strength in ((0.0, GROUND), (1.0, 4)):
        color = theme.current().color(ink).toRgb()
        color.setAlpha(strength)
        shade.setColorAt(stop, color)
    return QBrush(shade)
