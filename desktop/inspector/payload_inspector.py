"""The payload inspector: one row of the log with everything that is known of it."""

import asyncio
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from core.bus import Change
from core.engine import Engine
from core.errors import NotFound
from core.log import event_log
from core.log.matching import LogFilter
from core.log.stretch import Stretch
from core.outgoing.replay import send_again
from core.store.database import Store
from desktop.bridge import Bridge
from desktop.desk import Place
from desktop.inspector.acts import InspectorActs
from desktop.inspector.case import Case, read_case
from desktop.inspector.document import Document
from desktop.inspector.habits import Habits, habits_of, keep_habits, read_habits
from desktop.inspector.head import Head, copy_whole
from desktop.inspector.steps import DOWN, UP, Way, beside, how_far
from desktop.inspector.tabs import InspectorTabs
from desktop.tasks import off_ui, spawn
from desktop.widgets.beside import BesideDialog
from desktop.widgets.controls import begin, busy
from desktop.widgets.layout import col, set_size
from desktop.widgets.notes import Act, Banner

SIZE = (1000, 660)
AGES_MS = 1_000
PAUSE_MS = 200  # between two looks at the row while a flood passes


class PayloadInspector(BesideDialog):
    """Shows one row of the log. It is not modal, several can be open, and it follows the row's changes."""

    going = Signal(object)
    """A place of the window that the user wants to see instead."""

    def __init__(
        self,
        engine: Engine,
        log_id: int,
        parent: QWidget | None = None,
        *,
        words: tuple[str, ...] = (),
        match: LogFilter = LogFilter(),
    ) -> None:
        """`words` are what the log was searched for: each is marked where it stands in the payload.

        `match` is what the log shows: the steps to newer and older rows keep to it.
        """
        super().__init__("payloadInspector", SIZE, parent)
        self._engine, self._log_id, self._match = engine, log_id, match
        self._case: Case | None = None
        self._reading: asyncio.Task[None] | None = None
        self.document = Document(self)
        self.head = Head()
        self.banner = Banner("inspectorBanner")
        self.banner.inset(16, 0, 16, 8)
        self.tabs = InspectorTabs(self.document, engine.store)
        self.tree_tab, self.text_tab = self.tabs.tree_tab, self.tabs.text_tab
        self.acts = InspectorActs(engine, self.document, self.banner, self)
        self.setLayout(col(self.head, self.banner, self.tabs, gap=0))
        self._bridge = Bridge(engine.bus, self)
        self._ageing = QTimer(self, interval=AGES_MS)
        self._pause = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._is_stale = False
        self._connect()
        self.tree_tab.view.setFocus()
        for tab in (self.tree_tab, self.text_tab):
            tab.find_bar.give(words)
        self._usual = self._habits()
        spawn(self._recall(), self)
        self.show_row(log_id)

    def show_row(self, log_id: int) -> None:
        """Look at a row of the log, in place of the one before."""
        if self._reading:
            self._reading.cancel()
        self._log_id, self._case = log_id, None
        self.acts.take(None)
        self.setWindowTitle(f"Payload of event {log_id}")
        self.banner.dismiss()
        self.head.send_button.setEnabled(True)
        self._reading = spawn(self._read(), self)

    def show_tab(self, name: str, offset: int = 0) -> None:
        """Turn to a tab, and in the text to a place of the data."""
        self.tabs.show_tab(name, offset)

    def compare_with(self, log_id: int) -> None:
        """Show what differs from another row."""
        self.tabs.compare_tab.compare_with(log_id)
        self.show_tab("Compare")

    def compare_with_sample(self) -> None:
        """Show what differs from the sample of the row's event or job type."""
        self.tabs.compare_tab.compare_with_sample()
        self.show_tab("Compare")

    def done(self, result: int) -> None:
        """Close, by whatever key or button, and listen no more."""
        self._bridge.close()
        self._ageing.stop()
        if (left := self._habits()) != self._usual:
            spawn(_keep(self._engine.store, left), QApplication.instance() or self)
        self._reading = None  # a task that is cancelled would keep this alive, and this the task
        super().done(result)

    def _connect(self) -> None:
        head = self.head
        self._bridge.changed.connect(self._on_changed)
        self._ageing.timeout.connect(self._show_words)
        self._pause.timeout.connect(self._follow)
        self.document.finished.connect(self._show_words)
        for wants in (head.linked, self.acts.wanted):
            wants.connect(self.show_row)
        head.more_button.clicked.connect(self._on_more)
        head.copy_button.clicked.connect(lambda: spawn(copy_whole(self.document, head.copy_button), self))
        head.send_button.clicked.connect(lambda: self._on_send(head.send_button))
        self.tabs.tried.connect(self._on_send)
        self.tabs.signature_tab.lab_button.clicked.connect(self._on_lab)
        self.acts.going.connect(self._on_going)
        for key, arrow, step in (
            ("Alt+Up", head.newer_button, self._on_newer),
            ("Alt+Down", head.older_button, self._on_older),
        ):
            arrow.clicked.connect(step)
            QShortcut(QKeySequence(key), self, step)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.tabs.find_here)

    def _on_lab(self) -> None:
        self._on_going(Place("Verification lab", log_id=self._log_id))

    def _on_going(self, place: Place) -> None:
        """Make room for a page of the window."""
        self.going.emit(place)
        self.close()

    def _habits(self) -> Habits:
        return habits_of(self.size(), self.tabs.wanted, self.tree_tab.levels.value())

    async def _recall(self) -> None:
        """Look as the last one did when it was closed, where nobody has asked for something else yet."""
        left = await off_ui(self._engine.store, read_habits, self._engine.store)
        if left is None:
            return
        set_size(self, left.width, left.height)
        self.tree_tab.levels.choose(left.level)
        if self.tabs.wanted == self._usual.tab:
            self.show_tab(left.tab)
        self._usual = self._habits()

    async def _read(self) -> None:
        """Read everything: the payload first, as it never changes."""
        store = self._engine.store
        try:
            body = await off_ui(store, event_log.payload, store, self._log_id)
        except NotFound as gone:
            self._say_gone(gone)
            return
        await self._read_case(body)
        await self.document.read(body)

    async def _read_case(self, body: bytes) -> None:
        store, log_id = self._engine.store, self._log_id
        try:
            case = await off_ui(store, read_case, store, log_id, body)
        except NotFound as gone:
            self._say_gone(gone)
            return
        if log_id == self._log_id and case != self._case:  # else another row is looked at by now
            self._case = case
            self.acts.take(case)
            self._show_case(case)

    def _say_gone(self, gone: NotFound) -> None:
        self._case = None
        self.acts.take(None)
        self.banner.say("wait", gone.title, gone.advice)
        self.head.send_button.setEnabled(False)

    def _on_more(self) -> None:
        button = self.head.more_button
        self.acts.open_menu(button.mapToGlobal(button.rect().bottomLeft()))

    def _on_newer(self) -> None:
        spawn(self._step(UP, self._log_id), self)

    def _on_older(self) -> None:
        spawn(self._step(DOWN, self._log_id), self)

    async def _step(self, way: Way, than: int) -> None:
        """Go to the row above or below, as the log lists them; or say how far it was looked for."""
        store, log_id = self._engine.store, self._log_id
        found = await beside(store, than, way, self._match, lambda: log_id != self._log_id)
        if log_id != self._log_id:
            return  # meanwhile the user went on
        if found.ids:
            self.show_row(found.ids[way.nearest])
        elif found.is_last:
            self.banner.say("ok", f"This is the {way.end} event that the log shows", "")
        else:
            self._say_how_far(way, found)

    def _say_how_far(self, way: Way, found: Stretch) -> None:
        def search_on() -> None:
            spawn(self._step(way, found.reached), self)

        told = how_far(way, found, self._engine.store.clock())
        self.banner.say("wait", told, "None of those fits the log's filters.", Act("Search on", search_on))

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
            self._is_stale = True
            if not self._pause.isActive():
                self._follow()

    def _follow(self) -> None:
        """Read again what is known of the row, if the log changed; most changes are of other rows."""
        if self._is_stale:
            self._is_stale = False
            self._pause.start()
            spawn(self._read_case(self.document.data), self)

    def _show_case(self, case: Case) -> None:
        now = self._engine.store.clock()
        self.head.show_case(case, now)
        self.tabs.show_case(case, now)
        self._ageing.start()

    def _show_words(self) -> None:
        """Let ages grow while it is open."""
        if self._case:
            now = self._engine.store.clock()
            self.head.show_words(self._case, now)
            self.tabs.show_words(self._case, now)


async def _keep(store: Store, left: Habits) -> None:
    await off_ui(store, keep_habits, store, left)
