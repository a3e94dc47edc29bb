"""The row of filters over the event log, and the chips of what else it is filtered by."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from core import statuses
from core.clock import Clock
from core.log.choices import Choices
from core.log.event_log import LogFilter
from core.log.suggestions import suggestions
from desktop import theme
from desktop.pages.log_chips import Part, parts
from desktop.pages.log_dialogs import ask_period, ask_types
from desktop.pages.log_filter_menu import filter_menu
from desktop.paint import status_word
from desktop.widgets.completer import LastWordCompleter
from desktop.widgets.controls import combo, refill, tool
from desktop.widgets.layout import col, row
from desktop.widgets.search import Chips, Filter, SearchField
from desktop.widgets.switch import Segments

DIRECTIONS = (("All", None), ("Received", "RECEIVED"), ("Emitted", "EMITTED"))
ANY_TYPE, ANY_STATUS = ("All event types", None), ("Any status", None)
FIELD_ROOM = 150
"""Width that the line to type in keeps beside the chips; more of them stand in a row of their own."""
GAPS = 64
"""Between what stands in the field's line, and around what is typed."""
EDGE = 16
ACROSS, DOWN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


class LogFilters(QWidget):
    """Direction, type, status and text, a menu of other filters, and chips for those."""

    changed = Signal(object)
    """The filter that is wanted now, a `LogFilter`."""

    def __init__(self, now: Clock, beside: QWidget) -> None:
        """Take what stands at the row's right end as `beside`."""
        super().__init__()
        self._now = now
        self._match = LogFilter()
        self._parts: list[Part] = []
        self.known = Choices()
        """What the desk has to filter by."""
        self.direction = Segments(DIRECTIONS, "directionFilter", "Direction")
        self.event_type = combo([ANY_TYPE], "eventTypeFilter", "Event type", 142)
        words = [(status_word(status), status) for status in statuses.LOG]
        self.status = combo([ANY_STATUS, *words], "statusFilter", "Status", 112)
        self.search = SearchField("Search words, ids, types and URLs", "searchField")
        self.completer = LastWordCompleter(self.search.edit, lambda typed: suggestions(typed, self.known))
        self.more_button = tool("funnel", "More filters")
        self.more_button.setObjectName("moreFiltersButton")
        self.save_button = tool("bookmark-simple", "Save as a view…")
        self.save_button.setObjectName("saveViewButton")
        self.chips = Chips()
        self._beside = (self.more_button, self.save_button, beside)
        self._choices = row(self.direction, self.event_type, self.status, None)
        self._rest = row(self.search, self.more_button, self.save_button, 4, beside)
        self._line = row(self._choices, self._rest)
        for line, at in ((self._rest, 0), (self._line, 1)):
            line.setStretch(at, 1)
        self.setLayout(col(self._line, row(self.chips, None), gap=8, margins=(EDGE, 4, EDGE, 12)))
        self.direction.chosen.connect(self._on_changed)
        self.event_type.currentIndexChanged.connect(self._on_changed)
        self.status.currentIndexChanged.connect(self._on_changed)
        self.search.searched.connect(self._on_changed)
        self.more_button.clicked.connect(self._open_menu)

    def match(self) -> LogFilter:
        """Return the filter as it stands."""
        return self._match

    def show_choices(self, known: Choices) -> None:
        """Offer what the log can be filtered by."""
        self.known = known
        kinds = self._match.event_type
        several = [_several(kinds)] if isinstance(kinds, tuple) else []
        refill(self.event_type, [ANY_TYPE, *several, *((name, name) for name in known.types)])
        self._show_chips()

    def set_match(self, match: LogFilter) -> None:
        """Set everything to a filter, and tell it once."""
        changing = (self.direction, self.event_type, self.status, self.search)
        for each in changing:
            each.blockSignals(True)
        kinds = match.event_type
        if kinds and self.event_type.findData(kinds) < 0:
            self.event_type.addItem(*((kinds, kinds) if isinstance(kinds, str) else _several(kinds)))
        self.direction.choose(match.direction)
        self.event_type.setCurrentIndex(max(self.event_type.findData(kinds), 0))
        self.status.setCurrentIndex(max(self.status.findData(match.status), 0))
        self.search.set_text(match.search or "")
        for each in changing:
            each.blockSignals(False)
        self._tell(match)

    def age(self) -> None:
        """Let a time of today be one of another day, once it is."""
        if parts(self._match, self.known, self._now()) != self._parts:
            self._show_chips()

    def minimumSizeHint(self) -> QSize:
        """Return the least room: what stands in one line now can stand in two, and the chips below."""
        least = max(self._choices.minimumSize().width(), self._beside_search() + self._px(FIELD_ROOM))
        return QSize(least + 2 * self._px(EDGE), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the field and the chips where there is room for them."""
        super().resizeEvent(event)
        self._show_chips()

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
            self._show_chips()
            self.changed.emit(match)

    def _show_chips(self) -> None:
        """Show the chips in the field, or below the row if they would leave little of it."""
        self._parts = parts(self._match, self.known, self._now())
        found = [Filter(part.key, part.value, partial(self.set_match, part.rest)) for part in self._parts]
        self.search.show_filters(found)
        room = self.width() - 2 * self._px(EDGE) - self._beside_search()
        choices = self._choices.minimumSize().width() + self._line.spacing()
        in_line = room - choices >= self._px(FIELD_ROOM)
        self._line.setDirection(ACROSS if in_line else DOWN)
        room -= self.search.chips.width_needed() + (choices if in_line else 0)
        is_narrow = bool(found) and room < self._px(FIELD_ROOM)
        self.search.chips.setVisible(bool(found) and not is_narrow)
        self.chips.show_filters(found if is_narrow else [], self._beside[-1])

    def _beside_search(self) -> int:
        """Return the room of what stands in the field's line, and of the field's own edges."""
        return sum(each.sizeHint().width() for each in self._beside) + self._px(GAPS)

    def _px(self, size: int) -> int:
        return theme.current().px(size)

    @Slot()
    def _open_menu(self) -> None:
        menu = filter_menu(self._match, self.known, self.set_match, self._ask_period, self._ask_types, self)
        menu.popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height() + 2)))

    def _ask_period(self) -> None:
        def tell(since: int, until: int) -> None:
            self.set_match(replace(self._match, last=None, since=since, until=until))

        ask_period(self._now(), self._match.since, self._match.until, tell, self)

    def _ask_types(self) -> None:
        def tell(chosen: tuple[str, ...]) -> None:
            kinds = chosen if len(chosen) > 1 else next(iter(chosen), None)
            self.set_match(replace(self._match, event_type=kinds))

        kinds = self._match.event_type or ()
        ask_types(self.known.types, (kinds,) if isinstance(kinds, str) else kinds, tell, self)


def _several(kinds: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    return f"{len(kinds)} event types", kinds
