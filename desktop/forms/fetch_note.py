"""What the form of a plugin says of what it may have missed, and the way to fetch it."""

from PySide6.QtWidgets import QWidget

from core.incoming.fetching.access import Access, can_fetch, get_access
from core.incoming.plugins import Plugin
from desktop.desk import Desk
from desktop.forms.fetch_dialog import FetchDialog
from desktop.forms.fetch_words import off_words
from desktop.tasks import Reader, off_ui
from desktop.widgets.controls import button, label
from desktop.widgets.fields import section
from desktop.widgets.layout import col, restyle, row, rule
from desktop.words import ago

HINT = "What could not be delivered while the receiver was off."
PAUSE = 0.5  # seconds between two reads while webhooks pour in


class FetchNote(QWidget):
    """A section of a plugin's form, where its provider can be asked. It shows the plugin as it is saved."""

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__()
        self._desk, self._page = desk, page
        self._plugin: Plugin | None = None
        self._access: Access | None = None
        self.words = label(role="hint", wrap=True)
        self.fetch_button = button("Fetch missed…", icon="download-simple", name="fetchMissedButton")
        self.fetch_button.clicked.connect(self._on_fetch)
        self._reader = Reader(self._read, self, PAUSE)
        line = row(self.words, self.fetch_button)
        line.setStretch(0, 1)
        self.setLayout(col(section("Missed Webhooks", HINT, line), rule(), gap=14))
        self.hide()

    def show_plugin(self, plugin: Plugin | None) -> None:
        """Show what a saved plugin may have missed, if its provider can be asked."""
        self._plugin = plugin if plugin and can_fetch(plugin.provider) else None
        self.setVisible(self._plugin is not None)
        if self._plugin:
            self._reader.ask()

    async def _read(self) -> None:
        if self._plugin is None:
            return
        store, plugin_id = self._desk.engine.store, self._plugin.id
        self._access = await off_ui(store, get_access, store, plugin_id)
        now = store.clock()
        fetched = self._access.fetched_at
        last = f" Last fetched {ago(fetched, now)}." if fetched else ""
        self.words.setText(f"{off_words(self._access, now)}{last}")
        restyle(self.words, "tone", "wait" if self._access.gap else "")
        self.fetch_button.setEnabled(True)

    def _on_fetch(self) -> None:
        if self._access:
            FetchDialog(self._desk, self._access, self._page).open()
