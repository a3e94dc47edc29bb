"""A table that grows at its top while it is read: it follows the newest row, or keeps its place."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer
from PySide6.QtWidgets import QProgressBar, QStackedLayout, QWidget

from desktop import theme
from desktop.tables.paged_table import PAGE, PagedTable
from desktop.tables.rows import NO_INDEX
from desktop.tables.table_view import Table
from desktop.tables.windowed_table import WindowedTable
from desktop.widgets.controls import button
from desktop.widgets.notes import EmptyState
from desktop.widgets.switch import Switch
from desktop.words import count

LOOK_MS = 60  # after the last move, to see which rows are in sight
SLOW_MS = 1_000  # before a read says that it is under way
AHEAD = 60  # rows below the last one in sight that shall be loaded


class LiveTable(QWidget):
    """A `Table` over rows that come in on top, with what stands around it.

    `follow` is the switch "Follow newest", for the page to place. It is on while the table is at its
    top; scrolling away turns it off, keeps what is read in its place, and offers what is new.
    """

    def __init__(
        self,
        model: PagedTable[Any, Any] | WindowedTable[Any, Any],
        name: str,
        accessible: str,
        *,
        noun: str,
        icon: str,
        say_empty: Callable[[EmptyState], None],
    ) -> None:
        """Take the word for a row ("event"), and what fills the empty state each time it is shown."""
        super().__init__()
        self.model = model
        self.table = _SteadyTable(model, name, accessible)
        self.follow = Switch("Follow newest", on=True)
        self.newer_button = button(f"New {noun}s", "primary")
        self.newer_button.setParent(self.table)
        self.newer_button.hide()
        self.newer_button.clicked.connect(self._follow_again)
        self.empty = EmptyState(icon)
        self._say_empty, self._noun = say_empty, noun
        self._unseen = 0
        self._chosen: object = None
        self._slow = _slow_bar(self.table)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.empty)
        self._look_soon = QTimer(self, interval=LOOK_MS, singleShot=True)
        self._look_soon.timeout.connect(self._look)
        self._listen()

    def show_matching(self, match: object) -> None:
        """Show the rows that match, from the newest; follow them."""
        self._slow_soon.start()
        self._set_following(True)
        self.model.show(match)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep what lies over the table in its place."""
        if event.type() == QEvent.Type.Resize:
            self._place()
            self._look_soon.start()
        return super().eventFilter(watched, event)

    def _listen(self) -> None:
        self._slow_soon = QTimer(self, interval=SLOW_MS, singleShot=True)
        self._slow_soon.timeout.connect(self._slow.show)
        self.table.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.table.viewport().installEventFilter(self)
        self.follow.toggled.connect(self._on_follow)
        self.model.settled.connect(self._on_settled)
        self.model.arrived.connect(self._on_arrived)
        self.model.modelAboutToBeReset.connect(self._before_reset)
        self.model.modelReset.connect(self._after_reset)

    def _on_scrolled(self, value: int) -> None:
        self._set_following(value == 0)
        if self.model.holds(*self._in_sight()):
            self._look_soon.start()
        else:
            self._look()

    def _on_follow(self, on: bool) -> None:
        """Do as the switch was turned by hand."""
        self._set_following(on)
        if on:
            self.table.scrollToTop()

    def _follow_again(self) -> None:
        self.follow.setChecked(True)

    def _set_following(self, on: bool) -> None:
        self.model.follows = on
        self.table.is_steady = not on
        if self.follow.isChecked() != on:
            blocked = self.follow.blockSignals(True)
            self.follow.setChecked(on)
            self.follow.blockSignals(blocked)
        if on:
            self._unseen = 0
            self.newer_button.hide()
            self.model.catch_up()

    def _on_arrived(self, number: int) -> None:
        if self.model.follows:
            return
        self._unseen += 0 if self.model.behind else number
        many = f"More than {max(self._unseen, PAGE)} new {self._noun}s"
        self.newer_button.setText(many if self.model.behind else count(self._unseen, f"new {self._noun}"))
        self.newer_button.setAccessibleName(self.newer_button.text())
        self.newer_button.adjustSize()
        self._place()
        self.newer_button.show()

    def _on_settled(self) -> None:
        self._slow_soon.stop()
        self._slow.hide()
        is_empty = self.model.read_once and not self.model.rowCount()
        if is_empty:
            self._say_empty(self.empty)
        self._turn_to(self.empty if is_empty else self.table)
        self._look_soon.start()

    def take_keyboard(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Give the keyboard to what is shown. A focus proxy would do it, and break the way of the Tab key."""
        (self.empty if self._pages.currentWidget() is self.empty else self.table).setFocus(reason)

    def _turn_to(self, shown: QWidget) -> None:
        """Show the table or the empty state; the keyboard goes along if it was on the other one."""
        focused = self.window().focusWidget()
        if shown is not self._pages.currentWidget():
            self._pages.setCurrentWidget(shown)
            if focused and self.isAncestorOf(focused):
                self.take_keyboard()

    def _look(self) -> None:
        """Tell the model which rows are in sight, and load some more before they are reached."""
        rows, (first, last) = self.model.rowCount(), self._in_sight()
        if first >= 0 and self.isVisible():
            self.model.watch(first, last)
        if rows and last + AHEAD >= rows and self.model.canFetchMore(NO_INDEX):
            self.model.fetchMore(NO_INDEX)

    def _in_sight(self) -> tuple[int, int]:
        """Return the first and the last row in sight; -1 where there is none."""
        first, last = self.table.rowAt(0), self.table.rowAt(self.table.viewport().height() - 1)
        return first, self.model.rowCount() - 1 if last < 0 else last

    def _before_reset(self) -> None:
        self._chosen = self.table.current_id()

    def _after_reset(self) -> None:
        self.table.scrollToTop()
        if self._chosen is not None:
            self.table.choose(self._chosen)

    def _place(self) -> None:
        head = self.table.horizontalHeader().height()
        left = (self.table.width() - self.newer_button.width()) // 2
        self.newer_button.move(left, head + theme.current().px(8))
        self._slow.setGeometry(0, head, self.table.width(), theme.current().px(6))


class _SteadyTable(Table):
    """A table whose rows in sight stay where they are while others come and go above them."""

    is_steady = False

    def setModel(self, model: Any) -> None:
        """Watch rows go, too."""
        super().setModel(model)
        model.rowsRemoved.connect(self._on_removed)

    def rowsInserted(self, parent: QModelIndex | QPersistentModelIndex, start: int, end: int) -> None:
        """Move with the rows in sight."""
        super().rowsInserted(parent, start, end)
        if self.is_steady and start * self._row() <= self.verticalScrollBar().value():
            self._move(end - start + 1)

    def _on_removed(self, _parent: QModelIndex, start: int, end: int) -> None:
        above = min(end + 1, self.verticalScrollBar().value() // self._row()) - start
        if self.is_steady and above > 0:
            self._move(-above)

    def _move(self, rows: int) -> None:
        value = self.verticalScrollBar().value()
        self.updateGeometries()
        self.verticalScrollBar().setValue(value + rows * self._row())

    def _row(self) -> int:
        return self.verticalHeader().defaultSectionSize()


def _slow_bar(parent: QWidget) -> QProgressBar:
    bar = QProgressBar(parent)
    bar.setRange(0, 0)
    bar.setTextVisible(False)
    bar.setAccessibleName("Searching")
    bar.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    bar.hide()
    return bar
