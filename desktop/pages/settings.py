"""The settings: where the receiver listens, the look, the marketplace, and where the data is."""

import sys
from collections.abc import Callable

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLineEdit, QSpinBox, QWidget

from core import settings
from core.bus import Change
from core.errors import InvalidInput
from core.settings import Settings
from desktop import theme
from desktop.desk import Desk
from desktop.pages.data_key import DataKey
from desktop.pages.page import Page
from desktop.tasks import off_ui, spawn
from desktop.widgets.controls import begin, busy, button, copy_button
from desktop.widgets.fields import Field, Foot, form_body, save_on_enter, section
from desktop.widgets.layout import holder, row, rule
from desktop.widgets.notes import Act, ask
from desktop.widgets.switch import Segments

THEMES = (("Light", "light"), ("Dark", "dark"), ("Same as the system", "system"))
HOST_HINT = "127.0.0.1 lets this machine alone send to the receiver."
OPEN_HINT = "Other machines can then reach the receiver. Give every plugin a provider that signs."
PORT_HINT = "Senders use this port. 8765 unless you change it."
DOMAIN_HINT = (
    "Sent with every delivery as x-nautical-domain, so that a receiver can tell your marketplaces apart."
)
PROXY_HINT = (
    "Host and port of the proxy that deliveries go through; never for this computer. Empty: the one that the"
    " environment or the system names. “none”: none. A proxy looks names up itself: only addresses that are"
    " written as numbers can be checked then."
)
LISTENING = {"receiver_host", "receiver_port"}
LATER = "The Yardarm that receives now takes up the address when it is started again."
PRIVATE = "Everything that Yardarm keeps. Only your user can read it."
PRIVATE_ON_WINDOWS = "Everything that Yardarm keeps. Your Windows profile protects it."


