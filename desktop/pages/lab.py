"""The verification lab: what a request's signature covers, and why it does not fit."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from core.bus import Change
from core.errors import InvalidInput, NotFound
from core.lab.captured import read_captured
from core.lab.examine import examine
from core.lab.report import Subject
from core.log import event_log
from core.log.event_log import LogFilter, LogRow
from desktop import theme
from desktop.desk import Desk, Place
from desktop.lab.request_side import RequestSide
from desktop.lab.result_side import ResultSide
from desktop.pages.page import Page
from desktop.paint import status_word
from desktop.tasks import Reader, off_ui, spawn
from desktop.widgets.controls import combo, label, refill
from desktop.widgets.layout import col, holder, row, rule, scrolling
from desktop.words import clock

PASTED, PASTED_WORDS = 0, "Pasted request"
"""What the choice of requests stands for where none of the log is chosen."""
RECENT = 30
CHOICE_WIDTH, LEAST_LEFT = 360, 300
LEFT, RIGHT = 4, 6  # of the room, so that a signature in hexadecimal fits at the window's usual width
TYPING, GLANCE = 0.25, 1.0  # seconds between two looks, at what is typed and at the log


class LabPage(Page):
    """A choice of requests, the request at the left, and what is found of it at the right."""

    title = "Verification lab"
    watches = Change.LOG

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._store = desk.engine.store
        self._named: LogRow | None = None  # the one that was asked for, which may be an old one
        self.choice = combo([(PASTED_WORDS, PASTED)], "labRequestChoice", "Request", CHOICE_WIDTH)
        self.request, self.result = RequestSide(self._store), ResultSide()
        self._look = Reader(self._examine, self, TYPING)
        self._glance = Reader(self._read_recent, self, GLANCE)
        self._lay_out()
        self.choice.currentIndexChanged.connect(self._on_chosen)
        self.request.changed.connect(self._look.ask)
        self.result.tried.connect(self._on_tried)
        self.result.viewed.connect(self._view)

    def refresh(self, _change: Change) -> None:
        """Offer what was received meanwhile."""
        self._glance.ask()

    def open(self, place: Place) -> None:
        """Look into a request of the log."""
        if place.log_id is not None:
            spawn(self._open(place.log_id), self)

    async def _open(self, log_id: int) -> None:
        self._named = await off_ui(self._store, event_log.get_row, self._store, log_id)
        await self._read_recent()
        blocked = self.choice.blockSignals(True)
        self.choice.setCurrentIndex(self.choice.findData(log_id))
        self.choice.blockSignals(blocked)
        await self._load(log_id)

    async def _read_recent(self) -> None:
        match = LogFilter(direction="RECEIVED")
        found = await off_ui(self._store, event_log.older, self._store, None, limit=RECENT, match=match)
        if self._named and self._named.id not in [each.id for each in found]:
            found.append(self._named)
        now = self._store.clock()
        if not self.choice.view().isVisible():  # a list that is open stays as it is
            offered = [(_words(each, now), each.id) for each in found]
            refill(self.choice, [(PASTED_WORDS, PASTED), *offered])

    @Slot()
    def _on_chosen(self) -> None:
        log_id = self.choice.currentData()
        if log_id == PASTED:
            self.request.clear()
            self._look.ask()
        else:
            spawn(self._load(log_id), self)

    async def _load(self, log_id: int) -> None:
        try:
            found = await off_ui(self._store, read_captured, self._store, log_id)
        except NotFound:
            self._glance.ask()
            raise
        if self.choice.currentData() == log_id:  # the user may have chosen another meanwhile
            self.request.show_captured(found)
            self._look.ask()

    async def _examine(self) -> None:
        asked = self.request.asked()
        if asked is None:
            self.result.show_nothing()
            return
        try:
            found = await off_ui(self._store, examine, self._store, asked)
        except InvalidInput as error:
            self.request.headers.set_error(str(error))
            return
        self.request.headers.set_error()
        self.result.show_report(found, asked.provider, asked.secret, self.request.refused())

    @Slot(object)
    def _on_tried(self, changed: Subject) -> None:
        self.request.show_changed(changed)

    @Slot()
    def _view(self) -> None:
        from desktop.inspector.payload_inspector import PayloadInspector  # late: a click away

        dialog = PayloadInspector(self.desk.engine, self.choice.currentData(), self)
        dialog.going.connect(self.desk.go)
        dialog.show_tab("Signature")
        dialog.open()

    def _lay_out(self) -> None:
        left = scrolling(holder(col(self.request, margins=(16, 4, 16, 16))))
        right = holder(col(self.result, margins=(16, 4, 16, 16)))
        body = row(left, rule(vertical=True), right, gap=0)
        body.setStretch(0, LEFT)
        body.setStretch(2, RIGHT)
        left.setMinimumWidth(theme.current().px(LEAST_LEFT))
        for part in (self.title_row(label("Request", "hint"), self.choice), self.banner):
            self.body.addWidget(part)
        self.body.addWidget(holder(body), 1)


def _words(each: LogRow, now: int) -> str:
    """Return a request in a line: when it came, what came of it, and for whom it was."""
    return f"{clock(each.date, now)}  {status_word(each.status)}  {each.plugin_id}"
