"""The webhooks of an app: where they send to, how it went last, and why one gets nothing."""

from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from core.clock import Clock
from core.log.event_log import LogFilter
from core.outgoing.silence import Silence
from desktop.desk import Desk, Place
from desktop.forms.acts import ask_about_held, ask_to_delete_webhook, mend, started, switch_webhook
from desktop.forms.app_state import AppState, WebhookRow, events_words
from desktop.tables.columns import MIDDLE_CUT, Column
from desktop.tables.delegates import CellDelegate, SwitchDelegate
from desktop.tables.rows import RowsTable
from desktop.tables.table_view import Table
from desktop.widgets.controls import button, label
from desktop.widgets.layout import col, holder, row
from desktop.widgets.notes import Act, Banner, EmptyState
from desktop.widgets.passing import passing_menu
from desktop.words import ago, answer_words, bare_url, took

CREATE = "createWebhookButton"
STATUS, STATUS_WIDTH, HELD_WIDTH = 5, 124, 164  # the column; its width, and that of "Active, 1,312 held"


class WebhooksList(QWidget):
    """A table of webhooks with its heading, and above it the one thing that most needs a hand."""

    opened = Signal(int)
    """The id of the webhook whose form is wanted."""
    create_asked = Signal()
    permissions_asked = Signal()
    """The user wants to choose permissions for the app."""

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__()
        self._desk, self._page = desk, page
        self._state: AppState | None = None
        self._said = ("", "")  # what the banner said last: dismissed, it stays away until something changes
        self.banner = Banner()
        self.banner.inset(16, 0, 16, 12)
        self.model: RowsTable[WebhookRow] = RowsTable(_columns(desk.engine.store.clock))
        self.table = Table(self.model, "webhooksTable", "Webhooks")
        self.create_button = button("Create Webhook", icon="plus", name=CREATE)
        self.empty = EmptyState("paper-plane-tilt")
        self._first_button = self._explain_emptiness()
        self._rows = QStackedWidget()
        self._rows.addWidget(self.table)
        self._rows.addWidget(self.empty)
        head = holder(row(label("Webhooks", "title"), None, self.create_button, margins=(16, 12, 16, 8)))
        self.setLayout(col(head, self.banner, self._rows, gap=0))
        self._connect()

    def show_state(self, state: AppState) -> None:
        """Show an app's webhooks as they stand now."""
        if self._state and self._state.app.id != state.app.id:
            self.banner.dismiss()
            self._said = ("", "")
        self._state = state
        self.model.set_rows(state.rows)
        tells_both = any(row.held and row.webhook.is_active for row in state.rows)
        self.table.widths.mean(STATUS, HELD_WIDTH if tells_both else STATUS_WIDTH)
        self._show_empty(empty=not state.rows)
        self._tell()

    def come_after(self, widget: QWidget) -> None:
        """Let the keyboard come here from a widget that stands above."""
        for each in (self.create_button, self.table, self._first_button):
            QWidget.setTabOrder(widget, each)
            widget = each

    def _connect(self) -> None:
        self.create_button.clicked.connect(self.create_asked)
        self.table.opened.connect(lambda row: self.opened.emit(row.id))
        self.table.selectionModel().currentRowChanged.connect(self._tell)
        self.table.customContextMenuRequested.connect(self._on_menu)
        self.model.switched.connect(self._on_switched)

    def _show_empty(self, *, empty: bool) -> None:
        """Show the table or what to do first; the one button that creates has the name, wherever it is."""
        self._rows.setCurrentWidget(self.empty if empty else self.table)
        self.create_button.setVisible(not empty)
        self.create_button.setObjectName("" if empty else CREATE)
        self._first_button.setObjectName(CREATE if empty else "")

    def _explain_emptiness(self) -> QPushButton:
        text = "A webhook sends this app's events to an address of yours, as they happen."
        act = Act("Create Webhook", self.create_asked.emit)
        self.empty.say("No webhooks yet", f"{text} Have its Target URL ready.", act)
        return self.empty.findChildren(QPushButton)[0]

    def _on_switched(self, row: WebhookRow, on: bool) -> None:
        started(self._page, partial(switch_webhook, self._desk, self._page, row.webhook, on=on))()

    def _tell(self) -> None:
        """Say in the banner what stands in the way of the app's webhooks, the chosen one first."""
        said = self._trouble()
        words = said[:2] if said else ("", "")
        if words == self._said:
            return
        self._said = words
        self.banner.dismiss()
        if said:
            title, advice, act = said
            self.banner.say("wait", title, advice, act)

    def _trouble(self) -> tuple[str, str, Act] | None:
        rows = self.model.rows()
        chosen = self.table.current_row()
        for row_ in ([chosen] if chosen else []) + list(rows):
            reasons = row_.silences()
            if row_ is not chosen:  # that it is switched off is seen in its row
                reasons = [why for why in reasons if why.kind != "webhook_inactive"]
            if reasons:
                return self._silence(row_, reasons[0])
        failing = [each for each in rows if each.webhook.is_active and each.last and each.last.error]
        return self._failing(failing[0]) if failing else None

    def _silence(self, row_: WebhookRow, why: Silence) -> tuple[str, str, Act]:
        act = mend(self._desk, self._page, row_, why, self.permissions_asked.emit)
        if why.kind == "app_inactive":
            return "The app is not active", "None of its webhooks gets anything.", act
        gets = "gets nothing" if why.kind == "webhook_inactive" else "does not get all it asks for"
        return f"“{row_.webhook.name}” {gets}", why.sentence, act

    def _failing(self, row_: WebhookRow) -> tuple[str, str, Act]:
        assert row_.last
        advice = f"The last attempt: {row_.last.error}. Correct the Target URL or switch the webhook off."
        act = Act("Open webhook", partial(self.opened.emit, row_.id))
        return f"“{row_.webhook.name}” could not be delivered to", advice, act

    def _on_menu(self, at: QPoint) -> None:
        chosen = self.table.current_row()
        if chosen is None:
            return
        menu = passing_menu(self)
        menu.addAction("Open webhook", lambda: self.opened.emit(chosen.id))
        menu.addAction("Show its deliveries", lambda: self._go_to_log(chosen.id))
        if chosen.held and chosen.webhook.is_active and chosen.app.is_active:
            held, name = {chosen.id: chosen.held}, chosen.webhook.name
            menu.addAction("Release or discard…", lambda: ask_about_held(self._desk, self._page, name, held))
        menu.addAction("Copy id", lambda: QGuiApplication.clipboard().setText(str(chosen.id)))
        menu.addSeparator()
        menu.addAction("Delete webhook…", lambda: ask_to_delete_webhook(self._desk, self._page, chosen))
        menu.popup(self.table.viewport().mapToGlobal(at))

    def _go_to_log(self, webhook_id: int) -> None:
        self._desk.go(Place("Event Logs", log=LogFilter(webhook_id=webhook_id)))


