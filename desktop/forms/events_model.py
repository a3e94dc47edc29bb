"""The events of the catalogue as a tree with check boxes: areas, and below each its events."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel

from core.catalogue import ANY, Event, catalogue
from core.outgoing.silence import missing_permissions

NAME_ROLE = Qt.ItemDataRole.UserRole + 1
"""The exact name of an event; areas have none."""
HINT_ROLE = Qt.ItemDataRole.UserRole + 2
"""What stands at the right: the words, and the token of their colour."""
_ON, _SOME, _OFF = Qt.CheckState.Checked, Qt.CheckState.PartiallyChecked, Qt.CheckState.Unchecked


class EventsModel(QStandardItemModel):
    """Which events are chosen, and which of them the app may not have.

    The first row stands for every event. While it is checked the others only show what would be chosen
    without it.
    """

    chosen_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._held: tuple[str, ...] = ()
        self._found: frozenset[str] | None = None  # what a search left in sight
        self._busy = True
        self.any = _item("Any event", ANY)
        self.areas = {name: _item(name) for name in catalogue().areas}
        self.events = {event.name: _event_item(event) for event in catalogue().events.values()}
        for event in catalogue().events.values():
            self.areas[event.area].appendRow(self.events[event.name])
        for row in (self.any, *self.areas.values()):
            self.appendRow(row)
        self.itemChanged.connect(self._on_item_changed)
        self._busy = False
        self._settle()

    def chosen(self) -> tuple[str, ...]:
        """Return the chosen events in the catalogue's order, or `any_events` alone."""
        if self.any.checkState() == _ON:
            return (ANY,)
        return tuple(name for name, item in self.events.items() if item.checkState() == _ON)

    def choose(self, events: Iterable[str]) -> None:
        """Check these events and no others; nobody is told."""
        wanted = set(events)
        self._busy = True
        self.any.setCheckState(_ON if ANY in wanted else _OFF)
        for name, item in self.events.items():
            item.setCheckState(_ON if name in wanted else _OFF)
        self._busy = False
        self._settle()

    def allow(self, permissions: tuple[str, ...]) -> None:
        """Say which permissions the app holds."""
        self._held = permissions
        self._settle()

    def narrow(self, found: frozenset[str] | None) -> None:
        """Say which events are in sight: the box of an area turns those alone. None is all."""
        self._found = found

    def _on_item_changed(self, item: QStandardItem) -> None:
        """Carry a click on an area to its events, and tell."""
        if self._busy:
            return
        self._busy = True
        if item.hasChildren():
            for event in _children(item):
                if self._found is None or event.data(NAME_ROLE) in self._found:
                    event.setCheckState(_ON if item.checkState() == _ON else _OFF)
        self._busy = False
        self._settle()
        self.chosen_changed.emit()

    def _settle(self) -> None:
        """Make boxes and hints say what is chosen and what is missing."""
        self._busy = True
        every = self.any.checkState() == _ON
        _hint(self.any, "All that the app's permissions allow", "text_3")
        for area in self.areas.values():
            events = _children(area)
            picked = [item.data(NAME_ROLE) for item in events if item.checkState() == _ON]
            area.setCheckState(_OFF if not picked else _ON if len(picked) == len(events) else _SOME)
            _hint(area, *self._area_hint(picked, len(events), every=every))
            for item in (area, *events):
                item.setEnabled(not every)
        for name, item in self.events.items():
            _hint(item, *self._event_hint(name, picked=item.checkState() == _ON and not every))
        self._busy = False

    def _area_hint(self, picked: list[str], count: int, *, every: bool) -> tuple[str, str]:
        if not picked or every:
            return str(count), "text_3"
        lacking = missing_permissions(tuple(picked), self._held)
        if not lacking:
            return f"{len(picked)} of {count}", "accent"
        needs = f"Needs “{_label(next(iter(lacking)))}”" if len(lacking) == 1 else "Needs permissions"
        return f"{needs}   {len(picked)} of {count}", "wait"

    def _event_hint(self, name: str, *, picked: bool) -> tuple[str, str]:
        permission = catalogue().events[name].permission
        if permission in self._held:
            return "", "text_3"
        return f"Needs “{_label(permission)}”", "wait" if picked else "text_3"


def find_events(text: str) -> frozenset[str] | None:
    """Return the names of the events that hold every word of `text` in name, label or area; None for all."""
    words = text.casefold().split()
    if not words:
        return None
    known = catalogue().events.values()
    return frozenset(event.name for event in known if all(word in _haystack(event) for word in words))


def _haystack(event: Event) -> str:
    return f"{event.name} {event.label} {event.area}".casefold()


def _label(permission: str) -> str:
    return catalogue().permissions[permission].label


def _event_item(event: Event) -> QStandardItem:
    item = _item(event.label, event.name)
    later = "" if event.in_docs_era else " Came after the article."
    item.setToolTip(f"{event.name}: {event.trigger}.{later}")
    return item


def _item(text: str, name: str = "") -> QStandardItem:
    item = QStandardItem(text)
    item.setEditable(False)
    item.setCheckable(True)
    item.setData(name, NAME_ROLE)
    return item


def _children(area: QStandardItem) -> list[QStandardItem]:
    return [area.child(row) for row in range(area.rowCount())]


def _hint(item: QStandardItem, words: str, token: str) -> None:
    if item.data(HINT_ROLE) != (words, token):
        item.setData((words, token), HINT_ROLE)
        spoken = (item.text(), item.data(NAME_ROLE), words)
        item.setData(", ".join(part for part in spoken if part), Qt.ItemDataRole.AccessibleTextRole)
