"""The payload inspector: one row of the log with everything that is known of it."""

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QPushButton, QStackedLayout, QTabWidget, QWidget

from core.bus import Change
from core.engine import Engine
from core.errors import NotFound
from core.log.event_log import payload
from core.outgoing.replay import send_again
from desktop import theme
from desktop.bridge import Bridge
from desktop.inspector.attempts_tab import AttemptsTab
from desktop.inspector.case import Case, read_case
from desktop.inspector.document import Document, in_slices
from desktop.inspector.headers_table import HeadersTable
from desktop.inspector.rows import HexRows, uncovered
from desktop.inspector.rows_view import RowsView
from desktop.inspector.signature_tab import SignatureTab
from desktop.inspector.text_tab import TextTab
from desktop.inspector.tree_tab import TreeTab
from desktop.tasks import off_ui, spawn
from desktop.widgets.controls import begin, busy, button, label
from desktop.widgets.layout import col, holder, row
from desktop.widgets.notes import Banner, EmptyState
from desktop.widgets.status import Pill
from desktop.words import ago, bare_url, clock, count, plain_tip

WIDTH, HEIGHT = 1000, 660
LONGEST_TARGET = 64
AGES_MS = 1_000
TABS = ("Tree", "Text", "Headers", "Attempts", "Signature", "Raw")
FIRST_TABS = {"text": "Text", "binary": "Raw"}  # by the kind of payload; others begin with the tree


