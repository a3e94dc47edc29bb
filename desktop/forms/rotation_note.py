"""Rotating a webhook's key in its form: until when the old one counts, the countdown, and its early end."""

from functools import partial
from itertools import pairwise

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from core.outgoing.rotation import end_rotation, is_rotating, rotate_secret
from core.outgoing.webhooks import Webhook
from desktop import theme
from desktop.desk import Desk
from desktop.tasks import off_ui
from desktop.widgets.controls import begin, busy, button, combo, label
from desktop.widgets.layout import col, holder, row
from desktop.widgets.mark import Picture
from desktop.words import DAY, HOUR, MINUTE, clock

CHOICES = [
    ("for 1 hour", 3_600),
    ("for 24 hours", 86_400),
    ("for 3 days", 259_200),
    ("for 7 days", 604_800),
    ("for 30 days", 2_592_000),
    ("no longer", 0),
]
USUAL = 86_400
TICK_MS = 1_000


class RotationNote(QWidget):
    """Acts at once, apart from the form's Save. It shows nothing for a webhook without a key."""

    rotated = Signal()
    """The webhook has another key than the one that was shown."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._webhook: Webhook | None = None
        self._allowed = False
        self.start = button("Rotate key…", icon="arrows-clockwise", name="rotateKeyButton")
        self.overlap = combo(CHOICES, "overlapChoice", "How long the old key goes on signing", 130)
        self.overlap.setCurrentIndex(self.overlap.findData(USUAL))
        self.plan = label(role="hint", wrap=True)
        self.confirm, self.cancel = button("Rotate key", "primary"), button("Cancel")
        self.words, self.end = label(wrap=True), button("End now", name="endRotationButton")
        self._ticks = QTimer(self, interval=TICK_MS)
        self._lay_out()
        self.start.clicked.connect(self._open)
        self.cancel.clicked.connect(self._close)
        self.overlap.currentIndexChanged.connect(self._show)
        self.confirm.clicked.connect(lambda: begin(self.confirm, self._rotate, self))
        self.end.clicked.connect(lambda: begin(self.end, self._end, self))
        self._ticks.timeout.connect(self._show)

    def show_webhook(self, webhook: Webhook | None, *, allowed: bool) -> None:
        """Show what state the saved key is in; `allowed` says whether it may be rotated now."""
        if webhook is None or self._webhook is None or webhook.id != self._webhook.id:
            self._panel.hide()
        self._webhook, self._allowed = webhook, allowed
        self._show()

    def _show(self) -> None:
        webhook, now = self._webhook, self._desk.engine.store.clock()
        rotating = webhook is not None and is_rotating(webhook, now)
        can_start = webhook is not None and webhook.has_secret and self._allowed and not rotating
        if not can_start:
            self._panel.hide()
        self._note.setVisible(rotating)
        self.start.setVisible(can_start and self._panel.isHidden())
        self.setVisible(rotating or can_start)
        if webhook and webhook.old_until and rotating:
            self.words.setText(_state_words(webhook, left(webhook.old_until - now)))
            self._note.setAccessibleName(self.words.text())
        if webhook and not self._panel.isHidden():
            self.plan.setText(_plan_words(webhook, self.overlap.currentData(), now))
        needed = rotating or not self._panel.isHidden()
        if needed != self._ticks.isActive():
            self._ticks.start() if needed else self._ticks.stop()

    def _open(self) -> None:
        self._panel.show()
        self._show()
        self.overlap.setFocus()

    def _close(self) -> None:
        self._panel.hide()
        self._show()
        self.start.setFocus()

    async def _rotate(self) -> None:
        store, overlap = self._desk.engine.store, self.overlap.currentData()
        if self._webhook is None:
            return
        work = partial(rotate_secret, store, self._webhook.id, overlap_s=overlap)
        with busy(self.confirm, "Rotating…"):
            webhook = await off_ui(store, work)
        self._panel.hide()
        self._changed_to(webhook, "The key was rotated")

    async def _end(self) -> None:
        store = self._desk.engine.store
        if self._webhook is None:
            return
        with busy(self.end, "Ending…"):
            webhook = await off_ui(store, end_rotation, store, self._webhook.id)
        self._changed_to(webhook, "The old key signs no more")

    def _changed_to(self, webhook: Webhook, words: str) -> None:
        self._desk.toast(words)
        self.show_webhook(webhook, allowed=self._allowed)
        self.rotated.emit()

    def _lay_out(self) -> None:
        px = theme.current().px
        choice = row(label("The old key goes on"), self.overlap, None, self.cancel, self.confirm)
        self._panel = holder(col(choice, self.plan, margins=(12, 8, 8, 8)), "note")
        line = row(Picture("key", 16, "wait"), self.words, self.end, margins=(12, 4, 6, 4))
        line.setStretchFactor(self.words, 1)
        self._note = holder(line, "note", "wait")
        self._note.setMinimumHeight(px(theme.CONTROL + 8))
        self.setLayout(col(row(self.start, None), self._panel, self._note, gap=0))
        for each in (self._panel, self._note, self):
            each.hide()


def left(ms: int) -> str:
    """Return what is left of a time, in two units: "2 d 3 h", "23 h 59 min", "4 min 10 s", "9 s"."""
    units = ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (1_000, "s"))
    for (size, unit), (smaller, next_unit) in pairwise(units):
        if ms >= size:
            return f"{ms // size} {unit} {ms % size // smaller} {next_unit}"
    return f"{max(ms, 0) // 1_000} s"


def _plan_words(webhook: Webhook, overlap_s: int, now: int) -> str:
    if not overlap_s:
        return "A new key is made and signs alone. The receiver refuses it until it has the new one."
    until = clock(now + overlap_s * 1_000, now)
    if webhook.scheme == "standard":
        return f"A new key is made. Both sign until {until}: the receiver can change over at any time before."
    change = "enter it at the receiver by then"
    return f"A new key is made. The old one signs until {until}, then the new one: {change}."


def _state_words(webhook: Webhook, rest: str) -> str:
    if webhook.scheme != "standard":
        return f"The old key signs for {rest} more, then the new one: enter it at the receiver."
    if webhook.public_key:
        return f"Both keys sign for {rest} more. Give the new public key to the receiver."
    return f"Both keys sign for {rest} more. Enter the new one at the receiver."
