"""The tokens of an app: who else on this machine may emit, and a line to try it."""

from functools import partial

from PySide6.QtWidgets import QLineEdit, QWidget

from core.catalogue import catalogue
from core.incoming.curl_line import TOKEN, emit_line
from core.outgoing.tokens import AppToken, revoke_token
from desktop import theme
from desktop.desk import Desk
from desktop.forms.acts import started
from desktop.forms.app_state import AppState
from desktop.forms.token_dialog import TokenDialog
from desktop.tables.columns import Column, mono
from desktop.tables.delegates import CellDelegate, LinkDelegate
from desktop.tables.rows import RowsTable
from desktop.tables.table_view import Table
from desktop.tasks import off_ui
from desktop.widgets.controls import button, copy_button
from desktop.widgets.layout import col, holder, row
from desktop.widgets.notes import Act, ask
from desktop.words import full_date, local, plain_tip

USUAL_EVENT = "order_created"
MOST_ROWS = 2  # in sight; more are scrolled to
TRY = f"For a terminal on this machine, with the token in place of {TOKEN}."
REVOKED = "The program that has it can emit no more. What it emitted stays."


class TokensField(QWidget):
    """A list of tokens, a button that makes one, and the line that emits with one."""

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__()
        self._desk, self._page = desk, page
        self._state: AppState | None = None
        self.model: RowsTable[AppToken] = RowsTable(_columns())
        self.table = Table(self.model, "tokensTable", "Tokens")
        self.new_button = button("New token…", icon="plus", name="newTokenButton")
        self.line_edit = QLineEdit()
        self.line_edit.setReadOnly(True)
        self.line_edit.setFont(theme.current().font("small", mono=True))
        self.copy_line = copy_button("Copy the curl line", self.line_edit.text)
        self.line_edit.setObjectName("emitCurlField")
        self.line_edit.setAccessibleName("Try it with curl")
        self.line_edit.setAccessibleDescription(TRY)
        self.line_edit.setToolTip(plain_tip(TRY))
        self.line = holder(row(self.line_edit, self.copy_line, gap=4))
        acts = row(self.new_button, self.line, None)
        acts.setStretchFactor(self.line, 100)  # against the room at its right, which stands in for it
        self.setLayout(col(self.table, acts))
        self.new_button.clicked.connect(self._on_new)
        self.table.linked.connect(lambda token, _column: self._ask_to_revoke(token))
        self.table.opened.connect(self._ask_to_revoke)

    def show_state(self, state: AppState) -> None:
        """Show an app's tokens as they stand now."""
        self._state = state
        self.model.set_rows(state.tokens)
        shown = min(len(state.tokens), MOST_ROWS)
        self.table.setFixedHeight(theme.current().px(theme.HEADER) + shown * theme.current().px(theme.ROW))
        self.table.setVisible(bool(state.tokens))
        self._show_line(state)

    def _show_line(self, state: AppState) -> None:
        receiver = self._desk.engine.receiver_state()
        line = emit_line(receiver.url, _event(state)) if receiver.port else ""  # unknown without a port
        if line != self.line_edit.text():
            self.line_edit.setText(line)
            self.line_edit.setCursorPosition(0)
        self.copy_line.setEnabled(bool(line))

    def _on_new(self) -> None:
        if self._state:
            TokenDialog(self._desk.engine.store, self._state.app, self.window()).open()

    def _ask_to_revoke(self, token: AppToken) -> None:
        act = Act("Revoke", started(self._page, partial(self._revoke, token)))
        ask(self, f"Revoke “{token.name}”?", REVOKED, act)

    async def _revoke(self, token: AppToken) -> None:
        store = self._desk.engine.store
        await off_ui(store, revoke_token, store, token.id)
        self._desk.toast(f"Revoked “{token.name}”")


def _event(state: AppState) -> str:
    """Return an event that the app may emit: the usual one where it may."""
    held = [event.name for event in catalogue().events.values() if event.permission in state.app.permissions]
    return USUAL_EVENT if USUAL_EVENT in held or not held else held[0]


def _columns() -> list[Column[AppToken]]:
    return [
        Column("Name", lambda token: token.name, 160, CellDelegate, grows=True),
        Column("Token", lambda token: f"…{token.last_four}", 90, mono()),
        Column("Made", _made, 150, tip=lambda token: full_date(token.created_at)),
        Column("", lambda _token: "Revoke…", 80, LinkDelegate, name="Revoke"),
    ]


def _made(token: AppToken) -> str:
    made = local(token.created_at)
    return f"{made.day} {made:%B %Y}"
