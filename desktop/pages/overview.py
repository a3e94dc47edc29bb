"""The overview: what happened over an hour, a day or a week, what fails, what is owed, and the jobs."""

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QWidget

from core import statuses
from core.bus import Change
from core.log.event_log import LogFilter
from core.log.stats import DAY, DUE_STEPS, HOUR, LATER, WEEK, Answers, Overview, Range, overview
from desktop import theme
from desktop.desk import Desk, Place
from desktop.pages.failing_columns import Failing, failing_columns
from desktop.pages.page import Page
from desktop.paint import status_word
from desktop.tables.rows import RowsTable
from desktop.tables.table_view import Table
from desktop.tasks import Reader, off_ui, spawn
from desktop.widgets.card import Card
from desktop.widgets.charts import Spark, begin_charts, draw_in_turns
from desktop.widgets.controls import button, combo, copy_button, label
from desktop.widgets.count_bars import CountBars
from desktop.widgets.course_chart import CourseChart
from desktop.widgets.layout import Item, col, holder, row, scrolling
from desktop.widgets.mark import Swatch
from desktop.widgets.notes import Act, EmptyState
from desktop.words import count, due, took

PAUSE = 1.0  # seconds between two reads
TICK_MS = 1_000
FOOT = 208
NARROW = 880
ACROSS, DOWN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
LOG, JOBS, APPS, PLUGINS = "Event Logs", "Webhook Jobs", "Apps", "Plugins"
RANGES = (("Last hour", HOUR), ("Last 24 hours", DAY), ("Last 7 days", WEEK))
EMPTY = (
    "Make an app with a webhook to send events, or a plugin to receive them. What happens then shows here."
)


