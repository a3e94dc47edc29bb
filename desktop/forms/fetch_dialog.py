"""Fetching what a plugin missed: what is needed for it, how far it is, and what came of it."""

import asyncio

from PySide6.QtWidgets import QLineEdit, QWidget

from core.errors import DeskError, InvalidInput
from core.incoming.fetching.access import Access, reveal_key, set_access
from core.incoming.fetching.api import NAMES
from core.incoming.fetching.fetch import Progress, steps
from core.log.event_log import LogFilter
from core.store.database import Store
from desktop import theme
from desktop.desk import Desk, Place
from desktop.forms import fetch_words as words
from desktop.forms.secret_field import SecretField
from desktop.forms.walk import next_step
from desktop.forms.work_dialog import WorkDialog
from desktop.tasks import off_ui, spawn
from desktop.widgets.controls import button, label
from desktop.widgets.fields import Field
from desktop.widgets.layout import col, foot, holder, row, rule
from desktop.widgets.notes import Banner
from desktop.widgets.switch import Segments

WIDTH = 620
PAUSE_MS = 200
KEPT = "The key is kept encrypted on this computer, and sent to {name} alone."


class FetchDialog(WorkDialog):
    """Asks for nothing until it is told to; then says how far it is, and can be cancelled."""

    def __init__(self, desk: Desk, access: Access, parent: QWidget) -> None:
        super().__init__("fetchDialog", f"Fetch what “{access.plugin.name}” missed", "Cancel", parent)
        self._desk, self._access = desk, access
        self._name = NAMES[access.plugin.provider]
        self.title, self.words = label(self.windowTitle(), "title", wrap=True), label(wrap=True)
        self.banner = Banner("fetchBanner")
        self.key = SecretField("API key", "", reveal=self._reveal, name="apiKeyField")
        self.source_edit = QLineEdit(access.source)
        self.source = Field("Webhook", self.source_edit, words.SOURCE, name="apiSourceField")
        choices = (
            (words.usual_words(access), words.OFF),
            (words.reach_words(access.plugin.provider), words.ALL),
        )
        self.since = Segments(choices, "fetchSince", "From when on")
        self.since.choose(words.OFF)
        self.show_button = button("Show in the event log", "link")
        self.fetch_button = button("Fetch missed", "primary", name="fetchButton")
        self._lay_out()
        self._connect()
        self._begin_anew()

    def _begin_anew(self) -> None:
        """Show what is needed."""
        access, now = self._access, self._desk.engine.store.clock()
        self.runs = False
        self.words.setText(f"{words.off_words(access, now)} {words.since_words(access, now)}")
        if self.key.secret() is None:
            self.key.forget(saved=access.has_key)
        hint = f"{words.KEYS[access.plugin.provider]} {KEPT.format(name=self._name)}"
        self.key.field.set_hint(hint)
        for part in (self.key, self.since, self.fetch_button):
            part.show()
        self.source.setVisible(access.plugin.provider == "github")
        self.fetch_button.setEnabled(True)
        self.bar.hide()
        self.show_button.hide()
        self.say_close("Cancel")
        self._fit()

    def _on_fetch(self) -> None:
        if not self.runs:
            self.start()
            self.fetch_button.setEnabled(False)
            self.banner.dismiss()
            spawn(self._fetch(), self)

    async def _fetch(self) -> None:
        """Save what was entered, then fetch step by step, waiting where the provider asks for it."""
        store, progress = self._desk.engine.store, Progress()
        try:
            self._access = await off_ui(store, self._save, store)
            since = None if self.since.value() == words.OFF else 0
            work = steps(store, self._access.plugin.id, since=since)
            self._show_running(progress)
            while not self.stopped and (step := await next_step(store, work)) is not None:
                progress = step
                self._show_running(progress)
                await self._pause(progress.wait_s)
            await off_ui(store, work.close)
        except DeskError as error:
            self._show_fault(error)
            return
        self._show_done(progress)

    def _save(self, store: Store) -> Access:
        """Keep the key and the webhook for the next time; runs off the UI thread."""
        source = self.source_edit.text() if self._access.plugin.provider == "github" else None
        return set_access(store, self._access.plugin.id, key=self.key.secret(), source=source)

    async def _pause(self, seconds: float) -> None:
        """Wait in short pieces, so that cancelling does not wait along."""
        left = seconds
        while left > 0 and not self.stopped:
            await asyncio.sleep(min(left, PAUSE_MS / 1000))
            left -= PAUSE_MS / 1000

    def _show_running(self, progress: Progress) -> None:
        for part in (self.key, self.source, self.since, self.fetch_button):
            part.hide()
        self.bar.show()
        self.words.setText(words.progress_words(self._name, progress))
        self._fit()

    def _show_fault(self, error: DeskError) -> None:
        """Say what is wrong beside its field, or above all; what was entered stays."""
        self._begin_anew()
        field = error.field if isinstance(error, InvalidInput) else None
        beside = {"api_key": self.key.field, "api_source": self.source}.get(field or "")
        wrong = self.source_edit if field == "api_source" else self.key.edit
        wrong.setFocus()
        if beside:
            beside.set_error(str(error))
        else:
            self.banner.say("bad", error.title, error.advice, closable=False)
        self._fit()

    def _show_done(self, progress: Progress) -> None:
        self.runs = False
        self.bar.hide()
        rest = " It was cancelled; the next fetch asks for the rest." if self.stopped else ""
        self.words.setText(f"{words.done_words(progress)}{rest}")
        self.show_button.setVisible(progress.stored > 0)
        self.say_close("Close")
        self.close_button.setFocus()
        self._fit()

    def _fit(self) -> None:
        """Take the height of what is in sight."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.resize(self.width(), layout.heightForWidth(self.width()))

    def _on_show(self) -> None:
        self.accept()
        self._desk.go(Place("Event Logs", log=LogFilter(plugin_id=self._access.plugin.id)))

    async def _reveal(self) -> str:
        store = self._desk.engine.store
        return await off_ui(store, reveal_key, store, self._access.plugin.id)

    def _connect(self) -> None:
        self.fetch_button.clicked.connect(self._on_fetch)
        self.show_button.clicked.connect(self._on_show)
        self.finished.connect(self.deleteLater)

    def _lay_out(self) -> None:
        self.setMinimumWidth(theme.current().px(WIDTH))
        self.source_edit.setFont(theme.current().font("small", mono=True))
        since = holder(row(self.since, None))
        parts = (self.title, self.words, self.banner, 4, self.key, self.source, since, self.bar, None)
        ends = foot(self.show_button, None, self.close_button, self.fetch_button)
        layout = col(col(*parts, margins=(16, 16, 16, 16)), rule(), ends, gap=0)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.fetch_button.setDefault(True)
