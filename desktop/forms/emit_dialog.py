"""Emitting an event by hand: choose it, edit its sample in place, see who takes it."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from core.catalogue import catalogue, sample_payload
from core.engine import Engine
from core.errors import InvalidInput
from core.outgoing.emit import Emitted, emit, prepare, takers
from core.store.database import Store
from desktop import theme
from desktop.forms.events_list import EventsList
from desktop.forms.json_edit import JsonEdit
from desktop.tasks import Reader, off_ui
from desktop.widgets.controls import begin, busy, button, label
from desktop.widgets.layout import col, holder, restyle, row, rule, set_size
from desktop.words import count

START = "order_created"
SIZE, LIST_WIDTH = (920, 600), 280
PAUSE_MS = 150  # after the last key, before the payload is checked


@dataclass(frozen=True, slots=True)
class _Looked:
    """What an emit would do now: the exact size in bytes, or what is wrong; and to how many."""

    event: str
    text: str
    size: int
    error: str
    now: int
    held: int


class EmitDialog(QDialog):
    """Records an event as the marketplace would. It stays open, so that several can be emitted."""

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("emitDialog")
        self.setWindowTitle("Emit event")
        self._engine = engine
        self._event = START
        self._drafts: dict[str, str] = {}  # what was edited, by event
        self._judged = ""  # the text that was checked last, or is being checked
        self._looked: _Looked | None = None
        self.events = EventsList()
        self._title, self._name, self._trigger = label(role="title"), label(mono=True), label(role="hint")
        self.payload = JsonEdit()
        self.payload.setObjectName("emitPayloadField")
        self.payload.setAccessibleName("Payload")
        self._error, self._size = label(role="hint", tone="bad", wrap=True), label(role="hint")
        self._sample = button("Restore the sample", "link")
        self.takers, self.outcome = label(role="hint", wrap=True), label(tone="ok", wrap=True)
        self.close_button = button("Close")
        self.emit_button = button("Emit", "primary", "paper-plane-tilt", name="emitButton")
        self._reader = Reader(self._look, self)
        self._pause = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._lay_out()
        self._connect()
        self.choose(START)
        self.events.setFocus()

    def choose(self, event: str) -> None:
        """Show an event of the catalogue, with its sample or what was made of it before."""
        known = catalogue().events[event]
        self._event = event
        self._title.setText(known.label)
        self._name.setText(known.name)
        self._trigger.setText(f"Happens when {known.trigger}." if known.trigger else "")
        self.payload.setPlainText(self._drafts.get(event, _sample(event)))
        self.events.choose(event)
        self._judge()

    def changeEvent(self, event: QEvent) -> None:
        """Count who takes the event again when the user comes back: webhooks may have changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._reader.ask()

    def _lay_out(self) -> None:
        px = theme.current().px
        set_size(self, *SIZE)
        left = holder(col(self.events, margins=(16, 16, 12, 12)))
        left.setFixedWidth(px(LIST_WIDTH))
        head = holder(row(self._title, self._name, None, self._sample))
        head.setFixedHeight(px(theme.CONTROL))
        below = row(self._error, None, self._size)
        below.setStretchFactor(self._error, 1)
        right = col(head, self._trigger, 4, self.payload, below, gap=4, margins=(16, 16, 16, 12))
        body = row(left, rule(vertical=True), holder(right), gap=0)
        body.setStretch(2, 1)
        words = col(self.takers, self.outcome, gap=2)
        self.outcome.hide()
        foot = row(words, 8, self.close_button, self.emit_button, margins=(16, 8, 16, 8))
        foot.setStretch(0, 1)
        whole = col(holder(body), rule(), holder(foot, "chrome"), gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        for each in (self.close_button, self.emit_button, self._sample):
            each.setAutoDefault(False)  # Enter in the search chooses an event, and emits nothing

    def _connect(self) -> None:
        self.events.chosen.connect(self._on_event)
        self.events.entered.connect(self.payload.setFocus)
        self.payload.textChanged.connect(self._on_text)
        self._pause.timeout.connect(self._judge)
        self._sample.clicked.connect(lambda: self.payload.setPlainText(_sample(self._event)))
        self.close_button.clicked.connect(self.close)
        self.emit_button.clicked.connect(self._on_emit)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._on_emit)

    def _on_event(self, event: str) -> None:
        if event != self._event:
            self._keep_draft()
            self._say("")
            self.choose(event)

    def _on_text(self) -> None:
        """Have the text checked after the last key; its colouring alone is told as a change of it, too."""
        if self.payload.exact_text() != self._judged:
            self._pause.start()

    def _keep_draft(self) -> None:
        text = self.payload.exact_text()
        if text == _sample(self._event):
            self._drafts.pop(self._event, None)
        else:
            self._drafts[self._event] = text

    def _judge(self) -> None:
        """Have the payload checked; until that is done nothing can be emitted."""
        self._pause.stop()
        self._judged = self.payload.exact_text()
        self.emit_button.setEnabled(False)
        self._sample.setVisible(self._judged != _sample(self._event))
        self._reader.ask()

    async def _look(self) -> None:
        store, event, text = self._engine.store, self._event, self.payload.exact_text()
        looked = await off_ui(store, _look, store, event, text)
        if (event, text) == (self._event, self.payload.exact_text()):
            self._show(looked)

    def _show(self, looked: _Looked) -> None:
        self._looked = looked
        self._error.setText(looked.error)
        restyle(self.payload, "invalid", bool(looked.error))
        self._size.setText("" if looked.error else f"{count(looked.size, 'byte')} as sent")
        self.takers.setText(_takers_words(looked))
        restyle(self.takers, "tone", "" if looked.now else "wait")
        self.emit_button.setEnabled(not looked.error)

    def _say(self, outcome: str, tone: str = "ok") -> None:
        self.outcome.setText(outcome)
        restyle(self.outcome, "tone", tone)
        self.outcome.setVisible(bool(outcome))

    def _on_emit(self) -> None:
        begin(self.emit_button, self._emit, self)

    async def _emit(self) -> None:
        store, payload = self._engine.store, _bytes(self.payload.exact_text())
        self._say("")
        try:
            with busy(self.emit_button, "Emitting…"):
                done = await off_ui(store, emit, store, self._event, payload)
        except InvalidInput as error:
            self._error.setText(str(error))
            self.emit_button.setEnabled(False)
            return
        self._say(_outcome(self._event, done), "ok" if done.deliveries else "wait")


def _look(store: Store, event: str, text: str) -> _Looked:
    """Find out what an emit would do; runs off the UI thread."""
    found = takers(store, event)
    held = sum(taker.status == "HELD" for taker in found)
    try:
        size, error = len(prepare(event, _bytes(text), now=store.clock())), ""
    except InvalidInput as fault:
        size, error = 0, str(fault)
    return _Looked(event, text, size, error, len(found) - held, held)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # half a character is refused as not UTF-8, with words


def _takers_words(looked: _Looked) -> str:
    held = f" {count(looked.held, 'delivery', 'deliveries')} will be held." if looked.held else ""
    if looked.now or looked.held:
        return f"{count(looked.now, 'webhook takes', 'webhooks take')} {looked.event} now.{held}"
    return f"No webhook takes {looked.event}: one must be active, subscribe to it, and be allowed it."


def _outcome(event: str, done: Emitted) -> str:
    number = len(done.deliveries)
    if not number:
        return f"No webhook took {event}, so there is nothing to send."
    return f"Emitted {event} to {count(number, 'webhook')}."


def _sample(event: str) -> str:
    return sample_payload(event).decode()
