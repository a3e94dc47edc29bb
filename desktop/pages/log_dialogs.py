"""The two questions that filters ask: from when to when, and which types of event."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QDateTime, QSize, Qt
from PySide6.QtWidgets import (
    QDateTimeEdit,
    QDialog,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop import theme
from desktop.widgets.controls import button, label
from desktop.widgets.layout import Item, col, holder, mark, row, rule
from desktop.words import DAY, MINUTE

CHECKED, UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class PeriodDialog(QDialog):
    """Asks for two times, in the time zone of this computer; tells them in epoch milliseconds."""

    def __init__(self, now: int, since: int | None, until: int | None, parent: QWidget) -> None:
        super().__init__(parent)
        _dress(self, "periodDialog", "Events from … to …")
        self.since = _time("periodFrom", "From", now - DAY if since is None else since)
        self.until = _time("periodTo", "To", now + MINUTE if until is None else until)
        self.show_button = button("Show events", "primary")
        self.since.dateTimeChanged.connect(self._check)
        self.until.dateTimeChanged.connect(self._check)
        self.show_button.clicked.connect(self.accept)
        times = row(label("From", "label"), self.since, 8, label("to", "label"), self.until, None)
        self.setLayout(_over_foot(self, times, self.show_button))

    def times(self) -> tuple[int, int]:
        """Return both times."""
        return self.since.dateTime().toMSecsSinceEpoch(), self.until.dateTime().toMSecsSinceEpoch()

    def _check(self) -> None:
        since, until = self.times()
        self.show_button.setEnabled(since < until)


class TypesDialog(QDialog):
    """Asks for one or several types of event."""

    def __init__(self, types: Sequence[str], chosen: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        _dress(self, "eventTypesDialog", "Event types")
        self.list = QListWidget()
        self.list.setObjectName("eventTypesList")
        self.list.setAccessibleName("Event types")
        mark(self.list, "choices")
        for name in types:
            item = QListWidgetItem(name, self.list)
            item.setSizeHint(QSize(0, theme.current().px(theme.ROW)))
            item.setCheckState(CHECKED if name in chosen else UNCHECKED)
        self.list.itemActivated.connect(_turn)
        self.show_button = button("Show events", "primary")
        self.show_button.clicked.connect(self.accept)
        self.setLayout(_over_foot(self, self.list, self.show_button))
        self.resize(theme.current().px(340), theme.current().px(420))

    def chosen(self) -> tuple[str, ...]:
        """Return the types that are ticked."""
        items = (self.list.item(at) for at in range(self.list.count()))
        return tuple(item.text() for item in items if item.checkState() == CHECKED)


def ask_types(
    types: Sequence[str], chosen: Sequence[str], tell: Callable[[tuple[str, ...]], None], parent: QWidget
) -> None:
    """Open the dialog of types; what is chosen is told when it closes."""
    dialog = TypesDialog(types, chosen, parent)
    dialog.accepted.connect(lambda: tell(dialog.chosen()))
    dialog.open()


def ask_period(
    now: int, since: int | None, until: int | None, tell: Callable[[int, int], None], parent: QWidget
) -> None:
    """Open the dialog of times; what is chosen is told when it closes."""
    dialog = PeriodDialog(now, since, until, parent)
    dialog.accepted.connect(lambda: tell(*dialog.times()))
    dialog.open()


def _dress(dialog: QDialog, name: str, title: str) -> None:
    dialog.setObjectName(name)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)


def _over_foot(dialog: QDialog, asked: Item, act: QPushButton) -> QVBoxLayout:
    cancel = button("Cancel")
    cancel.clicked.connect(dialog.reject)
    act.setDefault(True)
    foot = row(None, cancel, act, margins=(16, 8, 16, 8))
    return col(col(asked, margins=(16, 16, 16, 16)), rule(), holder(foot, "chrome"), gap=0)


def _time(name: str, accessible: str, at: int) -> QDateTimeEdit:
    made = QDateTimeEdit(QDateTime.fromMSecsSinceEpoch(at))
    made.setObjectName(name)
    made.setAccessibleName(accessible)
    made.setCalendarPopup(True)
    made.setDisplayFormat("yyyy-MM-dd HH:mm")
    return made


def _turn(item: QListWidgetItem) -> None:
    item.setCheckState(UNCHECKED if item.checkState() == CHECKED else CHECKED)
