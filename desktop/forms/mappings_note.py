"""What the form of a plugin says of its mappings, and the way to them."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from core.incoming.mapping.mappings import list_mappings, seen_topics
from core.incoming.mapping.topic_mapping import TopicMapping
from core.store.database import Store
from desktop.desk import Desk
from desktop.forms.silent import SilentNotes
from desktop.tasks import Reader, off_ui
from desktop.widgets.controls import button, label
from desktop.widgets.fields import section
from desktop.widgets.layout import col, row
from desktop.widgets.notes import Act
from desktop.words import count

HINT = "Which job each topic of the sender asks for, and where its fields are."
LATER = "Mappings stand here once the plugin is saved."
NAMED = 3
"""Topics without a mapping that are named; the others are counted."""


class MappingsNote(QWidget):
    """A section of a plugin's form. It shows the plugin as it is saved."""

    def __init__(self, desk: Desk, go: Callable[[], None], open_topic: Callable[[str], None]) -> None:
        """Take the ways to the list of mappings, and to the editor of a topic."""
        super().__init__()
        self._desk, self._open_topic = desk, open_topic
        self._plugin_id: str | None = None
        self.words = label(LATER, "hint", wrap=True)
        self.show_button = button("Show mappings", name="showMappingsButton")
        self.show_button.clicked.connect(go)
        self.unmapped = SilentNotes()
        self._reader = Reader(self._read, self)
        line = row(self.words, self.show_button)
        line.setStretch(0, 1)
        self.setLayout(col(section("Mappings", HINT, line, self.unmapped), gap=0))
        self.show_plugin(None)

    def show_plugin(self, plugin_id: str | None) -> None:
        """Show what a saved plugin maps; nothing yet of one that is not saved."""
        self._plugin_id = plugin_id
        self.show_button.setVisible(plugin_id is not None)
        if plugin_id is None:
            self.words.setText(LATER)
            self.unmapped.show_reasons([])
        else:
            self._reader.ask()

    async def _read(self) -> None:
        if self._plugin_id is None:
            return
        store, plugin_id = self._desk.engine.store, self._plugin_id
        mapped, unmapped = await off_ui(store, _topics, store, plugin_id)
        if plugin_id == self._plugin_id:
            self._show(mapped, unmapped)

    def _show(self, mapped: list[TopicMapping], unmapped: list[str]) -> None:
        own = sum(1 for each in mapped if each.is_own)
        yours = f", {own:,} of them by you" if own else ""
        topics = count(len(mapped), "topic is mapped", "topics are mapped")
        self.words.setText(f"{topics}{yours}." if mapped else "No topic is mapped.")
        if not unmapped:
            self.unmapped.show_reasons([])
            return
        first = unmapped[0]
        act = Act("Add a mapping", lambda: self._open_topic(first))
        self.unmapped.show_reasons([(unmapped_words(unmapped), act)])


def unmapped_words(topics: list[str]) -> str:
    """Say which topics came that nothing maps."""
    named = ", ".join(f"“{topic}”" for topic in topics[:NAMED])
    more = f" and {len(topics) - NAMED:,} more" if len(topics) > NAMED else ""
    has = "a topic that has" if len(topics) == 1 else "topics that have"
    return f"Payloads came with {has} no mapping: {named}{more}. Their jobs failed."


def _topics(store: Store, plugin_id: str) -> tuple[list[TopicMapping], list[str]]:
    """Read what is mapped, and the topics whose jobs failed for want of a mapping."""
    mapped = list_mappings(store, plugin_id)
    known = {each.topic.casefold() for each in mapped}
    seen = seen_topics(store, plugin_id)
    return mapped, [each.topic for each in seen if each.topic.casefold() not in known and each.failed]
