"""One job with everything that is known of it: what came, what it says, each run, and what came of it."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QTabWidget, QWidget

from core.bus import Change
from core.errors import NotFound
from core.incoming.job_details import JobDetails, details
from core.incoming.jobs import OVER
from desktop.bridge import Bridge
from desktop.desk import Desk, Place
from desktop.inspector.document import Document
from desktop.inspector.payload_inspector import PayloadInspector
from desktop.inspector.text_tab import TextTab
from desktop.pages.change_columns import change_rows, record_columns
from desktop.pages.job_acts import JobActs
from desktop.pages.job_sheets import (
    FaultRow,
    event_columns,
    fault_columns,
    field_columns,
    field_rows,
    run_columns,
    run_rows,
)
from desktop.tasks import Reader, off_ui
from desktop.widgets.beside import BesideDialog
from desktop.widgets.controls import button, label
from desktop.widgets.layout import col, holder, row
from desktop.widgets.notes import Act, Banner
from desktop.widgets.sheet import Sheet
from desktop.widgets.status import Pill
from desktop.words import ago, clock

SIZE = (980, 620)
PAUSE = 0.2  # seconds between two reads while a flood passes
AGES_MS = 1_000
TABS = ("Records", "Faults", "Events", "Attempts", "Fields", "Payload")
RECORDS, FAULTS, EVENTS, ATTEMPTS, FIELDS, PAYLOAD = range(6)
NO_RECORDS = "A job that succeeds lists here what it made different, with the values before and after."
NO_EVENTS = "An event is set off by a change, and owed to the webhooks that take it."
NO_RUNS = "The job was not run yet. Each run is listed here with its outcome."
NO_FIELDS = "This job keeps no record."


class JobDialog(BesideDialog):
    """Shows one job. It is not modal, several can be open, and it follows the job's changes."""

    def __init__(self, desk: Desk, job_id: int, page: QWidget | None = None) -> None:
        super().__init__("jobDialog", SIZE, page)
        self.setWindowTitle(f"Job {job_id}")
        self._desk, self._job_id, self._page = desk, job_id, page
        self._details: JobDetails | None = None
        self.acts = JobActs(desk, self)
        self.banner = Banner("jobBanner")
        self.banner.inset(16, 0, 16, 8)
        now = desk.engine.store.clock
        self.records = Sheet(record_columns(), "jobRecordsTable", "What the job changed", "database")
        self.faults = Sheet(fault_columns(), "jobFaultsTable", "What could not be kept", "warning-circle")
        self.events = Sheet(event_columns(now), "jobEventsTable", "What the job set off", "paper-plane-tilt")
        self.runs = Sheet(run_columns(now), "jobRunsTable", "Attempts of the job", "clock")
        self.fields = Sheet(field_columns(), "jobFieldsTable", "What the payload says", "brackets-curly")
        self.document = Document(self)
        self.text_tab = TextTab(self.document)
        self._build()
        self._connect()
        self._bridge = Bridge(desk.engine.bus, self)
        self._bridge.changed.connect(self._on_changed)
        self._reader = Reader(self._read, self, PAUSE)
        self._reader.ask()
        ageing = QTimer(self, interval=AGES_MS)
        ageing.timeout.connect(self._show_words)
        ageing.start()

    def done(self, result: int) -> None:
        """Close, by whatever key or button, and listen no more."""
        self._bridge.close()
        super().done(result)

    def _build(self) -> None:
        self._title, self._pill, self._words = label(role="title"), Pill("PENDING"), label(role="hint")
        self._message = label(wrap=True)
        self.view_button = button("View payload", icon="eye")
        self.hold_button = button("Hold")
        self.retry_button = button("Retry", "primary", "arrow-counter-clockwise")
        words = col(row(self._title, 4, self._pill, None), self._words, gap=4)
        acts = (self.view_button, self.hold_button, self.retry_button)
        for each in (self._pill, *acts):
            each.hide()
        head = holder(row(words, None, *acts, margins=(16, 16, 16, 8)))
        self._told = holder(row(self._message, margins=(16, 0, 16, 8)))
        self.tabs = QTabWidget()
        self.tabs.tabBar().setExpanding(False)
        self.tabs.tabBar().setAccessibleName("Views of the job")
        for page in (self.records, self.faults, self.events, self.runs, self.fields, self.text_tab):
            self.tabs.addTab(page, "")
        layout = col(head, self.banner, self._told, self.tabs, gap=0)
        layout.setStretch(3, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.view_button.clicked.connect(
            lambda: self._with_job(lambda shown: self._inspect(shown.job.log_id))
        )
        self.hold_button.clicked.connect(lambda: self._with_job(lambda shown: self.acts.toggle(shown.job)))
        self.retry_button.clicked.connect(lambda: self._with_job(lambda shown: self.acts.retry([shown.job])))
        self.records.table.opened.connect(lambda each: self._show_record(each.change.kind, each.change.key))
        self.records.table.linked.connect(
            lambda each, _: self._show_record(each.change.kind, each.change.key)
        )
        self.fields.table.opened.connect(lambda each: self._show_record(each.item.kind, each.item.key))
        self.fields.table.linked.connect(lambda each, _: self._show_record(each.item.kind, each.item.key))
        self.events.table.opened.connect(lambda each: self._inspect(each.id))
        self.events.table.linked.connect(lambda each, _: self._inspect(each.id))

    def _on_changed(self, change: Change) -> None:
        if change & (Change.JOBS | Change.LOG):
            self._reader.ask()

    async def _read(self) -> None:
        store = self._desk.engine.store
        try:
            found = await off_ui(store, details, store, self._job_id, self._details)
        except NotFound as gone:
            self.banner.say("wait", gone.title, "It was deleted with its payload.")
            return
        is_new = self._details is None
        if found != self._details:
            self._details = found
            self._show(found)
        if is_new:
            self._choose_tab(found)
            await self.document.read(found.payload)

    def _show(self, shown: JobDetails) -> None:
        job = shown.job
        self._title.setText(job.job_type or job.topic or "No job type")
        self._pill.show_status(job.status)
        self._show_words()
        self._say_message(shown)
        self.hold_button.setText("Hold" if job.scheduled else "Schedule")
        self.hold_button.setAccessibleName(self.hold_button.text())
        self.hold_button.setVisible(job.status not in (*OVER, "FAILED"))
        self.retry_button.setVisible(job.status == "FAILED")
        for each in (self._pill, self.view_button):
            each.show()
        self._fill(shown)

    def _show_words(self) -> None:
        """Say what kind of job it is, and how old it is by now."""
        if self._details is None:
            return
        shown, now = self._details, self._desk.engine.store.clock()
        job = shown.job
        came = f"received {clock(job.created_at, now)}, {ago(job.created_at, now)}"
        again = f"tried again at {clock(shown.due_at, now)}" if shown.due_at else ""
        words = (
            f"Job {job.id}",
            job.source,
            job.topic,
            job.seller,
            came,
            again or ("" if job.scheduled else "held"),
        )
        self._words.setText("  ·  ".join(word for word in words if word))

    def _say_message(self, shown: JobDetails) -> None:
        """Say what came of the job; in a note if it failed, so that it is not missed."""
        failed = shown.job.status == "FAILED"
        self._message.setText("" if failed else shown.job.message)
        self._told.setVisible(bool(self._message.text()))
        if failed:
            title = "A part of this job failed" if shown.faults and shown.items else "This job failed"
            self.banner.say("bad", title, shown.job.message, *self._mends(shown), closable=False)
        else:
            self.banner.dismiss()

    def _mends(self, shown: JobDetails) -> list[Act]:
        """Return the way to the mapping of the job's topic, which may be missing or not fit.

        A payload that needs no mapping should look like the sample of its job type.
        """
        if not shown.job.topic:
            return [Act("Compare with a sample", lambda: self._compare(shown.job.log_id))]
        place = Place("Plugins", plugin_id=shown.plugin_id, topic=shown.job.topic)
        return [Act("Open mapping" if shown.job.job_type else "Add a mapping", lambda: self._go(place))]

    def _fill(self, shown: JobDetails) -> None:
        self.records.show_rows(change_rows(shown.changes), "No record was changed", NO_RECORDS)
        self.events.show_rows(shown.events, "No event was set off", NO_EVENTS)
        self.runs.show_rows(run_rows(shown.attempts), "No attempt yet", NO_RUNS)
        why = " ".join(shown.faults) or NO_FIELDS
        self.fields.show_rows(field_rows(shown.items), "No field is read from it", why)
        faults = [FaultRow(at, text) for at, text in enumerate(shown.faults)]
        self.faults.show_rows(faults, "Nothing is wrong with it", "Everything was kept.")
        self.tabs.setTabVisible(FAULTS, bool(faults and shown.items))
        counted = {
            RECORDS: len(shown.changes),
            FAULTS: len(faults),
            EVENTS: len(shown.events),
            ATTEMPTS: len(shown.attempts),
        }
        for at, name in enumerate(TABS):
            number = counted.get(at, 0)
            self.tabs.setTabText(at, f"{name} {number:,}" if number else name)

    def _choose_tab(self, shown: JobDetails) -> None:
        """Begin with what says most: what came of it, or what it would do."""
        has = (
            (FAULTS, shown.faults and shown.items),
            (RECORDS, shown.changes),
            (ATTEMPTS, shown.attempts),
            (FIELDS, shown.items),
        )
        self.tabs.setCurrentIndex(next((at for at, rows in has if rows), PAYLOAD))

    def _with_job(self, run: Callable[[JobDetails], None]) -> None:
        if self._details:
            run(self._details)

    def _inspect(self, log_id: int) -> None:
        self._inspector(log_id).open()

    def _compare(self, log_id: int) -> None:
        dialog = self._inspector(log_id)
        dialog.compare_with_sample()
        dialog.open()

    def _inspector(self, log_id: int) -> PayloadInspector:
        dialog = PayloadInspector(self._desk.engine, log_id, self)
        dialog.going.connect(self._go)
        return dialog

    def _show_record(self, kind: str, key: str) -> None:
        self._go(Place("Records", record=(kind, key)))

    def _go(self, place: Place) -> None:
        """Show a page of the window, which is behind this dialog."""
        self._desk.go(place)
        if self._page:
            self._page.window().activateWindow()
