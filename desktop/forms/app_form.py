"""The form of an app: its name and permissions, and its webhooks below."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from core.errors import InvalidInput
from core.incoming.curl_line import TOKEN
from core.outgoing.apps import App, check_name, create_app, update_app
from desktop import theme
from desktop.desk import Desk
from desktop.forms.acts import ask_to_delete_app, switch_app
from desktop.forms.app_state import AppState
from desktop.forms.fault import fault
from desktop.forms.permissions_field import PermissionsField
from desktop.forms.tokens_field import TokensField
from desktop.forms.webhooks_list import WebhooksList
from desktop.tasks import off_ui, spawn
from desktop.widgets.controls import begin, busy, button, label
from desktop.widgets.fields import Field, at_reading_width, save_on_enter, section
from desktop.widgets.layout import col, holder, row, rule
from desktop.widgets.switch import Switch
from desktop.widgets.whole_height import WholeHeight
from desktop.words import local, shown_name

NEW = "New app"
NEEDS = "Each event needs one: a webhook gets only what its app has permission for."
EMITS = (
    "With a token, a program on this machine can emit events that the app has permission for."
    f" In the curl line it takes the place of {TOKEN}."
)
HEAD_HEIGHT = 64


class AppForm(QWidget):
    """An app that exists, with its webhooks, or a new one. Fields wait for Save; the switch acts at once."""

    created = Signal(int)
    """The id of the app that was just made."""
    given_up = Signal()
    """A new app is not wanted after all."""

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__()
        self.setObjectName("appForm")
        self._desk, self._page = desk, page
        self._state: AppState | None = None
        self._title, self._subtitle = label(role="heading", cut=True), label(role="hint", cut=True)
        self.active_switch = Switch("Active", name="appActiveSwitch")
        self.delete_button = button("Delete…", "quiet", "trash")
        self.cancel_button = button("Cancel")
        self.save_button = button("Save", "primary", name="saveButton")
        self._words = label(role="hint")
        self.name_edit = QLineEdit()
        self.name = Field("", self.name_edit, name="appNameField")
        self.name_edit.setAccessibleName("App name")
        self.permissions = PermissionsField()
        self.tokens: TokensField | None = None
        self._tokens_place = col(gap=0)
        self._tokens_part = holder(self._tokens_place)
        self.webhooks = WebhooksList(desk, page)
        self._lay_out()
        self._connect()

    def title(self) -> str:
        """Return the name of the app, as it is saved."""
        return self._state.app.name if self._state else NEW

    def changed(self) -> bool:
        """Return whether something is unsaved."""
        now = (self.name_edit.text().strip(), self.permissions.permissions())
        return now != ((self._state.app.name, self._state.app.permissions) if self._state else ("", ()))

    def discard(self) -> None:
        """Show again what is saved."""
        if self._state:
            app = self._state.app
            self._fill(app.name, app.permissions, on=app.is_active)
        else:
            self._fill("", (), on=False)
        self._tell()

    def show_new(self) -> None:
        """Empty the form for an app that is to be made."""
        self._state = None
        self._fill("", (), on=False)
        self._title.setText(NEW)
        self._subtitle.setText("It gets webhooks once it is saved.")
        self._tell()
        self.name_edit.setFocus()

    def show_state(self, state: AppState) -> None:
        """Show an app as it stands now; what the user is changing in the same app stays."""
        same = self._state is not None and self._state.app.id == state.app.id
        keeps = same and self.changed()
        self._state = state
        if not keeps:
            self._fill(state.app.name, state.app.permissions, on=state.app.is_active)
        self.active_switch.setChecked(state.app.is_active)
        self._title.setText(shown_name(state.app.name))
        self._subtitle.setText(_subtitle(state.app))
        self._show_tokens(state)
        self.webhooks.show_state(state)
        self._tell()

    def _show_tokens(self, state: AppState) -> None:
        """Show an app's tokens; their part is made for the first app, so that the page itself opens fast."""
        if self.tokens is None:
            self.tokens = TokensField(self._desk, self._page)
            self._tokens_place.addWidget(section("Emit from other programs", EMITS, self.tokens))
            self.webhooks.come_after(self.tokens.copy_line)
        self.tokens.show_state(state)

    def _fill(self, name: str, permissions: tuple[str, ...], *, on: bool) -> None:
        if self.name_edit.text() != name:
            self.name_edit.setText(name)
        if self.permissions.permissions() != permissions:
            self.permissions.show_permissions(permissions)
        self.active_switch.setChecked(on)
        self.name.set_error()

    def _lay_out(self) -> None:
        words = col(None, self._title, self._subtitle, None, gap=2)
        acts = (self._words, self.active_switch, 4, self.delete_button, self.cancel_button, self.save_button)
        self._head = holder(row(words, None, *acts, margins=(16, 0, 16, 0)))
        self._head.setFixedHeight(theme.current().px(HEAD_HEIGHT))
        fields = (
            section("Name", "", self.name, drop=6),
            section("Permissions", NEEDS, self.permissions),
            self._tokens_part,
        )
        form = WholeHeight(at_reading_width(holder(col(*fields, gap=12, margins=(16, 16, 16, 16)))))
        layout = col(self._head, rule(), form, rule(), self.webhooks, None, gap=0)
        layout.setStretchFactor(self.webhooks, 100)  # the stretch below it keeps a new app's form at the top
        self.setLayout(layout)

    def _connect(self) -> None:
        self.name_edit.textEdited.connect(self._on_edited)
        self.name_edit.editingFinished.connect(self._check_name)
        self.permissions.changed.connect(self._tell)
        self.active_switch.clicked.connect(self._on_switched)
        self.delete_button.clicked.connect(self._on_delete)
        self.cancel_button.clicked.connect(self._on_cancel)
        self.save_button.clicked.connect(self._on_save)
        self.webhooks.permissions_asked.connect(self.permissions.search.setFocus)
        QShortcut(QKeySequence.StandardKey.Save, self, self._on_save)
        save_on_enter(self, self._on_save)

    def _tell(self) -> None:
        """Let the buttons and words say what state the form is in."""
        new, changed, wrong = self._state is None, self.changed(), bool(self._wrong_name())
        for part in (self._tokens_part, self.webhooks):
            part.setVisible(not new)
        self.delete_button.setVisible(not new)
        self.cancel_button.setVisible(new or changed)
        self._head.updateGeometry()  # never laid out, it would keep the width that it had with all buttons
        self.save_button.setEnabled(changed and not wrong)
        enter = "Enter a name to save." if wrong and not self.name.error() else ""
        self._words.setText(enter or ("Unsaved changes" if changed and not new else ""))

    def _wrong_name(self) -> str:
        return fault(check_name, self.name_edit.text())

    def _check_name(self) -> None:
        if self._state or self.name_edit.text():
            self.name.set_error(self._wrong_name())
        self._tell()

    def _on_edited(self) -> None:
        if self.name.error():
            self.name.set_error(self._wrong_name())
        self._tell()

    def _on_switched(self, on: bool) -> None:
        if self._state:
            spawn(self._switch(self._state.app, on=on), self)

    async def _switch(self, app: App, *, on: bool) -> None:
        try:
            await switch_app(self._desk, self._page, app, on=on)
        except BaseException:  # whatever ended it, the switch says what holds
            self.active_switch.setChecked(not on)
            raise

    def _on_delete(self) -> None:
        if self._state:
            ask_to_delete_app(self._desk, self._page, self._state)

    def _on_cancel(self) -> None:
        if self._state:
            self.discard()
        else:
            self.given_up.emit()

    def _on_save(self) -> None:
        self.name.set_error(self._wrong_name())
        if self.name.error():
            self.name_edit.setFocus()
            self._tell()
        elif self.changed():
            begin(self.save_button, self._save, self)

    async def _save(self) -> None:
        try:
            with busy(self.save_button, "Saving…"):
                app = await self._write()
        except InvalidInput as error:
            if error.field != "name":
                raise
            self.name.set_error(str(error))
        else:
            self._desk.toast(f"Saved “{app.name}”")
        self._tell()

    async def _write(self) -> App:
        store = self._desk.engine.store
        name, permissions = self.name_edit.text(), self.permissions.permissions()
        if self._state:
            update = partial(update_app, store, self._state.app.id)
            app = await off_ui(store, update, name=name, permissions=permissions)
            self._state = replace(self._state, app=app)
            self._fill(app.name, app.permissions, on=app.is_active)
            return app
        on = self.active_switch.isChecked()
        app = await off_ui(store, create_app, store, name=name, permissions=permissions, is_active=on)
        self.created.emit(app.id)
        return app


def _subtitle(app: App) -> str:
    made = local(app.created_at)
    return f"App {app.id} · made {made.day} {made:%B %Y}"
