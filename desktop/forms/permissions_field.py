"""Choosing an app's permissions: check boxes, those that open most events first."""

from collections import Counter
from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from core.catalogue import Permission, catalogue
from desktop import theme
from desktop.widgets.controls import button, label
from desktop.widgets.layout import col, holder, row, scrolling
from desktop.widgets.search import SearchField
from desktop.words import plain_tip

COLUMNS = 3
LEAST_HEIGHT = 116  # of the boxes: five lines
COLUMN, WIDE_COLUMN = 176, 264  # at the least; the longest labels are only in the whole list


class PermissionsField(QWidget):
    """What an app may get. `changed` tells that the user gave or took one.

    At first those are in sight that an event needs, and those given; the rest on demand or by search.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opens = Counter(event.permission for event in catalogue().events.values())
        self.boxes = {each.code: self._box(each) for each in self._ordered()}
        """The check boxes by code."""
        self.search = SearchField("Find a permission")
        self.search.setMaximumWidth(theme.current().px(220))
        self._count = label(role="hint")
        self._more = button("Show all", "link")
        self._whole = False
        self._laid_out = COLUMNS  # columns
        self._grid = QGridLayout()
        self._set_distances()
        head = row(self.search, None, self._count, self._more)
        head.setStretch(0, 100)  # up to its greatest width
        self._boxes = scrolling(holder(self._grid))
        self._boxes.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayout(col(head, holder(col(self._boxes, margins=(1, 1, 1, 1)), "panel"), gap=8))
        self.search.searched.connect(self._arrange)
        self._more.clicked.connect(self._on_more)
        self.show_permissions(())

    def permissions(self) -> tuple[str, ...]:
        """Return the codes that are given."""
        return tuple(code for code in catalogue().permissions if self.boxes[code].isChecked())

    def show_permissions(self, given: Iterable[str]) -> None:
        """Check these and no others; nobody is told."""
        given = set(given)
        for code, box in self.boxes.items():
            blocked = box.blockSignals(True)
            box.setChecked(code in given)
            box.blockSignals(blocked)
        self._arrange()

    def _ordered(self) -> list[Permission]:
        return sorted(catalogue().permissions.values(), key=lambda each: -self._opens[each.code])

    def _box(self, permission: Permission) -> QCheckBox:
        box = QCheckBox(permission.label)
        box.setObjectName(permission.code)
        box.setAccessibleName(permission.label)
        events = self._opens[permission.code]
        opens = f"needed by {events} event{'s' if events > 1 else ''}" if events else "no event needs it"
        box.setToolTip(plain_tip(f"{permission.code}: {opens}"))
        box.setMinimumWidth(1)  # a narrow window cuts it rather than growing
        box.toggled.connect(self._on_toggled)
        return box

    def _arrange(self) -> None:
        """Lay out the boxes that are meant to be in sight, row by row."""
        words = self.search.text().casefold().split()
        for box in self.boxes.values():
            self._grid.removeWidget(box)
            box.hide()
        shown = [box for code, box in self.boxes.items() if self._is_meant(code, words)]
        columns = self._columns()
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, int(column < columns))
        for at, box in enumerate(shown):
            self._grid.addWidget(box, at // columns, at % columns, Qt.AlignmentFlag.AlignLeft)
            box.show()
        self._laid_out = columns
        self._grid.activate()
        high = self._grid.sizeHint().height()
        self._boxes.setMaximumHeight(high)  # all of it where there is room; else it scrolls
        least = theme.current().px(LEAST_HEIGHT) * (2 if self._whole else 1)
        self._boxes.setMinimumHeight(min(high, least))
        self._tell_count()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out the boxes anew where another number of columns fits."""
        super().resizeEvent(event)
        if self._columns() != self._laid_out:
            self._arrange()

    def _columns(self) -> int:
        """Return how many columns of whole labels fit."""
        is_wide = self._whole or bool(self.search.text())
        fit = self.width() // theme.current().px(WIDE_COLUMN if is_wide else COLUMN)
        return min(max(fit, 1), COLUMNS)

    def _is_meant(self, code: str, words: list[str]) -> bool:
        box = self.boxes[code]
        if words:
            return all(word in f"{box.text()} {code}".casefold() for word in words)
        return self._whole or self._opens[code] > 0 or box.isChecked()

    def _on_toggled(self) -> None:
        self._tell_count()
        self.changed.emit()

    def _on_more(self) -> None:
        self._whole = not self._whole
        self._more.setText("Show fewer" if self._whole else "Show all")
        self._more.setAccessibleName(self._more.text())
        self._arrange()

    def _tell_count(self) -> None:
        self._count.setText(f"{len(self.permissions())} of {len(self.boxes)} given")

    def _set_distances(self) -> None:
        px = theme.current().px
        self._grid.setContentsMargins(px(12), px(8), px(12), px(8))
        self._grid.setVerticalSpacing(px(4))
        self._grid.setHorizontalSpacing(px(16))
