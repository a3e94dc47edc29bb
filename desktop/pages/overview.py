"""The overview: today's counts, the last 24 hours, what fails and what is owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from core.bus import Change
from core.clock import Clock
from core.log.event_log import LogFilter
from core.log.stats import FailingWebhook, Today, today
from desktop import theme
from desktop.desk import Desk, Place
from desktop.pages.page import Page
from desktop.tables.columns import Column
from desktop.tables.delegates import CellDelegate
from desktop.tables.rows import RowsTable
from desktop.tables.table_view import Table
from desktop.tasks import Reader, off_ui
from desktop.widgets.charts import DayChart, DueBars, Spark
from desktop.widgets.controls import button, copy_button, label
from desktop.widgets.layout import Item, col, holder, mark, restyle, row, scrolling
from desktop.widgets.mark import Swatch
from desktop.widgets.notes import Act, EmptyState
from desktop.words import ago, count, due

PAUSE = 1.0  # seconds between two counts
TICK_MS = 1_000
FOOT, DUE_WIDTH = 200, 330
LOG, APPS, PLUGINS = "Event Logs", "Apps", "Plugins"
EMPTY = (
    "Make an app with a webhook to send events, or a plugin to receive them. What happens then shows here."
)


class OverviewPage(Page):
    """The desk at a glance. It is counted again at most once a second."""

    title = "Overview"
    watches = Change.LOG | Change.OUTBOX | Change.WEBHOOKS | Change.APPS | Change.RECEIVER

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._now = desk.engine.store.clock
        self._today: Today | None = None
        self._receiver = label("Receiver", "hint")
        self.address = label(role="hint", mono=True)
        self.copy_button = copy_button("Copy the receiver's address", self.address.text)
        self._delivered = Card("Delivered today", Spark())
        self._received = Card("Received today", Spark())
        self._failed = Card("Failed today", Spark("bad"))
        self._owed = Card("Owed now")
        self._chart = DayChart()
        self._bars = DueBars()
        self.failing: RowsTable[_Failing] = RowsTable(_columns(self._now))
        self.table = Table(self.failing, "failingTable", "Failing webhooks")
        self._nothing_failed = label("No delivery failed in the last 24 hours.", "hint")
        self._pages = QStackedWidget()
        self._lay_out()
        self._reader = Reader(self._read, self, PAUSE)
        self.table.opened.connect(self._open_failing)
        ticks = QTimer(self, interval=TICK_MS)
        ticks.timeout.connect(self._write_owed)
        ticks.start()

    def refresh(self, _change: Change) -> None:
        """Count again, and say where the receiver listens."""
        state = self.desk.engine.receiver_state()
        self.address.setText(state.url if state.listening else "")
        for part in (self._receiver, self.address, self.copy_button):
            part.setVisible(state.listening)
        self._reader.ask()

    async def _read(self) -> None:
        store = self.desk.engine.store
        self._show(await off_ui(store, today, store, self._now()))

    def _show(self, figures: Today) -> None:
        self._today = figures
        self._pages.setCurrentIndex(0 if figures.last_event_at else 1)
        sent = figures.delivered + figures.failed
        share = f"{100 * figures.delivered / sent:.1f} % of {sent:,} sent" if sent else "Nothing sent yet"
        series = figures.series
        self._delivered.show_figure(figures.delivered, share, [each.emitted for each in series])
        refused = f"{figures.refused:,} refused" if figures.refused else "None refused"
        self._received.show_figure(figures.received, refused, [each.received for each in series])
        failing = count(len(figures.failing), "webhook is failing", "webhooks are failing")
        words = failing if figures.failing else "No webhook is failing"
        self._failed.show_figure(figures.failed, words, [each.failed for each in series], tone="bad")
        self._write_owed()
        self._chart.show_series(series)
        self._bars.show_bars(figures.owed_by_due)
        self.failing.set_rows([_Failing(each.webhook_id, each) for each in figures.failing])
        self._nothing_failed.setVisible(not figures.failing)
        self.table.setVisible(bool(figures.failing))

    @Slot()
    def _write_owed(self) -> None:
        """Say when the next attempt is, as time passes."""
        figures = self._today
        if figures is None or not self.isVisible():
            return
        parts = [f"Next attempt {due(figures.next_due, self._now())}"] if figures.next_due else []
        if figures.held:
            parts.append(f"{figures.held:,} held")
        self._owed.show_figure(figures.owed, " · ".join(parts) or "Nothing waits to be sent")

    @Slot(object)
    def _open_failing(self, chosen: "_Failing") -> None:
        self.desk.go(Place(LOG, log=LogFilter(webhook_id=chosen.id)))

    @Slot()
    def _open_failed(self) -> None:
        self.desk.go(Place(LOG, log=LogFilter(status="FAILED")))

    def _lay_out(self) -> None:
        self.body.addWidget(self.title_row(self._receiver, self.address, self.copy_button))
        self.body.addWidget(self.banner)
        cards = row(self._delivered, self._received, self._failed, self._owed, gap=12)
        foot = row(self._failing_panel(), self._owed_panel(), gap=12)
        foot.setStretch(0, 1)
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
        head = row(label("Events in 24 hours", "strong"), None, *legend[:-1], gap=6)
        panel = col(head, self._chart, gap=8, margins=(16, 12, 12, 8))
        panel.setStretch(1, 1)
        return holder(panel, "panel")

    def _failing_panel(self) -> QWidget:
        link = button("Open in Event Logs", "link")
        link.clicked.connect(self._open_failed)
        head = row(label("Failing webhooks", "strong"), None, link, margins=(16, 8, 10, 8))
        nothing = row(self._nothing_failed, None, margins=(16, 0, 16, 0))
        panel = holder(col(head, nothing, self.table, None, gap=0, margins=(1, 1, 1, 8)), "panel")
        panel.setFixedHeight(theme.current().px(FOOT))
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setMinimumHeight(theme.current().px(theme.HEADER + 4 * theme.ROW))
        return panel

    def _owed_panel(self) -> QWidget:
        title = label("Owed, by next attempt", "strong")
        title.setFixedHeight(theme.current().px(28))
        panel = col(title, self._bars, gap=4, margins=(16, 8, 16, 12))
        panel.setStretch(1, 1)
        made = holder(panel, "panel")
        made.setFixedSize(theme.current().px(DUE_WIDTH), theme.current().px(FOOT))
        return made


class Card(QFrame):
    """A figure with its name above, a word on it below, and the course of the day."""

    def __init__(self, title: str, spark: Spark | None = None) -> None:
        super().__init__()
        mark(self, "panel")
        self._figure = label(role="figure")
        self._words = label(role="hint")
        self._spark = spark
        self._title = title
        items: list[Item] = [label(title, "label"), self._figure, self._words]
        items += [4, spark] if spark else [None]
        self.setLayout(col(*items, gap=2, margins=(14, 12, 14, 8)))

    def show_figure(self, number: int, words: str, course: Sequence[int] = (), tone: str = "") -> None:
        """Show a number; `tone` colours it unless it is 0."""
        self._figure.setText(f"{number:,}")
        restyle(self._figure, "tone", tone if number else "")
        self._words.setText(words)
        self.setAccessibleName(f"{self._title}: {number:,}. {words}")
        if self._spark:
            self._spark.show_values(course)


@dataclass(frozen=True, slots=True)
class _Failing:
    """A row of the table of failing webhooks; its id is the webhook's."""

    id: int
    of: FailingWebhook


def _columns(now: Clock) -> list[Column[_Failing]]:
    return [
        Column("Webhook", lambda row: row.of.name, 140, partial(CellDelegate, bold=True), narrow=96),
        Column("App", lambda row: row.of.app_name, 120, partial(CellDelegate, ink="text_2"), narrow=64),
        Column(
            "Failed",
            lambda row: f"{row.of.failed:,}",
            64,
            partial(CellDelegate, ink="bad", bold=True),
            right=True,
        ),
        Column(
            "Last error",
            lambda row: row.of.error,
            180,
            partial(CellDelegate, rich=True),
            second=lambda row: ago(row.of.last_at, now()),
            grows=True,
            narrow=120,
            ages=True,
        ),
        Column(
            "Next attempt",
            lambda row: due(row.of.next_attempt_at, now()) if row.of.next_attempt_at else "none",
            110,
            partial(CellDelegate, ink="text_2"),
            narrow=88,
            ages=True,
        ),
    ]