class SettingsPage(Page):
    """A form. The theme acts at once; the rest waits for Save."""

    title = "Settings"
    watches = Change.SETTINGS

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._kept = Settings()
        self.theme = Segments(THEMES, "themeChoice", "Theme")
        self.host = QLineEdit()
        self.port = QSpinBox()
        self.port.setRange(0, 65_535)  # 0 is refused in words; a range would change what was typed
        self.port.lineEdit().setTextMargins(theme.current().px(6), 0, 0, 0)
        self.domain = QLineEdit()
        self.domain.setPlaceholderText("https://shop.example/")
        self.proxy = QLineEdit()
        self.proxy.setPlaceholderText("proxy.example:3128")
        self.fields = {
            "receiver_host": Field("Host", self.host, HOST_HINT, name="receiverHostField"),
            "receiver_port": Field("Port", self.port, PORT_HINT, name="receiverPortField"),
            "marketplace_domain": Field("Domain", self.domain, DOMAIN_HINT, name="marketplaceDomainField"),
            "proxy": Field("Proxy (optional)", self.proxy, PROXY_HINT, name="proxyField"),
        }
        self.data_key = DataKey(desk)
        self.foot = Foot()
        self._lay_out()
        self._restore()
        self.host.textChanged.connect(self._on_edited)
        self.port.valueChanged.connect(self._on_edited)
        self.domain.textChanged.connect(self._on_edited)
        self.proxy.textChanged.connect(self._on_edited)
        self.theme.chosen.connect(self._on_theme)
        self.foot.save_button.clicked.connect(self._on_save)
        self.foot.cancel_button.clicked.connect(self._restore)
        save_on_enter(self, self.foot.save_button.click)

    def refresh(self, _change: Change) -> None:
        """Read the settings again; what is being changed stays as it is typed."""
        spawn(self._read(), self)
        self.data_key.refresh()

    def leave(self, proceed: Callable[[], None]) -> None:
        """Ask before unsaved changes are lost."""
        if not self._changes():
            proceed()
            return

        def discard() -> None:
            self._restore()
            proceed()

        text = "The changes to the settings are lost."
        ask(self, "Leave without saving?", text, Act("Discard changes", discard), keep="Keep editing")

    def _lay_out(self) -> None:
        receiver = section(
            "Receiver",
            "Where it waits for webhooks that others send.",
            self.fields["receiver_host"],
            self.fields["receiver_port"],
        )
        marketplace = section("Marketplace", "", self.fields["marketplace_domain"])
        sending = section("Sending", "", self.fields["proxy"])
        look = section("Theme", "", holder(row(self.theme, None)), drop=6)
        keys = section("Secret keys", "", self.data_key)
        body = form_body(
            *(receiver, rule(), marketplace, rule(), sending, rule(), look, rule()),
            *(self._data_section(), rule(), keys),
        )
        self.port.setFixedWidth(theme.current().px(110))
        for part in (self.title_row(), self.banner):
            self.body.addWidget(part)
        self.body.addWidget(body, 1)
        self.body.addWidget(rule())
        self.body.addWidget(self.foot)

    def _data_section(self) -> QWidget:
        folder = str(self.desk.engine.data_dir.absolute())
        path = QLineEdit(folder)
        path.setReadOnly(True)
        path.setFont(theme.current().font("small", mono=True))
        show = button("Open folder")
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(folder)))
        hint = PRIVATE_ON_WINDOWS if sys.platform == "win32" else PRIVATE
        beside = (copy_button("Copy the folder's path", lambda: folder), show)
        return section("Data folder", "", Field("Folder", path, hint, beside, "dataFolderField"))

    async def _read(self) -> None:
        store = self.desk.engine.store
        found = await off_ui(store, settings.load, store)
        untouched = not self._changes()
        self._kept = found
        blocked = self.theme.blockSignals(True)
        self.theme.choose(found.theme)
        self.theme.blockSignals(blocked)
        if untouched:
            self._restore()

    @Slot()
    def _restore(self) -> None:
        """Put what is kept into the fields."""
        self.host.setText(self._kept.receiver_host)
        self.port.setValue(self._kept.receiver_port)
        self.domain.setText(self._kept.marketplace_domain)
        self.proxy.setText(self._kept.proxy)
        self._on_edited()

    def _changes(self) -> dict[str, object]:
        """Return what differs from what is kept."""
        wanted = {
            "receiver_host": self.host.text().strip(),
            "receiver_port": self.port.value(),
            "marketplace_domain": self.domain.text().strip(),
            "proxy": self.proxy.text().strip(),
        }
        return {name: value for name, value in wanted.items() if value != getattr(self._kept, name)}

    @Slot()
    def _on_edited(self) -> None:
        """A field that is changed is wrong no more until it is checked again."""
        sender = self.sender()
        for field in self.fields.values():
            if field.editor is sender or sender is self.foot.cancel_button:
                field.set_error()
        host = self.host.text().strip()
        is_open = bool(host) and not settings.is_loopback(host)
        self.fields["receiver_host"].set_hint(OPEN_HINT if is_open else HOST_HINT)
        self._tell_foot()

    def _tell_foot(self) -> None:
        errors = sum(bool(field.error()) for field in self.fields.values())
        self.foot.tell(errors=errors, changed=bool(self._changes()))
        self.foot.cancel_button.setEnabled(bool(self._changes()))

    @Slot(object)
    def _on_theme(self, choice: str) -> None:
        theme.apply(choice)
        spawn(self._keep({"theme": choice}), self)

    @Slot()
    def _on_save(self) -> None:
        begin(self.foot.save_button, lambda: self._save(self._changes()), self)

    async def _save(self, changes: dict[str, object]) -> None:
        engine, moves = self.desk.engine, bool(changes.keys() & LISTENING)
        try:
            with busy(self.foot.save_button, "Saving…"):
                await self._keep(changes)
                if moves:
                    await off_ui(engine.store, engine.restart_receiver)
        except InvalidInput as error:
            self._show_error(error)
        else:
            self._restore()  # as it is kept: a proxy's address with its scheme, for example
            waits = moves and not engine.owns
            self.desk.toast(f"Saved the settings. {LATER}" if waits else "Saved the settings")
        finally:
            self._tell_foot()

    async def _keep(self, changes: dict[str, object]) -> None:
        store = self.desk.engine.store
        self._kept = await off_ui(store, settings.save, store, **changes)

    def _show_error(self, error: InvalidInput) -> None:
        """Show what is wrong beside its field, and bring the field in sight."""
        field = self.fields[error.field or ""]
        field.set_error(f"{error.title} {error.advice}".strip())
        field.editor.setFocus()
