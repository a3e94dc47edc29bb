"""The right side of a mapping's editor: a captured payload to try it on, and what the job would come to."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHeaderView, QStackedWidget, QWidget

from core import forms
from core.errors import NotFound
from core.incoming.mapping.trial import MAX_TRIED, Sample, Trial, samples
from core.json_index import JsonIndex
from core.log import event_log
from core.store.database import Store
from desktop import theme
from desktop.desk import Desk
from desktop.forms.mapping_draft import jmes_path
from desktop.inspector.json_tree import KEY, TYPE, VALUE
from desktop.inspector.json_view import JsonView
from desktop.tasks import Reader, off_ui
from desktop.widgets.controls import combo, label, refill
from desktop.widgets.layout import col, holder, row, rule
from desktop.widgets.notes import EmptyState
from desktop.widgets.status import Pill
from desktop.words import clock, size

USUAL_LEVEL = 2
HOW = "Double-click a value, or press Enter on it, to take its path into the field that you edit."
EMPTY = "Once this plugin has received something, a payload stands here to try the mapping on."
SMALLEST, KEY_WIDTH = 300, 190


class MappingPayload(QWidget):
    """Chooses a payload and shows it as a tree. `read` tells that another one is there."""

    read = Signal()
    picked = Signal(int)
    """The node whose path the user wants."""

    def __init__(self, desk: Desk, plugin_id: str) -> None:
        super().__init__()
        self.setMinimumWidth(theme.current().px(SMALLEST))
        self._desk, self._plugin_id = desk, plugin_id
        self._topic = ""
        self.body: bytes | None = None
        self.index = JsonIndex(b"")
        self.choice = combo([], "mappingSample", "Payload to try on")
        self.view = JsonView(self.index)
        self.view.hideColumn(TYPE)
        self.view.setColumnWidth(KEY, theme.current().px(KEY_WIDTH))
        self.view.header().setStretchLastSection(False)
        self.view.header().setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Stretch)
        self._pill, self._outcome = Pill("SUCCESS"), label(role="hint", wrap=True)
        self._reader = Reader(self._read, self)
        self._choices = Reader(self._read_choices, self)
        self._lay_out()
        self.choice.currentIndexChanged.connect(lambda _at: self._reader.ask())
        self.view.doubleClicked.connect(self._on_double_click)
        for key in ("Return", "Enter"):
            enter = QShortcut(QKeySequence(key), self.view, self._on_enter)
            enter.setContext(Qt.ShortcutContext.WidgetShortcut)

    def show_topic(self, topic: str) -> None:
        """Offer the payloads of a topic, the newest one first."""
        self._topic = topic
        self._choices.ask()

    def path(self, node: int, items: str) -> str:
        """Return the expression for a node of the payload."""
        return jmes_path(self.index, node, items)

    def say(self, trial: Trial | None) -> None:
        """Say what the job would come to."""
        self._foot.setVisible(trial is not None)
        if trial:
            self._pill.show_status(
                "SUCCESS" if trial.works else "FAILED", "Works" if trial.works else "Fails"
            )
            self._outcome.setText(trial.error or trial.message or _problem(trial))

    async def _read_choices(self) -> None:
        store, topic = self._desk.engine.store, self._topic
        found = await off_ui(store, samples, store, self._plugin_id, topic)
        now = store.clock()
        refill(self.choice, [(_words(each, now), each.log_id) for each in found])
        self._stack.setCurrentIndex(0 if found else 1)
        self._reader.ask()

    async def _read(self) -> None:
        log_id = self.choice.currentData()
        if log_id is None:
            self.body = None
        else:
            store = self._desk.engine.store
            try:
                self.body, self.index = await off_ui(store, _opened, store, log_id)
            except NotFound:  # it was deleted: the others are still there to try
                self._choices.ask()
                return
            self.view.forget(self.index)
            self.view.take_in(self.index)
            self.view.open_to(USUAL_LEVEL)
        self.read.emit()

    def _on_enter(self) -> None:
        if self.view.currentIndex().isValid():
            self.picked.emit(self.view.tree.node(self.view.currentIndex()))

    def _on_double_click(self, index: QModelIndex) -> None:
        self.picked.emit(self.view.tree.node(index))

    def _lay_out(self) -> None:
        top = row(label("Try it on", "label"), self.choice, gap=8, margins=(16, 6, 16, 6))
        top.setStretch(1, 1)
        how = holder(row(label(HOW, "hint", wrap=True), margins=(16, 0, 16, 8)))
        line = row(self._pill, self._outcome, margins=(16, 8, 16, 8))
        line.setStretch(1, 1)
        self._foot = holder(line, "chrome")
        self._foot.hide()
        full = holder(col(holder(top), how, self.view, rule(), self._foot, gap=0))
        empty = EmptyState("tray")
        empty.say("Nothing to try on yet", EMPTY)
        self._stack = QStackedWidget()
        for layer in (full, empty):
            self._stack.addWidget(layer)
        self.setLayout(col(self._stack, gap=0))


def _opened(store: Store, log_id: int) -> tuple[bytes, JsonIndex]:
    """Read a payload and index as much of it as can be tried; runs off the UI thread."""
    body = event_log.payload(store, log_id)
    index = JsonIndex(forms.as_json(body)[:MAX_TRIED])
    for _ in index.read():
        pass
    return body, index


def _words(sample: Sample, now: int) -> str:
    topic = f"{sample.topic}, " if sample.topic else ""
    return f"{clock(sample.date, now)}, {topic}{size(sample.size)}"


def _problem(trial: Trial) -> str:
    wrong = len(trial.problems)
    return "1 field is wrong in this payload." if wrong == 1 else f"{wrong} fields are wrong in this payload."
