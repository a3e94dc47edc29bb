"""The way back from a form that lies deeper: the places above it, each a link, and the one that is shown."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.widgets.controls import button, label
from desktop.widgets.layout import Item, row
from desktop.words import shown_name


class Trail(QWidget):
    """A line of links. `chosen` tells which place was asked for, counted from the left."""

    chosen = Signal(int)

    def __init__(self, above: Sequence[str], here: str) -> None:
        super().__init__()
        self._here = label(role="strong", cut=True)
        parts: list[Item] = []
        for at, name in enumerate(above):
            link = button(shown_name(name), "link")
            link.clicked.connect(lambda _checked=False, at=at: self.chosen.emit(at))
            parts += [link, label("/", "hint")]
        line = row(*parts, 4, self._here, gap=2, margins=(13, 8, 16, 0))
        line.setStretchFactor(self._here, 1)
        self.setLayout(line)
        self.say(here)

    def say(self, here: str) -> None:
        """Name the place that is shown."""
        self._here.setText(shown_name(here))
        self._here.setAccessibleName(here)
