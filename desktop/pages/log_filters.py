"""The row of filters over the event log."""

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from core.clock import Clock
from core.log.event_log import LogFilter
from desktop.paint import status_word
from desktop.widgets.controls import combo, refill
from desktop.widgets.layout import row
from desktop.widgets.search import Filter, SearchField
from desktop.widgets.switch import Segments
from desktop.words import clock

DIRECTIONS = (("All", None), ("Received", "RECEIVED"), ("Emitted", "EMITTED"))
STATUSES = ("PENDING", "DELIVERED", "FAILED", "HELD", "ACCEPTED", "REFUSED")
ANY_TYPE, ANY_STATUS = ("All event types", None), ("Any status", None)
CHIPS = (  # what other pages ask for: a part of the filter, and its word
    ("app_id", "app"),
    ("webhook_id", "webhook"),
    ("plugin_id", "plugin"),
    ("since", "since"),
    ("until", "until"),
)
TIMES = ("since", "until")


class LogFilters(QWidget):
    """Direction, type, status and text, and chips for what else is filtered by."""

    changed = Signal(object)
    """The filter that is wanted now, a `LogFilter`."""

    def __init__(self, now: Clock, beside: QWidget) -> None:
        """Take what stands at the row's right end as `beside`."""
        super().__init__()
        self._now = now
        self._match = LogFilter()
        self.direction = Segments(DIRECTIONS, "directionFilter", "Direction")
        self.event_type = combo([ANY_TYPE], "eventTypeFilter", "Event type", 142)
        statuses = [(status_word(status), status) for status in STATUSES]
        self.status = combo([ANY_STATUS, *statuses], "statusFilter", "Status", 112)
        self.search = SearchField("Search words, ids, types and URLs", "searchField")
        parts = (self.direction, self.event_type, self.status, self.search, 4, beside)
        line = row(*parts, margins=(16, 4, 16, 12))
        line.setStretchFactor(self.search, 1)
        self.setLayout(line)
        self.direction.chosen.connect(self._on_changed)
        self.event_type.currentIndexChanged.connect(self._on_changed)
        self.status.currentIndexChanged.connect(self._on_changed)
        self.search.searched.connect(self._on_changed)

    def match(self) -> LogFilter:
        """Return the filter as it stands."""
        return self._match

    def show_types(self, names: list[str]) -> None:
        """Offer these event and job types."""
        refill(self.event_type, [ANY_TYPE, *((name, name) for name in names)])

    def set_match(self, match: LogFilter) -> None:
        """Set everything to a filter, and tell it once."""
        parts = (self.direction, self.event_type, self.status, self.search)
        for each in parts:
            each.blockSignals(True)
        kinds = match.event_type
        if kinds and self.event_type.findData(kinds) < 0:
            self.event_type.addItem(kinds if isinstance(kinds, str) else f"{len(kinds)} event types", kinds)
        self.direction.choose(match.direction)
        self.event_type.setCurrentIndex(max(self.event_type.findData(match.event_type), 0))
        self.status.setCurrentIndex(max(self.status.findData(match.status), 0))
        self.search.set_text(match.search or "")
        for each in parts:
            each.blockSignals(False)
        self._tell(match)

    @Slot()
    def _on_changed(self) -> None:
        self._tell(
            replace(
                self._match,
                direction=self.direction.value(),
                event_type=self.event_type.currentData(),
                status=self.status.currentData(),
                search=self.search.text() or None,
            )
        )

    def _tell(self, match: LogFilter) -> None:
        if match != self._match:
            self._match = match
            self.search.show_filters(
                [self._chip(*each) for each in CHIPS if self._value(each[0]) is not None]
            )
            self.changed.emit(match)

    def _chip(self, part: str, word: str) -> Filter:
        value = self._value(part)
        shown = clock(value, self._now()) if part in TIMES else str(value)
        return Filter(word, shown, partial(self._take_off, part))

    def _value(self, part: str) -> Any:
        return getattr(self._match, part)

    def _take_off(self, part: str) -> None:
        self._tell(replace(self._match, **{part: None}))
