"""Counts by name: a bar a line."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QProgressBar, QSizePolicy

from desktop import theme
from desktop.widgets.controls import label
from desktop.widgets.layout import mark, restyle
from desktop.widgets.marked import Marked

WHOLE, LEAST = 1_000, 100  # of a bar; the least is round, and can be seen
INDENT = 4  # of what stands in a line, from its ground's edges


class CountBars(Marked):
    """Each of a few counts with its name, its bar and its number. Every line is a mark."""

    def __init__(self, accessible: str, names: Sequence[str], room: int = 0) -> None:
        """Take how many lines there is `room` for, where there are fewer names."""
        super().__init__(accessible)
        self._names, self._numbers = tuple(names), (0,) * len(names)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.current().px(12))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        self._lines = [_Line(grid, at, name) for at, name in enumerate(names)]
        if room > len(names):
            grid.setRowStretch(len(names), room - len(names))

    def show_numbers(self, numbers: Sequence[int]) -> None:
        """Show a number for each name."""
        self._numbers = tuple(numbers)
        for line, number in zip(self._lines, numbers, strict=True):
            line.show(number, max(numbers))
        if self.at is None:
            self.setAccessibleDescription(", ".join(map(self.mark_words, range(len(numbers)))))

    def mark_count(self) -> int:
        """Return how many lines there are."""
        return len(self._lines)

    def mark_at(self, point: QPointF) -> int | None:
        """Return the line at a point."""
        grounds = (line.ground.geometry() for line in self._lines)
        return next((at for at, ground in enumerate(grounds) if ground.contains(point.toPoint())), None)

    def mark_words(self, at: int) -> str:
        """Return a line's name and number."""
        return f"{self._names[at]}: {self._numbers[at]:,}"

    def show_mark(self) -> None:
        """Light up the line that is meant."""
        for at, line in enumerate(self._lines):
            restyle(line.ground, "tone", "" if at != self.at else "focus" if self.hasFocus() else "hover")


class _Line:
    """The widgets of a line of the grid, on one ground."""

    def __init__(self, grid: QGridLayout, at: int, name: str) -> None:
        self.ground = QFrame()
        mark(self.ground, "line")
        words = label(name, "count", "name")
        self._number, self._bar = label("0", "count", "none"), QProgressBar()
        mark(self._bar, "count")
        self._bar.setMaximum(WHOLE)
        self._bar.setTextVisible(False)
        self._bar.setMinimumWidth(theme.current().px(24))
        self._bar.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._number.setMinimumWidth(theme.current().px(40))
        grid.addWidget(self.ground, at, 0, 1, 3)
        grid.addWidget(words, at, 0)
        grid.addWidget(self._bar, at, 1, Qt.AlignmentFlag.AlignVCenter)  # else the line is no higher
        grid.addWidget(self._number, at, 2)
        for text in (words, self._number):
            text.setIndent(theme.current().px(INDENT))
        for each in (self.ground, words, self._bar, self._number):
            each.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        grid.setRowStretch(at, 1)

    def show(self, number: int, most: int) -> None:
        """Show a number beside the largest one."""
        self._number.setText(f"{number:,}")
        restyle(self._number, "tone", "" if number else "none")
        self._bar.setValue(max(WHOLE * number // most, LEAST) if number else 0)
