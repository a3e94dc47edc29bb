"""The page of apps: a list of them, the chosen one's form, and the form of one of its webhooks."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from core.bus import Change
from core.outgoing.apps import App
from desktop import theme
from desktop.desk import Desk, Place
from desktop.forms.app_form import HEAD_HEIGHT, AppForm
from desktop.forms.app_state import AppsState, AppState, read_apps
from desktop.forms.webhook_form import WebhookForm
from desktop.pages.page import Page
from desktop.tables.columns import Column
from desktop.tables.delegates import CellDelegate
from desktop.tables.rows import RowsTable
from desktop.tables.table_view import Table
from desktop.tasks import Reader, off_ui
from desktop.widgets.controls import button, label
from desktop.widgets.layout import col, drop, holder, row, rule
from desktop.widgets.notes import Act, EmptyState

LIST_WIDTH, LEAST_LIST_WIDTH = 264, 216
READ_PAUSE = 0.15  # seconds between two reads: a flood of deliveries must not fill the UI thread
EMPTY = (
    "An app stands for a system that you tell of events. It owns webhooks, and its permissions say which "
    "events they may get."
)


class AppsPage(Page):
    """Apps at the left, the chosen one at the right; the form of a webhook takes the whole page."""

    title = "Apps"
    watches = Change.APPS | Change.WEBHOOKS | Change.LOG

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.model: RowsTable[App] = RowsTable(_columns())
        self.table = Table(self.model, "appsTable", "Apps")
        self.new_button = button("New app", icon="plus", name="newAppButton")
        self.app_form = AppForm(desk, self)
        self.webhook_form: WebhookForm | None = None
        self._chosen: int | None = None  # the app that is shown; None until one is there
        self._new = False  # a new app is being made
        self._state: AppState | None = None
        self._wanted: int | None = None  # a webhook to open once it is read
        self._showing = False
        self._reader = Reader(self._read, self, READ_PAUSE)
        self._empty = EmptyState("squares-four")
        self._empty.say("No apps yet", EMPTY, Act("New app", self._on_new))
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def refresh(self, _change: Change) -> None:
        """Read the apps and the chosen one again."""
        self._reader.ask()

    def age(self) -> None:
        """Let the health of the webhook whose form is open be that of now."""
        if self.webhook_form:
            self.webhook_form.health.age()

    def open(self, place: Place) -> None:
        """Show an app, or the form of a webhook."""
        if place.app_id is not None or place.webhook_id is not None:
            self.leave(lambda: self._go(place))

    def webhook_in_sight(self) -> int | None:
        """Return the id of the webhook whose form is shown; None where none is."""
        return self.webhook_form.webhook_id if self.webhook_form else None

    def leave(self, proceed: Callable[[], None]) -> None:
        """Ask before unsaved changes are lost."""
        form = self.webhook_form or self.app_form
        if form.changed():
            self.ask_to_leave(f"The changes to “{form.title()}” are lost.", self._discard, proceed)
        else:
            proceed()

    async def _read(self) -> None:
        store, asked = self.desk.engine.store, (self._chosen, self._wanted)
        found = await off_ui(store, read_apps, store, *asked)
        if asked == (self._chosen, self._wanted):
            self._show(found)
        else:  # the user went on meanwhile
            self._reader.ask()

    def _show(self, found: AppsState) -> None:
        """Show what was read; a form in which something is being changed stays as it is."""
        self._showing = True
        self.model.set_rows(found.apps)
        self._state = found.chosen
        if self._state and not self._new:
            self._chosen = self._state.app.id
            self.app_form.show_state(self._state)
            self.table.choose(self._chosen)
        self._showing = False
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self._open_form(wanted)
        self._follow_form()
        self._show_layer()

    def _follow_form(self) -> None:
        """Let the open form of a webhook see the new state, or close it if the webhook is gone."""
        form = self.webhook_form
        if form is None:
            return
        gone = form.webhook_id is not None and (not self._state or not self._state.row(form.webhook_id))
        if gone or self._state is None:
            self._close_form()
        else:
            form.show_state(self._state)

    def _show_layer(self) -> None:
        if self._stack.currentIndex() == 0:
            self._measure_anew()
        nothing = not self._new and self._state is None
        self._stack.setCurrentWidget(self.webhook_form or (self._nothing if nothing else self._split))
        self.turned.emit()

    def _open_form(self, webhook_id: int | None) -> None:
        """Show the form of a webhook of the chosen app, or of a new one."""
        if self._state is None or (webhook_id is not None and not self._state.row(webhook_id)):
            return
        self._close_form()
        form = WebhookForm(self.desk, self, self._state, webhook_id)
        form.leaving.connect(lambda: self.leave(self._close_form))
        form.permissions_asked.connect(self._on_permissions_asked)
        self.webhook_form = form
        self._stack.addWidget(form)
        QTimer.singleShot(0, form, self._show_form)  # made in one turn, shown in the next: neither is long

    def _show_form(self) -> None:
        self._show_layer()
        self._measure_anew()
        if self.webhook_form:
            self.webhook_form.fields.name_edit.setFocus()

    def _measure_anew(self) -> None:
        """Let the form of the app ask for its room: never laid out, it keeps that of before it was filled."""
        for part in (*self.app_form.findChildren(QWidget), self.app_form):
            part.updateGeometry()

    def _close_form(self) -> None:
        if form := self.webhook_form:
            self.webhook_form = None
            drop(self._stack, form)
            self._show_layer()
            self.app_form.webhooks.table.setFocus()

    def _discard(self) -> None:
        if self.webhook_form:
            self._close_form()
        else:
            self._new = False
            self.app_form.discard()

    def _go(self, place: Place) -> None:
        self._close_form()
        self._new = False
        self._chosen, self._wanted = place.app_id, place.webhook_id
        self.refresh(self.watches)

    def _lay_out(self) -> None:
        px = theme.current().px
        head = holder(row(label("Apps", "heading"), None, self.new_button, margins=(16, 0, 12, 0)))
        head.setFixedHeight(px(HEAD_HEIGHT))
        left = holder(col(head, self.table, gap=0))
        left.setMinimumWidth(px(LEAST_LIST_WIDTH))
        left.setMaximumWidth(px(LIST_WIDTH))
        split = row(left, rule(vertical=True), self.app_form, gap=0)
        split.setStretch(0, 1)  # a quarter, within its bounds: in a narrow window the form needs the room
        split.setStretch(2, 3)
        self._split = holder(split)
        self._nothing = holder(col(self.title_row(), self._empty, gap=0))
        for layer in (QWidget(), self._split, self._nothing):  # blank until the first one is read
            self._stack.addWidget(layer)
        self.banner.inset(16, 12, 16, 4)  # no title stands above it
        self.body.addWidget(self.banner)
        self.body.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.new_button.clicked.connect(self._on_new)
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        self.table.opened.connect(lambda _app: self.app_form.name_edit.setFocus())
        self.app_form.created.connect(self._on_created)
        self.app_form.given_up.connect(self._on_given_up)
        self.app_form.webhooks.opened.connect(
            lambda webhook_id: self.leave(lambda: self._open_form(webhook_id))
        )
        self.app_form.webhooks.create_asked.connect(lambda: self.leave(lambda: self._open_form(None)))

    def _on_row(self, current: QModelIndex) -> None:
        """Show the app that was chosen in the list, once the changes of another are saved or given up."""
        if self._showing or not current.isValid():
            return
        chosen = self.model.row(current.row()).id
        if chosen == self._chosen and not self._new:
            return
        self.leave(lambda: self._go(Place("Apps", app_id=chosen)))
        if self._chosen != chosen:  # asked: the list shows what the form shows until that is settled
            self._show_chosen()

    def _show_chosen(self) -> None:
        self._showing = True
        if self._new or self._chosen is None:
            self.table.setCurrentIndex(QModelIndex())
            self.table.clearSelection()
        else:
            self.table.choose(self._chosen)
        self._showing = False

    def _on_new(self) -> None:
        self.leave(self._begin_new)

    def _begin_new(self) -> None:
        self._new = True
        self._show_chosen()
        self.app_form.show_new()
        self._show_layer()

    def _on_created(self, app_id: int) -> None:
        self._go(Place("Apps", app_id=app_id))

    def _on_given_up(self) -> None:
        self._go(Place("Apps", app_id=self._chosen))

    def _on_permissions_asked(self) -> None:
        def show() -> None:
            self._close_form()
            self.app_form.permissions.search.setFocus()

        self.leave(show)


def _columns() -> list[Column[App]]:
    return [
        Column(
            "Name",
            lambda app: app.name,
            160,
            lambda: CellDelegate(size="body", rich=True),
            second=lambda app: "" if app.is_active else "inactive",
            ink=lambda app: "" if app.is_active else "text_3",
            grows=True,
            narrow=110,
        ),
        Column(
            "Webhooks", lambda app: str(app.webhook_count), 84, lambda: CellDelegate(ink="text_3"), right=True
        ),
    ]
