"""Going anywhere by typing: a page, an app, a webhook, a plugin, an event or a job by its number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from core.incoming.plugins import list_plugins
from core.log.event_log import LogFilter
from core.outgoing.apps import list_apps
from core.outgoing.webhooks import list_webhooks
from core.store.database import Store
from desktop import theme
from desktop.desk import Place
from desktop.tables.columns import Column
from desktop.tables.delegates import CellDelegate
from desktop.tables.rows import RowsTable
from desktop.tables.table_view import Table
from desktop.tasks import off_ui, spawn
from desktop.widgets.layout import col
from desktop.widgets.search import SearchField

SIZE = (560, 400)
HINT = "A page, an app, a webhook, a plugin, or the number of an event or a job"
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Target:
    """Somewhere to go: its name, what it is, and its place."""

    id: str
    name: str
    kind: str
    place: Place


class JumpPalette(QDialog):
    """A line to type in, and below it where that leads. Enter goes to the first, or to the chosen one."""

    def __init__(
        self, store: Store, pages: Sequence[str], go: Callable[[Place], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("jumpPalette")
        self.setWindowTitle("Jump to")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._store, self._go = store, go
        self._all = [Target(f"page {title}", title, "Page", Place(title)) for title in pages]
        self.field = SearchField(HINT, "jumpField")
        self.targets: RowsTable[Target] = RowsTable(_COLUMNS)
        self.table = Table(self.targets, "jumpTable", "Where to go")
        self.table.horizontalHeader().hide()
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayout(col(self.field, self.table, gap=8, margins=(12, 12, 12, 12)))
        self.resize(*(theme.current().px(size) for size in SIZE))
        self.field.edit.textChanged.connect(self._show)
        self.field.edit.installEventFilter(self)
        self.table.clicked.connect(self._jump)
        self._show()
        spawn(self._read(), self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the line's arrow keys move in the list, and Enter go."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _MOVES:
                return QApplication.sendEvent(self.table, event)
            if event.key() in _ENTER:
                self._jump()
                return True
        return super().eventFilter(watched, event)

    async def _read(self) -> None:
        self._all += await off_ui(self._store, _targets, self._store)
        self._show()

    @Slot()
    def _show(self) -> None:
        """Show what has every word that was typed; what begins with them first."""
        typed = self.field.text().casefold()
        found = [each for each in self._all if all(word in _text(each) for word in typed.split())]
        found.sort(key=lambda each: not _text(each).startswith(typed))
        if typed.isdecimal():
            log = LogFilter(search=typed)
            found.insert(0, Target("event", f"Event {typed}", "Event log", Place("Event Logs", log=log)))
            job = Place("Webhook Jobs", job_id=int(typed))
            found.insert(1, Target("job", f"Job {typed}", "Webhook job", job))
        self.targets.set_rows(found)
        self.table.selectRow(0)

    @Slot()
    def _jump(self) -> None:
        target: Target | None = self.table.current_row()
        if target:
            self.accept()
            self._go(target.place)


_COLUMNS = [
    Column[Target](
        "", lambda row: row.name, 300, partial(CellDelegate, size="body"), grows=True, name="Name"
    ),
    Column[Target](
        "", lambda row: row.kind, 180, partial(CellDelegate, ink="text_3"), right=True, name="Kind"
    ),
]


def _text(target: Target) -> str:
    return f"{target.name} {target.kind}".casefold()


def _targets(store: Store) -> list[Target]:
    """Return every app, webhook and plugin."""
    apps = {app.id: app.name for app in list_apps(store)}
    found = [Target(f"app {key}", name, "App", Place("Apps", app_id=key)) for key, name in apps.items()]
    found += [
        Target(
            f"webhook {each.id}",
            each.name,
            f"Webhook of {apps[each.app_id]}",
            Place("Apps", app_id=each.app_id, webhook_id=each.id),
        )
        for each in list_webhooks(store)
    ]
    found += [
        Target(f"plugin {each.id}", each.name, "Plugin", Place("Plugins", plugin_id=each.id))
        for each in list_plugins(store)
    ]
    return found
