"""The editor of a mapping as a page: its fields at the left, a captured payload at the right, and Save."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from core.errors import InvalidInput
from core.incoming.mapping import mappings
from core.incoming.mapping.topic_mapping import TopicMapping
from core.incoming.plugins import Plugin
from desktop.desk import Desk
from desktop.forms.acts import started
from desktop.forms.mapping_draft import Tried, draft_of, try_draft
from desktop.forms.mapping_fields import MappingFields
from desktop.forms.mapping_payload import MappingPayload
from desktop.forms.mapping_rows import MappingRow, ask_to_undo, retry_failed
from desktop.forms.silent import SilentNotes
from desktop.forms.trail import Trail
from desktop.tasks import Reader, off_ui
from desktop.widgets.controls import begin, busy, button, label
from desktop.widgets.deeper import Deeper
from desktop.widgets.fields import Foot
from desktop.widgets.layout import col, holder, row, rule, scrolling
from desktop.widgets.notes import Act
from desktop.words import count, shown_name

NEW = "New mapping"
PAUSE = 0.2  # seconds between two trials while somebody types


class MappingForm(Deeper):
    """One mapping of a plugin, or a new one. Everything waits for Save; what it finds shows at once."""

    saved = Signal(str)
    """The topic of what was saved."""

    def __init__(self, desk: Desk, page: QWidget, plugin: Plugin, found: MappingRow | None) -> None:
        super().__init__("mappingForm")
        self._desk, self._page, self._plugin = desk, page, plugin
        self._found = found
        self._shown = _mapping_of(found)
        self._tried = Tried({}, None)
        self.fields = MappingFields()
        self.payload = MappingPayload(desk, plugin.id)
        self.trail = Trail(("Plugins", plugin.name, "Mappings"), self.title())
        self.undo_button = button("", "quiet", "arrow-counter-clockwise")
        self.foot = Foot(self.undo_button)
        self._name, self._note = label(role="heading"), label(role="hint", wrap=True)
        self._failed = SilentNotes()
        self._reader = Reader(self._try, self, PAUSE)
        self._lay_out()
        self._connect()
        self._show()

    @property
    def row_id(self) -> str | None:
        """The id of the row that is edited; None while it is not saved."""
        return self._found.id if self._found else None

    def title(self) -> str:
        """Return the topic, as it is saved."""
        return self._found.topic if self._found else NEW

    def changed(self) -> bool:
        """Return whether something is unsaved."""
        return self.fields.draft() != draft_of(self._shown)

    def show_row(self, found: MappingRow | None) -> None:
        """Take in what changed elsewhere; what the user is changing stays."""
        if found is None or found == self._found:
            return
        was, self._found = self._found, found
        if not self.changed() and (was is None or was.mapping != found.mapping):
            self._shown = _mapping_of(found)
            self._show()
        else:
            self._show_around()

    def _show(self) -> None:
        self.fields.show_mapping(self._shown, is_new=self._found is None)
        self.payload.show_topic(self._shown.topic)
        self._show_around()
        self._reader.ask()

    def _show_around(self) -> None:
        """Show what is known of the mapping beside its fields."""
        found = self._found
        self._name.setText(shown_name(self.title()))
        self.trail.say(self.title())
        self._note.setText(_note(found))
        self._note.setVisible(bool(self._note.text()))
        is_own = found is not None and found.mapping is not None and found.mapping.is_own
        self.undo_button.setVisible(is_own)
        self.undo_button.setText("Reset…" if found and found.is_shipped else "Delete mapping…")
        self._show_failed(found)
        self._tell()

    def _show_failed(self, found: MappingRow | None) -> None:
        if found is None or found.mapping is None or not found.failed:
            self._failed.show_reasons([])
            return
        again = partial(retry_failed, self._desk, self._plugin.id, found.topic)
        words = count(found.failed, "job of this topic has failed.", "jobs of this topic have failed.")
        self._failed.show_reasons([(words, Act("Retry failed jobs", started(self._page, again)))])

    def _tell(self) -> None:
        changed, errors = self.changed(), self.fields.errors(self._tried)
        self.foot.tell(errors=errors, changed=changed or self._is_unmapped())
        if not (changed or errors) and self._is_unmapped():
            self.foot.words.setText("Not mapped yet")

    def _is_unmapped(self) -> bool:
        """Whether the topic has no mapping, so that even an untouched one can be saved."""
        return self._found is not None and self._found.mapping is None

    async def _try(self) -> None:
        """Look at what the expressions find in the chosen payload."""
        store, draft, body = self._desk.engine.store, self.fields.draft(), self.payload.body
        tried = await off_ui(store, try_draft, draft, body, self._plugin.id)
        if draft != self.fields.draft():  # it was typed on: the next trial is under way
            return
        self._tried = tried
        self.fields.show_tried(tried)
        self.payload.say(tried.trial)
        self._tell()

    def _lay_out(self) -> None:
        head = row(self._name, None, margins=(16, 0, 16, 2))
        note = holder(row(self._note, margins=(16, 0, 16, 8)))
        failed = holder(row(self._failed, margins=(16, 0, 16, 8)))
        body = row(scrolling(self.fields), rule(vertical=True), self.payload, gap=0)
        body.setStretch(0, 6)
        body.setStretch(2, 5)
        parts = (self.trail, holder(head), note, failed, rule(), holder(body), rule(), self.foot)
        layout = col(*parts, gap=0)
        layout.setStretch(5, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.fields.changed.connect(self._on_changed)
        self.payload.read.connect(self._reader.ask)
        self.payload.picked.connect(self._on_picked)
        self.foot.cancel_button.clicked.connect(lambda: self.trail.chosen.emit(2))
        self.foot.save_button.clicked.connect(self._on_save)
        self.undo_button.clicked.connect(self._on_undo)
        QShortcut(QKeySequence.StandardKey.Save, self, self._on_save)

    def _on_changed(self) -> None:
        self._tell()
        self._reader.ask()

    def _on_picked(self, node: int) -> None:
        self.fields.insert(self.payload.path(node, self.fields.draft().items))

    def _on_undo(self) -> None:
        if self._found:
            ask_to_undo(self._desk, self._page, self._plugin, self._found)

    def _on_save(self) -> None:
        if self.foot.save_button.isEnabled():
            begin(self.foot.save_button, self._save, self)

    async def _save(self) -> None:
        store, mapping = self._desk.engine.store, self.fields.draft().mapping()
        faults = (await off_ui(store, try_draft, self.fields.draft(), None, self._plugin.id)).faults
        if faults:
            self._tried = Tried(faults, self._tried.trial)
            self.fields.tell_all(self._tried)
            self._tell()
            return
        try:
            with busy(self.foot.save_button, "Saving…"):
                kept = await off_ui(store, mappings.set_mapping, store, self._plugin.id, mapping)
        except InvalidInput:
            self._tell()
            raise
        self._shown = kept
        self.fields.show_mapping(kept, is_new=False)
        self._reader.ask()
        self._desk.toast(f"Saved the mapping of “{kept.topic}”")
        self.saved.emit(kept.topic)


def _mapping_of(found: MappingRow | None) -> TopicMapping:
    """Return the mapping of a row, or an empty one to begin with."""
    if found is None:
        return TopicMapping("", "", {})
    return found.mapping or TopicMapping(found.topic, "", {})


def _note(found: MappingRow | None) -> str:
    if found is None:
        return ""
    if found.mapping is None:
        return "Payloads with this topic are kept, and their jobs fail until it has a mapping."
    if found.mapping.is_own:
        return "You have changed this mapping." if found.is_shipped else ""
    made = "This mapping came with Yardarm. Change it and save to make it yours."
    return f"{found.mapping.note} {made}".strip()
