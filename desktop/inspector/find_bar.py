"""The line that finds words in a payload, with its count and its steps to the next and the one before."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.inspector.document import Document, in_slices
from desktop.inspector.finding import MOST, Hits
from desktop.tasks import spawn
from desktop.widgets.controls import label, tool
from desktop.widgets.layout import row
from desktop.widgets.search import Filter, SearchField

LONGEST_CHIP = 16  # characters of what the log was searched for


class FindBar(QWidget):
    """Finds in a document while the user types. Enter goes to the next hit, Shift+Enter to the one before.

    Words that the log was searched for stand in it as a chip, and each of them is found too. `found` tells
    the hits, or None, and which is the current one.
    """

    found = Signal(object, int)

    def __init__(
        self,
        document: Document,
        hint: str,
        name: str,
        width: int,
        home: Callable[[int], int] = lambda place: place,
        *beside: QWidget,
    ) -> None:
        """`home` says what a place of the data is part of, see `Hits`; `beside` stands after the field."""
        super().__init__()
        self._document, self._home = document, home
        self.field = SearchField(hint, name, width)
        self.count_label = label(role="hint")
        self.previous_button = tool("caret-up", "Previous hit (Shift+Enter)")
        self.next_button = tool("caret-down", "Next hit (Enter)")
        buttons = (self.previous_button, self.next_button)
        self.setLayout(row(self.field, *beside, *buttons, self.count_label))
        self._hits: Hits | None = None
        self._current = -1
        self._given: tuple[str, ...] = ()
        self._typed = ""
        self._search: asyncio.Task[None] | None = None
        self.field.searched.connect(self._begin)
        self.field.edit.installEventFilter(self)
        self.previous_button.clicked.connect(lambda: self.step(-1))
        self.next_button.clicked.connect(lambda: self.step(1))
        document.finished.connect(self.search_again)
        self._tell()

    def give(self, words: tuple[str, ...]) -> None:
        """Find these words, until the user takes their chip off."""
        self._given = tuple(filter(None, words))
        text = " ".join(self._given)
        shown = text if len(text) <= LONGEST_CHIP else f"{text[: LONGEST_CHIP - 1]}…"
        chip = Filter("log", shown, lambda: self.give(()))
        self.field.show_filters((chip,) if self._given else ())
        self.search_again()

    def sought(self) -> tuple[str, ...]:
        """Return what is looked for: any of these."""
        return (*self._given, self._typed) if self._typed else self._given

    def search_again(self) -> None:
        """Look through the document from its beginning."""
        self._begin(self.field.text())

    def step(self, by: int) -> None:
        """Go to another hit; after the last comes the first."""
        if self._hits:
            self._current = (self._current + by) % len(self._hits)
            self._tell()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter as a step, once the words are those that were searched for."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and self._hits is not None and self._typed == self.field.text():
                self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
                return True
        return super().eventFilter(watched, event)

    def _begin(self, typed: str) -> None:
        if self._search:
            self._search.cancel()
        self._typed, self._current = typed, -1
        sought = self.sought()
        self._hits = Hits(self._document.data, sought, self._home) if sought else None
        self._tell()
        if self._hits is not None:
            self._search = spawn(self._go_through(self._hits), self)

    async def _go_through(self, hits: Hits) -> None:
        await in_slices(hits.search(), self._tell)
        self._tell()

    def _tell(self) -> None:
        """Show the count, and go to the first hit as soon as there is one."""
        hits = self._hits
        if hits and self._current < 0:
            self._current = 0
        self.count_label.setText(_count(hits, self._current) if hits is not None else "")
        for each in (self.previous_button, self.next_button):
            each.setEnabled(bool(hits))
        self.found.emit(hits, self._current)


def _count(hits: Hits, current: int) -> str:
    if not len(hits):
        return "No match" if hits.complete else "Searching…"
    more = "" if hits.complete else "+" if len(hits) >= MOST else "…"
    return f"{current + 1:,} of {len(hits):,}{more}"
