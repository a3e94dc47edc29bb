"""The form of a plugin as a page: the way back, the fields, what the sender needs, and Save."""

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from core.errors import InvalidInput
from core.incoming.plugins import Plugin, reveal_secret
from core.log.event_log import LogFilter
from desktop.desk import Desk, Place
from desktop.forms.fetch_note import FetchNote
from desktop.forms.mappings_note import MappingsNote
from desktop.forms.plugin_acts import PluginRow, ask_to_delete_plugin
from desktop.forms.plugin_draft import draft_of, missing_words
from desktop.forms.plugin_fields import PluginFields
from desktop.forms.saving import save_plugin
from desktop.forms.sender_side import SenderSide
from desktop.tasks import off_ui
from desktop.widgets.controls import begin, busy, button, label
from desktop.widgets.deeper import Deeper
from desktop.widgets.fields import Foot, form_body, save_on_enter
from desktop.widgets.layout import col, holder, row, rule
from desktop.words import shown_name

NEW = "New plugin"


class PluginForm(Deeper):
    """One plugin that exists, or a new one. Everything waits for Save."""

    mappings_wanted = Signal(str)
    """The user wants to see the mappings: the editor of a topic, or all of them."""

    def __init__(self, desk: Desk, page: QWidget, found: PluginRow | None, taken: Collection[str]) -> None:
        """Take the plugin to show, if there is one, and the ids that a new one cannot have."""
        super().__init__("pluginForm")
        self._desk, self._page = desk, page
        self._shown: Plugin | None = None
        self.sender_side = SenderSide(desk)
        self.missed = FetchNote(desk, page)
        self.mappings = MappingsNote(desk, partial(self._on_mappings, ""), self._on_mappings)
        self.fields = PluginFields(
            reveal=self._reveal, more=(self.sender_side, rule(), self.missed, self.mappings)
        )
        self.delete_button = button("Delete plugin…", "quiet", "trash")
        self.foot = Foot(self.delete_button)
        self._name, self._here = label(role="heading", cut=True), label(role="strong", cut=True)
        self._log = button("Show what it received", "link")
        self._lay_out()
        self._connect()
        self._show_saved(found.plugin if found else None)
        self.show_row(found, taken)

    @property
    def plugin_id(self) -> str | None:
        """The id of the plugin that is shown; None while it is not saved."""
        return self._shown.id if self._shown else None

    def title(self) -> str:
        """Return the name of the plugin, as it is saved."""
        return self._shown.name if self._shown else NEW

    def changed(self) -> bool:
        """Return whether something is unsaved."""
        return self.fields.draft() != draft_of(self._shown)

    def show_row(self, found: PluginRow | None, taken: Collection[str]) -> None:
        """Take in what changed elsewhere; what the user is changing stays."""
        if found and not self.changed() and found.plugin != self._shown:
            self._show_saved(found.plugin)
        self.fields.allow(taken)
        self.sender_side.show_row(found)
        self.missed.show_plugin(self._shown)
        self.mappings.show_plugin(self.plugin_id)
        self._tell()

    def _show_saved(self, plugin: Plugin | None) -> None:
        self._shown = plugin
        self.fields.show_plugin(plugin)
        for each in (self.delete_button, self._log):
            each.setVisible(plugin is not None)
        for words in (self._name, self._here):
            words.setText(shown_name(self.title()))
            words.setAccessibleName(self.title())
        self._tell()

    def _tell(self) -> None:
        """Let the foot say what state the fields are in."""
        faults, changed = self.fields.faults(), self.changed()
        self.foot.tell(errors=self.fields.errors(), changed=changed)
        self.foot.save_button.setEnabled(changed and not faults)
        if changed and faults and not self.fields.errors():
            self.foot.words.setText(missing_words(faults))

    def _lay_out(self) -> None:
        plugins = button("Plugins", "link")
        plugins.clicked.connect(self.leaving)
        way = row(plugins, label("/", "hint"), 4, self._here, gap=2, margins=(13, 8, 16, 0))
        head = row(self._name, self._log, margins=(16, 0, 16, 12))
        for line, name in ((way, self._here), (head, self._name)):
            line.setStretchFactor(name, 1)
        body = form_body(self.fields)
        self.setLayout(col(holder(way), holder(head), body, rule(), self.foot, gap=0))

    def _connect(self) -> None:
        self.foot.cancel_button.clicked.connect(self.leaving)
        self.foot.save_button.clicked.connect(self._on_save)
        self.delete_button.clicked.connect(self._on_delete)
        self._log.clicked.connect(self._on_log)
        self.fields.changed.connect(self._tell)
        QShortcut(QKeySequence.StandardKey.Save, self, self._on_save)
        save_on_enter(self, self._on_save)

    def _on_delete(self) -> None:
        if self._shown:
            ask_to_delete_plugin(self._desk, self._page, self._shown)

    def _on_mappings(self, topic: str) -> None:
        self.mappings_wanted.emit(topic)

    def _on_log(self) -> None:
        self._desk.go(Place("Event Logs", log=LogFilter(plugin_id=self.plugin_id)))

    def _on_save(self) -> None:
        if self.fields.faults():
            self.fields.tell_all()
            self._tell()
        elif self.changed():
            begin(self.foot.save_button, self._save, self)

    async def _save(self) -> None:
        store = self._desk.engine.store
        try:
            with busy(self.foot.save_button, "Saving…"):
                saved = await off_ui(store, save_plugin, store, self._shown, self.fields.draft())
        except InvalidInput as error:
            self._tell()
            if error.field is None or error.field not in self.fields.field_names():
                raise
            self.fields.tell(error.field, str(error))
            return
        self._show_saved(saved)
        self._desk.toast(f"Saved “{saved.name}”")

    async def _reveal(self) -> str:
        if self._shown is None:
            return ""
        return await off_ui(self._desk.engine.store, reveal_secret, self._desk.engine.store, self._shown.id)
