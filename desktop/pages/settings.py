"""The settings: where the receiver listens, the look, the marketplace, and where the data is."""

import sys
from collections.abc import Callable

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from core import settings
from core.bus import Change
from core.incoming.plugins import UNVERIFIED, list_plugins
from core.settings import Settings
from desktop import theme
from desktop.desk import Desk, Place
from desktop.pages.data_key import DataKey
from desktop.pages.keeping import Keeping
from desktop.pages.page import Page
from desktop.pages.receiver_fields import ReceiverFields
from desktop.pages.text_index import TextIndex
from desktop.tasks import off_ui, spawn
from desktop.widgets.controls import begin, busy, button, copy_button
from desktop.widgets.fields import Field, Foot, form_body, go_to, save_on_enter, section
from desktop.widgets.layout import holder, row, rule
from desktop.widgets.notes import Act, ask
from desktop.widgets.switch import Segments

THEMES = (("Light", "light"), ("Dark", "dark"), ("Same as the system", "system"))
DOMAIN_HINT = (
    "Sent with every delivery as x-nautical-domain, so that a receiver can tell your marketplaces apart."
)
PROXY_HINT = (
    "Host and port of the proxy that deliveries go through, but for those to this computer. Empty: the"
    " system's own, or that of the environment. “none”: no proxy. A proxy looks names up itself: Yardarm can"
    " then check only addresses that are written in numbers."
)
LISTENING = {"receiver_host", "receiver_port"}
OPENS = (
    "Everybody who can reach this machine can then send to it, and the way there is not encrypted."
    " Only what a plugin verifies is taken."
)
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
        self.receiver = ReceiverFields()
        self.host, self.port = self.receiver.host, self.receiver.numbers["receiver_port"]
        self.domain = QLineEdit()
        self.domain.setPlaceholderText("https://shop.example/")
        self.proxy = QLineEdit()
        self.proxy.setPlaceholderText("proxy.example:3128")
        self.fields = {
            **self.receiver.fields,
            "marketplace_domain": Field("Domain", self.domain, DOMAIN_HINT, name="marketplaceDomainField"),
            "proxy": Field("Proxy (optional)", self.proxy, PROXY_HINT, name="proxyField"),
        }
        self.data_key, self.keeping = DataKey(desk), Keeping(desk)
        self.text_index = TextIndex(desk)
        self.foot = Foot()
        self._lay_out()
        self._restore()
        for line in (self.host, self.receiver.names, self.domain, self.proxy):
            line.textChanged.connect(self._on_edited)
            line.editingFinished.connect(self._show_faults)
        for number in self.receiver.numbers.values():
            number.valueChanged.connect(self._on_edited)
        self.theme.chosen.connect(self._on_theme)
        self.foot.save_button.clicked.connect(self._on_save)
        self.foot.cancel_button.clicked.connect(self._restore)
        save_on_enter(self, self.foot.save_button.click)
        QShortcut(QKeySequence.StandardKey.Save, self, lambda: self.foot.save_button.click())

    def refresh(self, _change: Change) -> None:
        """Read the settings again; what is being changed stays as it is typed."""
        spawn(self._read(), self)
        self.data_key.refresh()

    def open(self, _place: Place) -> None:
        """Go to the receiver's port: it is trouble with the receiver that leads here."""
        go_to(self.port)
        self.port.selectAll()

    def leave(self, proceed: Callable[[], None]) -> None:
        """Ask before unsaved changes are lost."""
        if self._changes():
            self.ask_to_leave("The changes to the settings are lost.", self._restore, proceed)
        else:
            proceed()

    def _lay_out(self) -> None:
        marketplace = section("Marketplace", "", self.fields["marketplace_domain"])
        sending = section("Sending", "", self.fields["proxy"])
        look = section("Theme", "", holder(row(self.theme, None)), drop=6)
        keys = section("Secret keys", "", self.data_key)
        body = form_body(
            *(self.receiver, rule(), marketplace, rule(), sending, rule(), look, rule()),
            *(section("Log", "", self.keeping), rule(), section("Search", "", self.text_index), rule()),
            *(self._data_section(), rule(), keys),
        )
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
        self.receiver.show_settings(self._kept)
        self.domain.setText(self._kept.marketplace_domain)
        self.proxy.setText(self._kept.proxy)
        self._on_edited()

    def _changes(self) -> dict[str, object]:
        """Return what differs from what is kept."""
        wanted = {
            **self.receiver.wanted(),
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
        self.receiver.show_hint()
        self._tell_foot()

    def _tell_foot(self) -> None:
        errors = sum(bool(field.error()) for field in self.fields.values())
        self.foot.tell(errors=errors, changed=bool(self._changes()))
        self.foot.cancel_button.setEnabled(bool(self._changes()))

    @Slot()
    def _show_faults(self) -> list[Field]:
        """Show beside the fields what is wrong with them; return these in their order."""
        found = settings.faults(**self._changes())
        for name, error in found.items():
            self.fields[name].set_error(str(error))
        self._tell_foot()
        return [field for name, field in self.fields.items() if name in found]

    @Slot(object)
    def _on_theme(self, choice: str) -> None:
        theme.apply(choice)
        spawn(self._keep({"theme": choice}), self)

    @Slot()
    def _on_save(self) -> None:
        if wrong := self._show_faults():
            go_to(wrong[0].editor)
        elif self.receiver.is_open() and settings.is_loopback(self._kept.receiver_host):
            spawn(self._ask_to_open(self.host.text().strip()), self)
        else:
            self._start_saving()

    def _start_saving(self) -> None:
        begin(self.foot.save_button, lambda: self._save(self._changes()), self)

    async def _ask_to_open(self, host: str) -> None:
        """Ask once before other machines are let in: until a host of this machine alone is kept again."""
        store = self.desk.engine.store
        plugins = await off_ui(store, list_plugins, store)
        shut = [each.name for each in plugins if each.is_active and each.provider == UNVERIFIED]
        loses = f" These verify nothing and take nothing then: {', '.join(shut)}." if shut else ""
        act = Act(f"Listen on {host}", self._start_saving)
        ask(
            self,
            "Let other machines send to the receiver?",
            OPENS + loses,
            act,
            keep="Not now",
        )

    async def _save(self, changes: dict[str, object]) -> None:
        engine, moves = self.desk.engine, bool(changes.keys() & LISTENING)
        try:
            with busy(self.foot.save_button, "Saving…"):
                await self._keep(changes)
                if moves:
                    await off_ui(engine.store, engine.restart_receiver)
            self._restore()  # as it is kept: a proxy's address with its scheme, for example
            waits = moves and not engine.owns
            self.desk.toast(f"Saved the settings. {LATER}" if waits else "Saved the settings")
        finally:
            self._tell_foot()

    async def _keep(self, changes: dict[str, object]) -> None:
        store = self.desk.engine.store
        self._kept = await off_ui(store, settings.save, store, **changes)
