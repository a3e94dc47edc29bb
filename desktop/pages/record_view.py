"""One record in place of the list: what is kept of it now, and which job changed what."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QSizePolicy, QTabWidget

from core.incoming import records
from core.incoming.records import Record, RecordChange
from core.store.database import Store
from desktop.desk import Desk
from desktop.pages.change_columns import ChangeRow, change_rows, history_columns
from desktop.pages.job_dialog import JobDialog
from desktop.pages.record_columns import FieldRow, field_columns
from desktop.tasks import Reader, off_ui
from desktop.widgets.controls import button, copy_button, label
from desktop.widgets.deeper import Deeper
from desktop.widgets.layout import col, holder, row
from desktop.widgets.sheet import Sheet
from desktop.words import ago, clock, shown_name

MOST = 500
"""Changes that are read; older ones are told by `records show`."""
PAUSE = 0.2  # seconds between two reads while jobs change it
AGES_MS = 1_000
NO_HISTORY = "Its changes are listed here from now on. This record is older than the history."
GONE = "A job deleted it. What it was stands in its history."


class RecordView(Deeper):
    """A record by its kind and key; it may have been deleted."""

    def __init__(self, desk: Desk, kind: str, key: str) -> None:
        super().__init__("recordView")
        self._desk, self.kind, self.key = desk, kind, key
        self._title, self._here = label(role="heading"), label(role="strong")
        self._words = label(role="hint")
        self._key = label(key, "hint", mono=True)
        self.copy_button = copy_button("Copy the key", lambda: self.key)
        self.back_button = button("Records", "link")
        now = desk.engine.store.clock
        self.fields = Sheet(field_columns(), "recordFieldsTable", "What is kept", "database")
        self.history = Sheet(history_columns(now), "recordHistoryTable", "History", "clock-counter-clockwise")
        self.tabs = QTabWidget()
        self._lay_out()
        self.back_button.clicked.connect(self.leaving)
        self.history.table.opened.connect(self._open_job)
        self.history.table.linked.connect(lambda each, _: self._open_job(each))
        self._changed: tuple[str, int] | None = None
        """What is said of the record, and when it last changed."""
        ageing = QTimer(self, interval=AGES_MS)
        ageing.timeout.connect(self._show_words)
        ageing.start()
        self._reader = Reader(self._read, self, PAUSE)
        self._reader.ask()

    def refresh(self) -> None:
        """Read it again."""
        self._reader.ask()

    def _lay_out(self) -> None:
        way = row(self.back_button, label("/", "hint"), 4, self._here, gap=2, margins=(13, 8, 16, 0))
        head = row(self._title, margins=(16, 0, 16, 0))
        below = row(self._key, self.copy_button, 4, self._words, None, gap=4, margins=(16, 0, 16, 8))
        for line, name in ((way, self._here), (head, self._title)):  # a long name must not widen the window
            name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            line.setStretchFactor(name, 1)
        self._key.setMaximumWidth(480)
        self.tabs.tabBar().setExpanding(False)
        self.tabs.tabBar().setAccessibleName("Views of the record")
        self.tabs.addTab(self.history, "History")
        self.tabs.addTab(self.fields, "What is kept")
        layout = col(holder(way), holder(head), holder(below), self.tabs, gap=0)
        layout.setStretch(3, 1)
        self.setLayout(layout)

    async def _read(self) -> None:
        store = self._desk.engine.store
        self._show(*await off_ui(store, _read, store, self.kind, self.key))

    def _show(self, record: Record | None, changes: list[RecordChange]) -> None:
        name = (record.summary if record else "") or self.key
        self._title.setText(shown_name(name))
        self._here.setText(shown_name(name))
        parts = [self.kind.capitalize(), *([record.seller] if record and record.seller else [])]
        at = record.updated_at if record else changes[0].at if changes else self._desk.engine.store.clock()
        self._changed = "  ·  ".join([*parts, "changed" if record else "deleted"]), at
        self._show_words()
        kept = [FieldRow(name, value) for name, value in record.data.items()] if record else []
        self.fields.show_rows(kept, "It is not there any more", GONE)
        self.history.show_rows(change_rows(changes), "No history yet", NO_HISTORY)
        self.tabs.setTabText(0, f"History {len(changes)}" if changes else "History")

    def _show_words(self) -> None:
        """Say what it is, and how long ago it changed."""
        if self._changed:
            (words, at), now = self._changed, self._desk.engine.store.clock()
            self._words.setText(f"{words} {clock(at, now)}, {ago(at, now)}")

    def _open_job(self, chosen: ChangeRow) -> None:
        JobDialog(self._desk, chosen.change.job_id, self).open()


def _read(store: Store, kind: str, key: str) -> tuple[Record | None, list[RecordChange]]:
    return records.find(store, kind, key), records.history(store, kind, key, limit=MOST)