class OverviewPage(Page):
    """The desk at a glance, read at most once a second. Every mark leads to the rows behind it."""

    title = "Overview"
    watches = Change.LOG | Change.OUTBOX | Change.JOBS | Change.WEBHOOKS | Change.APPS | Change.RECEIVER

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._now = desk.engine.store.clock
        self.figures: Overview | None = None
        """What is shown; None until it was read."""
        self._has_charts = False
        self._receiver = label("Receiver", "hint")
        self.address = label(role="hint", mono=True)
        self.copy_button = copy_button("Copy the receiver's address", self.address.text)
        self.range = combo(RANGES, "rangeChoice", "Range", 132)
        self.range.setCurrentIndex(RANGES.index(("Last 24 hours", DAY)))
        self.delivered, self.failed = Card("Delivered", Spark()), Card("Failed", Spark("bad"))
        self.answers, self.owed = Card("Answer time"), Card("Owed now")
        self.received, self.refused = Card("Received", Spark()), Card("Refused", Spark("bad"))
        self.chart = CourseChart()
        steps = [*(name for name, _ in DUE_STEPS), LATER]
        self.due_bars = CountBars("Owed, by next attempt", steps)
        words = [status_word(status) for status in statuses.JOBS]
        self.job_bars = CountBars("Jobs, by status", words, room=len(steps))  # each line beside one
        self.failing: RowsTable[Failing] = RowsTable(failing_columns(self._now))
        self.table = Table(self.failing, "failingTable", "Failing webhooks")
        self._nothing_failed = label("No delivery failed.", "hint")
        self._pages = QStackedWidget()
        self._lay_out()
        self._reader = Reader(self._read, self, PAUSE)
        self._connect()

    def refresh(self, _change: Change) -> None:
        """Read the figures again, and say where the receiver listens."""
        state = self.desk.engine.receiver_state()
        self.address.setText(state.url if state.listening else "")
        for part in (self._receiver, self.address, self.copy_button):
            part.setVisible(state.listening)
        self._reader.ask()

    def age(self) -> None:
        """Read the figures again: the range ends now."""
        self._reader.ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the halves of a line below each other where they would have too little room."""
        super().resizeEvent(event)
        is_narrow = self.width() < theme.current().px(NARROW)
        for line in self._folding:
            line.setDirection(DOWN if is_narrow else ACROSS)

    def _over(self) -> Range:
        chosen: Range = self.range.currentData()
        return chosen

    async def _read(self) -> None:
        store = self.desk.engine.store
        figures = await off_ui(store, overview, store, self._now(), self._over())
        self._show(figures)
        await draw_in_turns(self)
        if figures.last_event_at and not self._has_charts:
            self._has_charts = True
            spawn(begin_charts(self), self)

    def _show(self, figures: Overview) -> None:
        self.figures = figures
        self._pages.setCurrentIndex(0 if figures.last_event_at else 1)
        self._show_cards(figures)
        self._write_owed()
        self.chart.show_series(figures.series)
        self.due_bars.show_numbers([number for _, number in figures.owed_by_due])
        self.job_bars.show_numbers([number for _, number in figures.jobs])
        self.failing.set_rows([Failing(each.webhook_id, each) for each in figures.failing])
        self._nothing_failed.setVisible(not figures.failing)
        self.table.setVisible(bool(figures.failing))

    def _show_cards(self, figures: Overview) -> None:
        delivered, failed, series = figures.total("delivered"), figures.total("failed"), figures.series
        over = delivered + failed
        share = f"{1_000 * delivered // over / 10:g} % of {over:,} sent" if over else "Nothing sent"
        self.delivered.show_figure(f"{delivered:,}", share, [each.delivered for each in series])
        failing = count(len(figures.failing), "webhook is failing", "webhooks are failing")
        words, tone = failing if figures.failing else "No webhook is failing", "bad" if failed else ""
        self.failed.show_figure(f"{failed:,}", words, [each.failed for each in series], tone)
        self.answers.show_figure(*_answer_words(figures.answers))
        accepted, refused = figures.total("accepted"), figures.total("refused")
        words = "Verified and kept" if accepted else "Nothing received"
        self.received.show_figure(f"{accepted:,}", words, [each.accepted for each in series])
        words, tone = ("Not verified", "bad") if refused else ("All were verified", "")
        self.refused.show_figure(f"{refused:,}", words, [each.refused for each in series], tone)

    @Slot()
    def _write_owed(self) -> None:
        """Say when the next attempt is, as time passes."""
        figures = self.figures
        if figures is None or not self.isVisible():
            return
        parts = [f"Next {due(figures.next_due, self._now())}"] if figures.next_due else []
        if figures.held:
            parts.append(f"{figures.held:,} held")
        self.owed.show_figure(f"{figures.owed:,}", " · ".join(parts) or "Nothing waits")

    def _connect(self) -> None:
        """Let every mark lead to its rows."""
        self.range.currentIndexChanged.connect(self._reader.ask_now)
        self.table.opened.connect(lambda chosen: self._go_log(webhook_id=chosen.id))
        self.chart.opened.connect(self._open_bucket)
        self.due_bars.opened.connect(lambda _at: self._go_log(ranged=False, status="PENDING"))
        self.job_bars.opened.connect(self._open_jobs)
        for card, status in (
            (self.delivered, "DELIVERED"),
            (self.failed, "FAILED"),
            (self.answers, "DELIVERED"),
            (self.received, "ACCEPTED"),
            (self.refused, "REFUSED"),
        ):
            card.clicked.connect(lambda _on=False, status=status: self._go_log(status=status))
        self.owed.clicked.connect(lambda: self._go_log(ranged=False, status="PENDING"))
        ticks = QTimer(self, interval=TICK_MS)
        ticks.timeout.connect(self._write_owed)
        ticks.start()

    def _go_log(
        self, *, ranged: bool = True, status: str | None = None, webhook_id: int | None = None
    ) -> None:
        since = self.figures.since if self.figures and ranged else None
        self.desk.go(Place(LOG, log=LogFilter(status=status, webhook_id=webhook_id, since=since)))

    @Slot(int)
    def _open_bucket(self, at: int) -> None:
        if self.figures:
            bucket = self.figures.series[at]
            self.desk.go(Place(LOG, log=LogFilter(since=bucket.at, until=bucket.until)))

    @Slot(int)
    def _open_jobs(self, at: int) -> None:
        if self.figures:
            self.desk.go(Place(JOBS, job_status=self.figures.jobs[at][0]))

    def _lay_out(self) -> None:
        self.body.addWidget(self.title_row(self._receiver, self.address, self.copy_button, 8, self.range))
        self.body.addWidget(self.banner)
        shown = (self.delivered, self.failed, self.answers, self.received, self.refused, self.owed)
        due_panel = _bars_panel("Owed, by next attempt", self.due_bars)
        bars = row(due_panel, _bars_panel("Jobs, by status", self.job_bars), gap=12)
        cards = row(row(*shown[:3], gap=12), row(*shown[3:], gap=12), gap=12)
        foot = row(self._failing_panel(), bars, gap=12)
        self._folding = (cards, foot)
        for line in self._folding:
            for half in (0, 1):
                line.setStretch(half, 1)
        body = col(cards, self._chart_panel(), foot, gap=12, margins=(16, 4, 16, 16))
        body.setStretch(1, 1)
        empty = EmptyState("chart-line-up")
        create = Act("Create an app", lambda: self.desk.go(Place(APPS)))
        plug = Act("Add a plugin", lambda: self.desk.go(Place(PLUGINS)))
        empty.say("Nothing was sent or received yet", EMPTY, create, plug)
        self._pages.addWidget(scrolling(holder(body)))
        self._pages.addWidget(empty)
        self.body.addWidget(self._pages, 1)

    def _chart_panel(self) -> QWidget:
        legend: list[Item] = []
        for ink, words in (("accent", "Emitted"), ("text_3", "Received"), ("bad", "Failed")):
            legend += [Swatch(ink), label(words, "hint"), 6]
        head = row(label("Events", "strong"), None, *legend[:-1], gap=6)
        panel = col(head, self.chart, gap=8, margins=(16, 12, 12, 8))
        panel.setStretch(1, 1)
        return holder(panel, "panel")

    def _failing_panel(self) -> QWidget:
        link = button("Open in Event Logs", "link")
        link.clicked.connect(lambda: self._go_log(status="FAILED"))
        head = row(label("Failing webhooks", "strong"), None, link, margins=(16, 8, 10, 8))
        nothing = row(self._nothing_failed, None, margins=(16, 0, 16, 0))
        panel = holder(col(head, nothing, self.table, None, gap=0, margins=(1, 1, 1, 8)), "panel")
        panel.setFixedHeight(theme.current().px(FOOT))
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setMinimumHeight(theme.current().px(theme.HEADER + 4 * theme.ROW))
        return panel


def _answer_words(answers: Answers) -> tuple[str, str]:
    """Return the median as the figure, and what most answers took as its word."""
    if answers.half is None or answers.most is None:
        return "", "Nothing answered"
    return took(answers.half), f"95 % within {took(answers.most)}"


def _bars_panel(title: str, bars: CountBars) -> QWidget:
    words = label(title, "strong")
    words.setFixedHeight(theme.current().px(28))
    words.setIndent(theme.current().px(4))  # as the names of the bars
    panel = col(words, bars, gap=4, margins=(12, 8, 8, 12))
    panel.setStretch(1, 1)
    made = holder(panel, "panel")
    made.setFixedHeight(theme.current().px(FOOT))
    return made
