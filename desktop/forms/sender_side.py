"""What a plugin's sender is given: the URL, lines to try it by hand, and what came of the last request."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from core.incoming.curl_line import curl_line
from core.incoming.plugins import UNVERIFIED
from core.incoming.receiver import ReceiverState
from core.log.event_log import LogRow
from core.settings import is_loopback, is_open
from desktop import theme
from desktop.desk import Desk, Place
from desktop.forms.plugin_acts import SHUT, PluginRow
from desktop.forms.provider_words import WORDS
from desktop.forms.silent import SilentNotes
from desktop.paint import status_word
from desktop.widgets.controls import TEXT_MARGIN, button, copy_button, label, text_box
from desktop.widgets.fields import Field, section
from desktop.widgets.layout import col, holder, row
from desktop.widgets.notes import Act
from desktop.widgets.status import Pill
from desktop.words import clock

CONNECTION = "What the sender needs, and how to try it without one."
LATER = "The URL for the sender, and lines to try it, stand here once the plugin is saved."
THIS_MACHINE = "Only this machine can reach it: a sender elsewhere needs a tunnel."
TRY = "For a terminal on macOS or Linux. It sends a sample product, which becomes a job."
TRY_SIGNED = (
    "For a terminal on macOS or Linux, with the secret key in the first line. It sends a sample product."
)
SCROLL_BAR = 10


class SenderSide(QWidget):
    """A section of a plugin's form. It shows the plugin as it is saved."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._last: LogRow | None = None
        self.url_edit, self.lines_edit = QLineEdit(), text_box()
        self.copy_url = copy_button("Copy the URL", self.url_edit.text)
        self.copy_lines = copy_button("Copy the curl line", self.lines_edit.toPlainText)
        self.url = Field("URL", self.url_edit, "", (self.copy_url,), "pluginUrlField")
        beside = holder(col(self.copy_lines, None))
        self.lines = Field("Try it with curl", self.lines_edit, TRY, (beside,), "pluginCurlField")
        self.receiver_notes = SilentNotes()
        self.later = label(LATER, "hint", wrap=True)
        self.pill, self.words = Pill("ACCEPTED"), label(role="hint")
        self.why, self.view = button("Why it was refused", "link"), button("View payload", "link")
        parts = (label("Last request", "hint"), self.pill, self.words, None, self.why, self.view)
        self.outcome = holder(row(*parts, margins=(10, 2, 4, 2)), "note")
        self._lay_out()
        self.view.clicked.connect(self._on_view)
        self.why.clicked.connect(self._on_why)

    def show_row(self, found: PluginRow | None) -> None:
        """Show what a saved plugin's sender needs; nothing yet of one that is not saved."""
        self.later.setVisible(found is None)
        for part in (self.url, self.lines):
            part.setVisible(found is not None)
        state = self._desk.engine.receiver_state()
        self._show_receiver(state, found)
        if found:
            self._show_plugin(found, state)
        self._show_last(found.last if found else None)

    def _show_plugin(self, found: PluginRow, state: ReceiverState) -> None:
        plugin = found.plugin
        url = f"{state.url}{plugin.path}" if state.port else ""  # without a port it is not known yet
        self.url_edit.setText(url)
        self.url_edit.setCursorPosition(0)
        register = WORDS[plugin.provider].register
        self.url.set_hint(f"{register} {THIS_MACHINE}" if is_loopback(state.host) else register)
        lines = curl_line(plugin.provider, url, plugin.options) if url else ""
        self._show_lines(lines)
        self.lines.setVisible(bool(lines) or not url)
        self.lines.set_hint(TRY if plugin.provider == UNVERIFIED else TRY_SIGNED)
        for each in (self.copy_url, self.copy_lines):
            each.setEnabled(bool(url))

    def _show_lines(self, text: str) -> None:
        """Show lines of a shell at their height; those that are shown stay, with what is selected in them."""
        if self.lines_edit.toPlainText() == text:
            return
        self.lines_edit.setPlainText(text)
        line = QFontMetrics(self.lines_edit.font()).lineSpacing()
        lines = text.count("\n") + 1
        self.lines_edit.setFixedHeight(line * lines + 2 * theme.current().px(TEXT_MARGIN) + SCROLL_BAR)

    def _show_receiver(self, state: ReceiverState, found: PluginRow | None) -> None:
        """Say why nothing can be received, or nothing of this plugin's."""
        reason = ""
        if not state.listening:
            what = (state.title or "The receiver does not run").rstrip(".")
            reason = f"{what}. {state.advice or 'Nothing can be received until it does.'}"
        elif found and found.plugin.provider == UNVERIFIED and is_open(state.host):
            reason = SHUT
        to_settings = Act("Open Settings", lambda: self._desk.go(Place("Settings")))
        self.receiver_notes.show_reasons([(reason, to_settings)] if reason else [])

    def _show_last(self, last: LogRow | None) -> None:
        self._last = last
        self.outcome.setVisible(last is not None)
        if last:
            self.pill.show_status(last.status)
            self.why.setVisible(last.status == "REFUSED")
            why = f"{last.error}, " if last.error else ""
            self.words.setText(f"{why}{clock(last.date, self._desk.engine.store.clock())}")
            self.outcome.setAccessibleName(f"Last request: {status_word(last.status)}, {self.words.text()}")

    def _on_why(self) -> None:
        if self._last is not None:
            self._desk.go(Place("Verification lab", log_id=self._last.id))

    def _on_view(self) -> None:
        from desktop.inspector.payload_inspector import PayloadInspector  # late: a click away

        if self._last is not None:
            dialog = PayloadInspector(self._desk.engine, self._last.id, self.window())
            dialog.going.connect(self._desk.go)
            dialog.open()

    def _lay_out(self) -> None:
        mono = theme.current().font("small", mono=True)
        self.url_edit.setReadOnly(True)
        self.lines_edit.setReadOnly(True)
        self.lines_edit.setTabChangesFocus(True)
        self.lines_edit.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.lines_edit.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lines.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        for edit in (self.url_edit, self.lines_edit):
            edit.setFont(mono)
        part = section(
            "Connection Information",
            CONNECTION,
            self.later,
            self.receiver_notes,
            self.url,
            self.lines,
            self.outcome,
        )
        self.setLayout(col(part, gap=0))
