"""The page of webhook jobs: what received payloads ask for, which of it runs, and how it went."""

from dataclasses import astuple

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from core.bus import Change
from core.incoming import bulk, jobs
from core.incoming.jobs import Job, JobFilter
from core.store.database import Store
from desktop import theme
from desktop.desk import Desk, Place
from desktop.pages.job_acts import JobActs
from desktop.pages.job_columns import OF_FAILED, OF_OTHERS, SHORT, USUAL, job_columns
from desktop.pages.job_filters import JobFilters
from desktop.pages.job_menu import JobMenu
from desktop.pages.page import Page
from desktop.tables.live_table import LiveTable
from desktop.tables.paged_table import PagedTable
from desktop.tasks import Reader, off_ui, spawn
from desktop.widgets.controls import button, label
from desktop.widgets.layout import holder, restyle, row
from desktop.widgets.notes import Act, EmptyState
from desktop.widgets.passing import open_over
from desktop.widgets.switch import Switch
from desktop.words import count

EMPTY = "A plugin takes webhooks from another system. Each payload it receives becomes a job here."
ROOM_FOR_HINT = 940
READ_PAUSE = 0.25  # seconds between two reads of the sellers and the switch


class JobsPage(Page):
    """The switch over all jobs, the filters, the table, and below it what the chosen job has to say."""

    title = "Webhook Jobs"
    watches = Change.JOBS | Change.SETTINGS

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        store = desk.engine.store
        self.model = PagedTable(store, jobs, job_columns(store.clock), JobFilter(), self)
        self.live = LiveTable(
            self.model, "jobsTable", "Webhook jobs", noun="job", icon="stack", say_empty=self._say_empty
        )
        self.table = self.live.table
        self.filters = JobFilters()
        self.find_in(self.filters.search)
        self.acts = JobActs(desk, self)
        self.scheduling = Switch("Scheduling is on", on=True, name="schedulingSwitch")
        self.many_button = button("Change many…", "quiet", name="changeManyJobsButton")
        self.refresh_button = button("Refresh Jobs", icon="arrows-clockwise", name="refreshJobsButton")
        self.failed_button = button("0 failed", "link", name="failedJobsButton")
        self.failed_button.hide()
        self.open_button = button("Open job", "link", name="openJobButton")
        self._turning, self._turns = 0, 0  # of the switch: those under way, and those done
        self._waits = label(role="hint", tone="wait", cut=True)
        self._about, self._message = label(role="hint"), label(role="hint", wrap=True)
        self._lay_out()
        self._reader = Reader(self._read_around, self, READ_PAUSE)
        self._show_reasons(False)
        self._show_message()
        self.menu = JobMenu(
            self.table,
            self.acts,
            open_job=self._open_job,
            view=self._view_payload,
            only=self._show_seller,
            many=self._change_many,
            page=self,
        )
        self._connect()

    def refresh(self, change: Change) -> None:
        """Bring in what is new and what changed."""
        if Change.JOBS in change:
            self.model.refresh()
        self._reader.ask()

    def take_keyboard(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Give the keyboard to the table, or to what stands in its place."""
        self.live.take_keyboard(reason)

    def open(self, place: Place) -> None:
        """Show the jobs of one id, or of one status."""
        if place.job_id is not None:
            self.filters.set_match(JobFilter(search=str(place.job_id)))
        elif place.job_status is not None:
            self.filters.set_match(JobFilter(status=place.job_status))

    def _lay_out(self) -> None:
        told = row(self._about, 4, self._message, self.open_button, margins=(16, 2, 16, 2))
        told.setStretchFactor(self._message, 1)
        self._foot = holder(told, "chrome")
        head = self.title_row(
            self._waits, 8, self.scheduling, 8, self.failed_button, self.many_button, self.refresh_button
        )
        for part in (head, self.banner, self.filters):
            self.body.addWidget(part)
        self.body.addWidget(self.live, 1)
        self.body.addWidget(self._foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the hint where there is no room for it."""
        super().resizeEvent(event)
        self._waits.setVisible(self.width() >= theme.current().px(ROOM_FOR_HINT))

    def _connect(self) -> None:
        self.filters.changed.connect(self._on_filter)
        self.refresh_button.clicked.connect(self._on_refresh)
        self.scheduling.clicked.connect(self._turn_scheduling)
        self.model.switched.connect(lambda job, on: self.acts.schedule([job], on=on))
        self.model.settled.connect(self._show_message)
        self.model.settled.connect(self.menu.tell)
        self.table.opened.connect(self.acts.toggle)
        self.many_button.clicked.connect(self._change_many)
        self.open_button.clicked.connect(self._open_job)
        self.failed_button.clicked.connect(lambda: self.filters.set_match(JobFilter(status="FAILED")))
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_message())

    @Slot(object)
    def _on_filter(self, match: JobFilter) -> None:
        """Show what matches; of failed jobs also why, and how often they were tried."""
        self._show_reasons(match.status == "FAILED")
        self.live.show_matching(match)

    def _show_reasons(self, on: bool) -> None:
        for column in OF_FAILED:
            self.table.setColumnHidden(column, not on)
        for column in OF_OTHERS:
            self.table.setColumnHidden(column, on)
        for column, width in (SHORT if on else USUAL).items():
            self.table.widths.mean(column, width)

    async def _read_around(self) -> None:
        """Read what stands around the table: the sellers to filter by, and the switch."""
        store, turns = self.desk.engine.store, self._turns
        sellers, on, failed = await off_ui(store, _around, store)
        self.filters.show_sellers(sellers)
        self._show_failed(failed)
        if turns == self._turns and not self._turning:  # or it is older than the switch, and read once more
            self._show_scheduling(on)

    def _show_failed(self, number: int) -> None:
        """Lead to the failed jobs, as far as there are any."""
        more = " or more" if number >= jobs.MOST_COUNTED else ""
        self.failed_button.setText(f"{number:,}{more} failed")
        self.failed_button.setAccessibleName(f"Show {count(number, 'failed job')}")
        self.failed_button.setVisible(number > 0)

    @Slot(bool)
    def _show_scheduling(self, on: bool) -> None:
        self.scheduling.setChecked(on)
        self.scheduling.setText(f"Scheduling is {'on' if on else 'off'}")
        self.scheduling.setAccessibleName(self.scheduling.text())
        self.scheduling.updateGeometry()
        self._waits.setText("" if on else "Received jobs wait as Pending")

    @Slot(bool)
    def _turn_scheduling(self, on: bool) -> None:
        self._turning += 1
        self._show_scheduling(on)
        spawn(self._set_scheduling(on), self)

    async def _set_scheduling(self, on: bool) -> None:
        try:
            await self.acts.set_scheduling(on)
        finally:
            self._turning -= 1
            self._turns += 1
            self._reader.ask()  # also when it failed: the switch shows what is

    @Slot()
    def _on_refresh(self) -> None:
        """Read everything again, from the newest job on."""
        self.model.restart()
        self._reader.ask()

    @Slot()
    def _show_message(self) -> None:
        """Show what the chosen job has to say: how often it was tried, and why it failed or waits."""
        job: Job | None = self.table.current_row()
        if job is not None:
            tries = f", tried {count(job.attempts, 'time')}" if job.attempts > 1 else ""
            self._about.setText(f"Job {job.id}{tries}")
            self._message.setText(job.message)
            restyle(self._message, "tone", "bad" if job.status == "FAILED" else "")
        self._foot.setVisible(job is not None)

    def _say_empty(self, empty: EmptyState) -> None:
        if any(astuple(self.filters.match())):
            clear = Act("Clear filters", lambda: self.filters.set_match(JobFilter()))
            empty.say("No job matches", "No job fits the filters.", clear)
        else:
            empty.say("No jobs yet", EMPTY, Act("Set up a plugin", lambda: self.desk.go(Place("Plugins"))))

    def _open_job(self) -> None:
        from desktop.pages.job_dialog import JobDialog  # late: a click away

        job: Job | None = self.table.current_row()
        if job is not None:
            JobDialog(self.desk, job.id, self).open()

    def _view_payload(self) -> None:
        from desktop.inspector.payload_inspector import PayloadInspector  # late: a click away

        job: Job | None = self.table.current_row()
        if job is not None:
            dialog = PayloadInspector(self.desk.engine, job.log_id, self)
            dialog.going.connect(self.desk.go)
            dialog.open()

    @Slot()
    def _change_many(self) -> None:
        from desktop.forms.bulk_dialog import BulkDialog, scopes  # late: a click away

        chosen = tuple(job.id for job in self.table.chosen_rows())
        choices = scopes(chosen, self.filters.match())
        open_over(BulkDialog(self.desk.engine, choices, bulk.RETRY, self))

    def _show_seller(self) -> None:
        job: Job = self.table.current_row()
        self.filters.set_match(JobFilter(seller=job.seller))


def _around(store: Store) -> tuple[list[str], bool, int]:
    return jobs.sellers(store), jobs.scheduling(store), jobs.failed(store)