class PayloadInspector(QDialog):
    """Shows one row of the log. It is not modal, several can be open, and it follows the row's changes."""

    def __init__(
        self, engine: Engine, log_id: int, parent: QWidget | None = None, *, words: tuple[str, ...] = ()
    ) -> None:
        """`words` are what the log was searched for: each is marked where it stands in the payload."""
        super().__init__(parent)
        self.setObjectName("payloadInspector")
        self.setWindowTitle(f"Payload of event {log_id}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(theme.current().px(WIDTH), theme.current().px(HEIGHT))
        self._engine, self._log_id = engine, log_id
        self._case: Case | None = None
        self.document = Document(self)
        self.banner = Banner("inspectorBanner")
        self.banner.setContentsMargins(16, 0, 16, 8)
        self._build_head()
        self._build_tabs()
        self.setLayout(col(self._head, self.banner, self.tabs, gap=0))
        self._bridge = Bridge(engine.bus, self)
        self._bridge.changed.connect(self._on_changed)
        self._ageing = QTimer(self, interval=AGES_MS)
        self._ageing.timeout.connect(self._show_words)
        self.document.finished.connect(self._on_finished)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._find)
        self.tree_tab.view.setFocus()
        for tab in (self.tree_tab, self.text_tab):
            tab.find_bar.give(words)
        spawn(self._read(), self)

    def open(self) -> None:
        """Show the dialog beside what is open already."""
        self.show()
        self.raise_()
        self.activateWindow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Escape close; Enter belongs to what has the focus and presses no button of the dialog."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Close, by whatever key or button, and listen no more."""
        self._bridge.close()
        self._ageing.stop()
        super().done(result)

    def show_tab(self, name: str, offset: int = 0) -> None:
        """Turn to a tab, and in the text to a place of the data."""
        at = next(at for at in range(self.tabs.count()) if self.tabs.tabText(at).startswith(name))
        self.tabs.setCurrentIndex(at)
        if name == "Text" and offset:
            self.text_tab.show_place(offset)

    async def copy_payload(self) -> None:
        """Copy the whole payload, as it came."""
        parts: list[str] = []
        with busy(self.copy_button, "Copying…"):
            await in_slices(self.document.decode(parts))
        QGuiApplication.clipboard().setText("".join(parts))

    def _build_head(self) -> None:
        self._title, self._pill, self._words = label(role="title"), Pill("PENDING"), label(role="hint")
        self._pill.hide()
        self.copy_button = button("Copy", icon="copy")
        self.copy_button.setAccessibleName("Copy the payload")
        self.copy_button.clicked.connect(lambda: spawn(self.copy_payload(), self))
        self.send_button = button("Send again", icon="arrow-counter-clockwise")
        self.send_button.clicked.connect(lambda: self._on_send(self.send_button))
        words = col(row(self._title, 4, self._pill, None), self._words, gap=4)
        self._head = holder(row(words, None, self.copy_button, self.send_button, margins=(16, 16, 16, 8)))

    def _build_tabs(self) -> None:
        self.tree_tab, self.text_tab = TreeTab(self.document), TextTab(self.document)
        self.headers = HeadersTable("Request header", "requestHeaders")
        self._no_headers = EmptyState("list-dashes")
        self._no_headers.say("Not sent yet", "The headers of its request will stand here.")
        self._headers_pages = QStackedLayout()
        for each in (self.headers, self._no_headers):
            self._headers_pages.addWidget(each)
        self.attempts_tab, self.signature_tab = AttemptsTab(), SignatureTab()
        self.try_button = self.attempts_tab.try_button
        self.try_button.clicked.connect(lambda: self._on_send(self.try_button))
        self.raw = RowsView(HexRows(b""), "payloadRaw", "Payload in hexadecimal", gutter=76)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("inspectorTabs")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setExpanding(False)
        self.tabs.tabBar().setAccessibleName("Views of the payload")
        pages = (
            self.tree_tab,
            self.text_tab,
            holder(self._headers_pages, "page"),
            self.attempts_tab,
            self.signature_tab,
        )
        for page, name in zip((*pages, self.raw), TABS, strict=True):
            self.tabs.addTab(page, name)
        self.tree_tab.asked.connect(self.show_tab)

    async def _read(self) -> None:
        """Read everything: the payload first, as it never changes."""
        store = self._engine.store
        body = await off_ui(store, payload, store, self._log_id)
        self.raw.show_rows(HexRows(body), body)
        await self._read_case(body)
        await self.document.read(body)

    async def _read_case(self, body: bytes) -> None:
        store = self._engine.store
        try:
            self._case = await off_ui(store, read_case, store, self._log_id, body)
        except NotFound as gone:
            self._case = None
            self.banner.say("wait", gone.title, gone.advice)
            self.send_button.setEnabled(False)
        self._show_case()

    def _on_send(self, pressed: QPushButton) -> None:
        """Send again what is over, or now what waits: it is due at once either way."""
        begin(pressed, partial(self._send_again, pressed), self)

    async def _send_again(self, pressed: QPushButton) -> None:
        store = self._engine.store
        with busy(pressed, "Sending…"):
            replayed = await off_ui(store, send_again, store, [self._log_id])
        self.banner.dismiss()
        for _, reason in replayed.skipped:
            self.banner.say("wait", "This event was not sent again", reason)

    def _on_changed(self, change: Change) -> None:
        if Change.LOG in change and self._case:
            spawn(self._read_case(self.document.data), self)

    def _on_finished(self) -> None:
        kind = self.document.kind()
        if kind in FIRST_TABS and self.tabs.currentWidget() is self.tree_tab:
            self.show_tab(FIRST_TABS[kind])
        self._show_words()

    def _show_case(self) -> None:
        case = self._case
        if case is None:
            return
        self._title.setText(case.row.event_type or "No job type")
        self._pill.show_status(case.row.status)
        self._pill.show()
        self.send_button.setVisible(not case.is_received)
        self.headers.show_headers(case.request_headers)
        self._headers_pages.setCurrentIndex(0 if case.request_headers else 1)
        self.attempts_tab.show_case(case, self._engine.store.clock())
        number = len(case.attempts)
        at = self.tabs.indexOf(self.attempts_tab)
        self.tabs.setTabText(at, f"Attempts {number}" if number > 1 else "Attempts")
        self.tabs.setTabVisible(at, not case.is_received)
        self.signature_tab.show_case(case)
        self._ageing.start()
        self._show_words()

    def _show_words(self) -> None:
        """Tell where the payload went or came from, when, and what it is; ages grow while it is open."""
        case, document = self._case, self.document
        if case is None:
            return
        row, now = case.row, self._engine.store.clock()
        target = bare_url(row.target_url or "") if not case.is_received else row.plugin_id or ""
        verb = "Received" if case.is_received else "Emitted"
        when = f"{verb} {clock(row.date, now)}, {ago(row.date, now)}"
        self._words.setText("  ·  ".join((_shortened(target), when, f"event {row.id}")))
        self._words.setToolTip(plain_tip(row.target_url or target))
        done = document.index.done
        encoding = ("UTF-8" if document.is_utf8 else "not UTF-8") if done else "reading…"
        facts = (count(row.size, "byte"), encoding, uncovered(case.content_type))
        self.tree_tab.say_facts(" · ".join(facts))
        self.attempts_tab.show_case(case, now)

    def _find(self) -> None:
        """Find in the tree or the text, whichever is shown; from another tab in the text."""
        if self.tabs.currentWidget() is self.tree_tab:
            self.tree_tab.find_bar.field.setFocus()
        else:
            self.tabs.setCurrentWidget(self.text_tab)
            self.text_tab.find_bar.field.setFocus()


def _shortened(target: str) -> str:
    """Return an address with its middle left out, where it is too long for the head."""
    half = LONGEST_TARGET // 2
    return target if len(target) <= LONGEST_TARGET else f"{target[:half]}…{target[-half:]}"