def _columns(now: Clock) -> list[Column[WebhookRow]]:
    def last(row: WebhookRow) -> str:
        return ago(row.last.at, now()) if row.last else "never"

    def events_ink(row: WebhookRow) -> str:
        return "wait" if any(why.kind == "permission_missing" for why in row.silences()) else ""

    def quiet() -> CellDelegate:
        return CellDelegate(ink="text_2", rich=True)

    return [
        Column("Name", lambda row: row.webhook.name, 140, partial(CellDelegate, bold=True), narrow=88),
        Column(
            "Target URL",
            lambda row: bare_url(row.webhook.target_url),
            200,
            partial(CellDelegate, ink="text_2", elide=MIDDLE_CUT),
            grows=True,
            narrow=96,
            least=88,
            main=True,
        ),
        Column("Events", lambda row: events_words(row.webhook.events), 80, quiet, ink=events_ink, narrow=72),
        Column("Last delivery", last, 96, quiet, ages=True, narrow=80, least=72),
        Column(
            "Answer",
            lambda row: answer_words(row.last.status_code, row.last.error) if row.last else "",
            128,
            partial(CellDelegate, rich=True),
            narrow=80,
            least=60,
            second=lambda row: took(row.last.duration_ms) if row.last else "",
            ink=lambda row: "bad" if row.last and row.last.error else "",
        ),
        _status_column(),
    ]


def _status_column() -> Column[WebhookRow]:
    return Column(
        "Status",
        _status,
        STATUS_WIDTH,
        SwitchDelegate,
        narrow=104,
        least=100,
        switch=lambda row: row.webhook.is_active,
        can_switch=lambda _row: True,
        tip=_status_tip,
    )


def _status(row: WebhookRow) -> str:
    """Return the state's word; of a webhook that is off the number that waits says it as well."""
    held = f"{row.held:,} held" if row.held else ""
    if row.webhook.is_active:
        word = "Paused" if row.is_paused else "Active"
        return f"{word}, {held}" if held else word
    return held or "Inactive"


def _status_tip(row: WebhookRow) -> str:
    if row.is_paused:
        return "Paused as it keeps failing: it is tried again by itself"
    return "Active" if row.webhook.is_active else "Inactive: nothing is sent to it"
