"""Sending a test event, with the outcome in place: what was answered, how fast, and the payload."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from core.bus import Change
from core.errors import InvalidInput, NotFound
from core.log.event_log import LogRow, get_row
from core.outgoing.emit import send_test
from desktop import theme
from desktop.desk import Desk
from desktop.tasks import Reader, off_ui
from desktop.widgets.controls import begin, busy, button, label
from desktop.widgets.layout import col, holder, row
from desktop.widgets.status import Pill
from desktop.words import answer_words, due, took


class Trial(QWidget):
    """A button that sends one webhook a sample, and what came of it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._webhook_id: int | None = None
        self._log_id: int | None = None
        self._waiting = False
        self._reader = Reader(self._look, self)
        self.button = button("Send test event", icon="paper-plane-tilt", name="sendTestButton")
        self.reason = label(role="hint")
        self.pill, self.words = Pill("PENDING"), label(role="hint")
        self.view = button("View payload", "link")
        self.note = holder(row(self.pill, self.words, None, self.view, margins=(4, 2, 4, 2)), "note")
        self.note.setMinimumWidth(theme.current().px(380))
        self.note.hide()
        self._line = row(self.button, self.reason, None)
        self.setLayout(col(self._line, row(self.note, None)))
        self.button.clicked.connect(lambda: begin(self.button, self._send, self))
        self.view.clicked.connect(self._on_view)
        desk.bridge.changed.connect(self._on_changed)

    def put_before(self, control: QWidget) -> None:
        """Let a control stand at the left of the button, on its line."""
        self._line.insertWidget(0, control)
        self._line.insertSpacing(1, theme.current().px(16))

    def allow(self, webhook_id: int | None, obstacle: str) -> None:
        """Say which webhook a test goes to, or in `obstacle` why none can be sent now.

        None is a webhook that is not saved yet: there is no button then.
        """
        if webhook_id != self._webhook_id:
            self.note.hide()
        self._webhook_id = webhook_id
        self.button.setVisible(webhook_id is not None)
        self.button.setEnabled(not obstacle)
        self.reason.setText(obstacle)
        self.reason.setVisible(bool(obstacle and webhook_id) and self.note.isHidden())

    async def _send(self) -> None:
        store = self._desk.engine.store
        if self._webhook_id is None:
            return
        self.reason.hide()
        try:
            with busy(self.button, "Sending…"):
                self._log_id = await off_ui(store, send_test, store, self._webhook_id)
        except InvalidInput as error:
            self._say_instead(str(error))
            return
        self._waiting = True
        self._show("PENDING", "Sending…", self._desk.engine.sender_state().title)
        self._reader.ask()

    @Slot(object)
    def _on_changed(self, change: Change) -> None:
        if self._waiting and change & Change.LOG:
            self._reader.ask()

    async def _look(self) -> None:
        """Show the outcome once there was an attempt, and that of the next one as long as it is not over."""
        if self._log_id is None:
            return
        store = self._desk.engine.store
        try:
            found = await off_ui(store, get_row, store, self._log_id)
        except NotFound:
            self._waiting = False
            self._say_instead("The test event was deleted from the log.")
            return
        if found.attempts or found.status != "PENDING":
            self._waiting = found.status in ("PENDING", "HELD")
            self._show(*_outcome(found, store.clock()))

    def _say_instead(self, reason: str) -> None:
        self.note.hide()
        self.reason.setText(reason)
        self.reason.show()

    def _show(self, status: str, word: str, words: str) -> None:
        self.pill.show_status(status, word)
        self.words.setText(words)
        self.note.setAccessibleName(f"{word} {words}")
        self.note.show()

    def _on_view(self) -> None:
        from desktop.inspector.payload_inspector import PayloadInspector  # late: a click away

        if self._log_id is not None:
            PayloadInspector(self._desk.engine, self._log_id, self.window()).open()


def _outcome(row: LogRow, now: int) -> tuple[str, str, str]:
    """Return a status, its word, and what else there is to say."""
    how = "after" if row.status_code is None else "answered in"
    time = f"{how} {took(row.duration_ms)}" if row.duration_ms is not None else ""
    if row.status == "DELIVERED":
        return "DELIVERED", answer_words(row.status_code, None), time
    if row.status == "HELD":
        return "HELD", "Held", row.error or ""
    again = f"; next try {due(row.next_attempt_at, now)}" if row.next_attempt_at else ""
    return "FAILED", answer_words(row.status_code, row.error), f"{time}{again}".strip("; ")
