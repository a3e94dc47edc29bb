"""What was emitted, received and what failed over a range of time."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen

from core.log.stats import Bucket
from desktop import theme
from desktop.widgets.charts import draw_scale, fill_below, nice_top, stroke, x_of
from desktop.widgets.marked import Marked
from desktop.words import count, local

BAR = 6
FILL = 64  # alpha of the ground beneath the line, at its top
HOUR, DAY = 3_600_000, 24 * 3_600_000
DASHED = Qt.PenStyle.DashLine


class CourseChart(Marked):
    """Two lines and bars for what failed. Every bucket of time is a mark."""

    def __init__(self) -> None:
        super().__init__("Events over time")
        self._series: tuple[Bucket, ...] = ()
        self.setMinimumHeight(theme.current().px(150))

    def show_series(self, series: Sequence[Bucket]) -> None:
        """Show other buckets, oldest first and without a gap."""
        self._series = tuple(series)
        if self.at is None:
            self.setAccessibleDescription(_sum_words(series))
        self.update()

    def mark_count(self) -> int:
        """Return how many buckets there are."""
        return len(self._series)

    def mark_at(self, point: QPointF) -> int | None:
        """Return the bucket nearest to a point of the chart itself."""
        box = self._box()
        if not self._series or not box.adjusted(-4, 0, 4, 0).contains(point):
            return None
        at = round((point.x() - box.left()) / box.width() * (len(self._series) - 1))
        return min(max(at, 0), len(self._series) - 1)

    def mark_words(self, at: int) -> str:
        """Return when a bucket was, and what was in it."""
        bucket = self._series[at]
        start, end = local(bucket.at), local(bucket.until)
        return f"{start:%a %H:%M} to {end:%H:%M}\n{_sum_words([bucket])}"

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the scale, the times, both lines and the bars."""
        painter, box = QPainter(self), self._box()
        painter.setFont(theme.current().font("caption"))
        top = nice_top(max((max(each.emitted, each.received) for each in self._series), default=0))
        draw_scale(painter, box, top)
        if self._series:
            self._draw_times(painter, box)
            self._draw_at(painter, box)
            emitted = [each.emitted for each in self._series]
            fill_below(painter, box, emitted, top, "accent", FILL)
            stroke(painter, box, emitted, top, "accent", 1.75)
            stroke(painter, box, [each.received for each in self._series], top, "text_3", 1.75, DASHED)
            self._draw_bars(painter, box, top)
        if self.hasFocus() and self.at is None:
            _draw_ring(painter, QRectF(self.rect()))
        painter.end()

    def _box(self) -> QRectF:
        px = theme.current().px
        return QRectF(self.rect()).adjusted(px(42), px(8), -px(8), -px(20))

    def _draw_times(self, painter: QPainter, box: QRectF) -> None:
        look = theme.current()
        painter.setPen(look.color("text_3"))
        for at, words in times(self._series):
            x = x_of(box, at, len(self._series))
            left = min(x - look.px(30), self.width() - look.px(48))  # the last one stays whole
            room = QRectF(left, box.bottom() + look.px(4), look.px(60), look.px(16))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)

    def _draw_at(self, painter: QPainter, box: QRectF) -> None:
        """Draw a line where the mouse or the keys are."""
        if self.at is not None:
            x = x_of(box, min(self.at, len(self._series) - 1), len(self._series))
            painter.setPen(QPen(theme.current().color("accent" if self.hasFocus() else "control"), 1))
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))

    def _draw_bars(self, painter: QPainter, box: QRectF, top: int) -> None:
        look = theme.current()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("bad"))
        wide = look.px(BAR)
        for at, each in enumerate(self._series):
            if each.failed:
                high = min(max(box.height() * each.failed / top, 3), box.height())
                left = x_of(box, at, len(self._series)) - wide / 2
                painter.drawRoundedRect(QRectF(left, box.bottom() - high, wide, high), 1.5, 1.5)


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
    emitted, received = (sum(each.emitted for each in series), sum(each.received for each in series))
    failed = sum(each.failed for each in series)
    return f"{count(emitted, 'event')} emitted, {received:,} received, {failed:,} failed"


def _draw_ring(painter: QPainter, box: QRectF) -> None:
    painter.setPen(QPen(theme.current().color("accent"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)
