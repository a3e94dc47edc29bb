"""How a webhook is doing, above its fields: what is wrong and when it goes on, else its last 24 hours."""

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from core.bus import Change
from core.outgoing import health
from core.outgoing.health import Health
from desktop.desk import Desk
from desktop.forms.health_words import HealthWords, health_words
from desktop.tasks import Reader, off_ui
from desktop.widgets.controls import begin, busy, button, label
from desktop.widgets.layout import col, holder, restyle, row
from desktop.widgets.mark import Picture

WATCHED = Change.WEBHOOKS | Change.LOG
READ_PAUSE = 1.0  # seconds between two reads: thousands of attempts are read for the figures
TICK_MS = 1_000
ICONS = {"bad": "warning-circle", "wait": "warning"}


class HealthNote(QWidget):
    """Follows one webhook while it is in sight. It shows nothing of one that was never sent to."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._webhook_id: int | None = None
        self._health: Health | None = None
        self.title, self.words = label(role="strong", wrap=True), label(wrap=True)
        self.quiet = label(role="hint", wrap=True)
        self.resume = button("Resume now", name="resumeButton")
        self._icons = {tone: Picture(icon, 18, tone) for tone, icon in ICONS.items()}
        self._ticks = QTimer(self, interval=TICK_MS)
        self._reader = Reader(self._read, self, READ_PAUSE)
        self._lay_out()
        self._ticks.timeout.connect(self._tell)
        self.resume.clicked.connect(lambda: begin(self.resume, self._resume, self))
        desk.bridge.changed.connect(self._on_changed)

    def follow(self, webhook_id: int | None) -> None:
        """Show the health of this webhook from now on; None is one that is not saved yet."""
        if webhook_id != self._webhook_id:
            self._webhook_id, self._health = webhook_id, None
            self._tell()
            self._reader.ask()

    def age(self) -> None:
        """Read again: the last 24 hours end now."""
        self._reader.ask()

    def showEvent(self, event: QShowEvent) -> None:
        """Read again what changed out of sight."""
        super().showEvent(event)
        self._ticks.start()
        self._reader.ask()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stand still out of sight."""
        super().hideEvent(event)
        self._ticks.stop()

    @Slot(object)
    def _on_changed(self, change: Change) -> None:
        if change & WATCHED and self.isVisible():
            self._reader.ask()

    async def _read(self) -> None:
        store, asked = self._desk.engine.store, self._webhook_id
        if asked is None:
            return
        found = await off_ui(store, health.of, store, asked)
        if asked == self._webhook_id:
            self._health = found
            self._tell()

    def _tell(self) -> None:
        """Say how it is at this moment; each second, as times run."""
        words = HealthWords()
        if self._health:
            words = health_words(self._health, self._desk.engine.store.clock())
        for line, text in ((self.title, words.title), (self.words, words.text), (self.quiet, words.quiet)):
            line.setText(text)
        for tone, icon in self._icons.items():
            icon.setVisible(tone == words.tone)
        restyle(self._note, "tone", words.tone)
        restyle(self.title, "tone", words.tone)
        self._note.setAccessibleName(f"{words.title}. {words.text}")
        self._note.setVisible(bool(words.title))
        self.resume.setVisible(words.can_resume)
        self.quiet.setVisible(bool(words.quiet))
        self._all.setVisible(bool(words.title or words.quiet))

    async def _resume(self) -> None:
        store, webhook_id = self._desk.engine.store, self._webhook_id
        if webhook_id is None:
            return
        with busy(self.resume, "Resuming…"):
            await off_ui(store, health.resume, store, webhook_id)
        self._desk.toast("The pause is over: it is sent to now")
        self._reader.ask()

    def _lay_out(self) -> None:
        text = col(self.title, self.words, gap=2)
        line = row(*self._icons.values(), 2, text, self.resume, margins=(12, 8, 8, 8))
        line.setStretchFactor(text, 1)
        self._note = holder(line, "note", "wait")
        self._all = holder(col(self._note, self.quiet, margins=(0, 0, 0, 16)))
        self.setLayout(col(self._all, gap=0))
        self._tell()
