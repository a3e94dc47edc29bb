"""The event log over a million rows: first paint, jumps, the wheel, filters, search and memory.

`python -m tests.benchmarks.window` makes the log first, which takes some minutes, and keeps it for the next
run. A list of all rows and Qt's own QSqlTableModel stand beside it. Each is measured in a process of its own,
on the display that there is or on Qt's offscreen one. A jump ends when its rows are painted.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject
from PySide6.QtSql import QSqlDatabase, QSqlTableModel
from PySide6.QtWidgets import QApplication, QTableView

from core.engine import Engine
from core.log import event_log, search
from core.log.event_log import LogFilter
from core.store.database import FILE, Store
from core.threads import take_short_turns
from desktop import tasks, theme
from desktop.bridge import Bridge
from desktop.desk import Desk
from desktop.display import displays
from desktop.garbage import GarbageCollector
from desktop.pages.event_logs import EventLogsPage
from desktop.pages.log_columns import log_columns
from desktop.tables.rows import RowsTable
from desktop.tables.table_view import Table
from tests.benchmarks.large_log import NEEDLE, ROWS, large_log
from tests.benchmarks.table import show

FOLDER = Path(tempfile.gettempdir()) / "yardarm-benchmark-window"
SIZE = (1092, 1036)  # of the page: about 36 rows
JUMPS, STEPS, ROUNDS = 150, 200, 3
NOTCH = 84  # pixels of one notch of the wheel
SETTLED_S = 0.5
PAUSE_S = 0.012  # between two notches
INDEXED = (
    LogFilter(direction="RECEIVED"),
    LogFilter(status="FAILED"),
    LogFilter(event_type="order_created"),
    LogFilter(event_type=("order_updated", "STOCK_UPDATE")),
    LogFilter(app_id=2),
    LogFilter(webhook_id=3),
    LogFilter(plugin_id="nautical.stock.shopify"),
    LogFilter(last="24h"),
    LogFilter(webhook_id=1, status="FAILED", last="7d"),
)
SCANNED = (
    LogFilter(code_from=500, code_to=599),
    LogFilter(min_ms=880),
    LogFilter(min_size=1_020),
    LogFilter(seller="Nobody"),
)
TYPED = (NEEDLE, "ABC-4711", "sku:ABC-4712", "ann77@brightwater.example", "harbour", "status:failed ABC-4713")


def main() -> None:
    """Make the log, measure, and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=Path, default=FOLDER, help="where the log is kept between runs")
    options.add_argument("--rows", type=int, default=ROWS)
    options.add_argument("--child", choices=("windowed", "list", "sql"), help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.child:
        measure = {"windowed": windowed, "list": all_rows, "sql": sql_model}[given.child]
        print(json.dumps(measure(given.folder) | {"memory": _memory()}))
        return
    _make(given.folder, given.rows)
    found = {kind: _child(kind, given.folder) for kind in ("windowed", "list", "sql")}
    names = {
        "first paint": "s, bar 0.2", "all rows": "s", "jump": "ms, bar 16", "wheel": "ms, bar 12",
        "filter": "ms, bar 100", "search": "ms, bar 100", "scan": "ms, bar 100", "memory": "MB, bar 250",
    }  # fmt: skip
    rows = [
        [f"{name} ({unit})", *(found[kind].get(name, "") for kind in found)] for name, unit in names.items()
    ]
    show(f"The event log over {given.rows:,} rows", ["", "windowed", "all in a list", "QSqlTableModel"], rows)


def windowed(folder: Path) -> dict[str, str]:
    """Measure the page as it is."""
    engine = Engine(folder)
    engine.open()
    desk = Desk(engine, Bridge(engine.bus), lambda place: None, lambda text, undo=None: None)
    _cold, (page, found) = _page(desk), _page(desk)
    found |= _scrolled(page.table, lambda: page.model.holds(*page.live._in_sight()))
    asked = {"filter": INDEXED, "search": [LogFilter(search=text) for text in TYPED], "scan": SCANNED}
    return found | {name: _p50_p95(_first_rows(page, matches)) for name, matches in asked.items()}


def _page(desk: Desk) -> tuple[EventLogsPage, dict[str, str]]:
    """Open the page; return it with the seconds to its first rows, and to all ids."""
    began = time.perf_counter()
    page = EventLogsPage(desk)
    page.resize(*SIZE)
    page.show()
    _until(lambda: page.model.rowCount() and page.model.row(0))
    page.table.viewport().repaint()
    first = time.perf_counter() - began
    _until(lambda: page.model.reached_at is None)
    return page, {"first paint": f"{first:.2f}", "all rows": f"{time.perf_counter() - began:.2f}"}


def all_rows(folder: Path) -> dict[str, str]:
    """Measure the same table over a list of all rows."""
    store, began = _store(folder), time.perf_counter()
    model: RowsTable[event_log.LogRow] = RowsTable(log_columns(store.clock))
    with store.connection():
        model.set_rows(event_log.older(store, None, limit=10 * ROWS))
    table = Table(model, "table", "Table")
    table.resize(*SIZE)
    table.show()
    table.viewport().repaint()
    return {"first paint": f"{time.perf_counter() - began:.2f}"} | _scrolled(table, lambda: True)


def sql_model(folder: Path) -> dict[str, str]:
    """Measure QSqlTableModel with all rows fetched, in a plain view."""
    database, began = QSqlDatabase.addDatabase("QSQLITE"), time.perf_counter()
    database.setDatabaseName(str(folder / FILE))
    assert database.open()
    model = QSqlTableModel(None, database)
    model.setTable("event_log")
    model.select()
    while model.canFetchMore():
        model.fetchMore()
    view = QTableView()
    view.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    view.verticalHeader().setDefaultSectionSize(theme.current().px(theme.ROW))
    view.setModel(model)
    view.resize(*SIZE)
    view.show()
    view.viewport().repaint()
    return {"first paint": f"{time.perf_counter() - began:.2f}"} | _scrolled(view, lambda: True)


class _Painted(QObject):
    """Counts how often a view was painted."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self.count = 0
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's own name
        if event.type() == QEvent.Type.Paint:
            self.count += 1
        return super().eventFilter(watched, event)


def _scrolled(view: QTableView, is_there: Callable[[], bool]) -> dict[str, str]:
    """Jump to random places, then turn the wheel."""
    _pass(SETTLED_S)
    bar, chance, painted = view.verticalScrollBar(), random.Random(5), _Painted(view)
    jumps, steps = list[float](), list[float]()
    for _ in range(JUMPS):
        began = time.perf_counter()
        bar.setValue(chance.randrange(bar.maximum()))
        _until(is_there)
        painted.count = 0
        _until(lambda: painted.count)
        jumps.append(time.perf_counter() - began)
        _pass(PAUSE_S)
    for _ in range(STEPS):
        began = time.perf_counter()
        bar.setValue(bar.value() + NOTCH)
        view.viewport().repaint()
        steps.append(time.perf_counter() - began)
        _pass(PAUSE_S)
    return {"jump": _p50_p99(jumps), "wheel": _p50_p99(steps)}


def _first_rows(page: EventLogsPage, matches: Sequence[LogFilter]) -> list[float]:
    """Return the seconds until rows that match are painted, or how far the search came."""
    return [_first_row(page, match) for _ in range(ROUNDS) for match in matches]


def _first_row(page: EventLogsPage, match: LogFilter) -> float:
    page.filters.set_match(LogFilter())
    _until(lambda: page.model.reached_at is None and page.model.rowCount() > 1)
    told: list[bool] = []
    page.model.modelReset.connect(lambda: told.append(True))
    began = time.perf_counter()
    page.filters.set_match(match)
    _until(lambda: told)
    page.table.viewport().repaint()
    return time.perf_counter() - began


def _make(folder: Path, rows: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    store = large_log(folder, rows)
    with store.connection(synchronous="normal"):
        while search.index_next(store):
            search.merge_some(store)


def _child(kind: str, folder: Path) -> dict[str, str]:
    environ = dict(os.environ)
    if not displays(environ, sys.platform):
        environ["QT_QPA_PLATFORM"] = "offscreen"
    words = [sys.executable, "-m", "tests.benchmarks.window", "--child", kind, "--folder", str(folder)]
    ended = subprocess.run(words, env=environ, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, str] = json.loads(ended.stdout.splitlines()[-1])
    return found


def _store(folder: Path) -> Store:
    engine = Engine(folder)
    engine.open()
    return engine.store


def _until(is_true: Callable[[], object]) -> None:
    while not is_true():
        QApplication.processEvents(_WAITING)


def _pass(seconds: float) -> None:
    """Let Qt run for a while."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 1)


_WAITING = QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents


def _p50_p99(took: list[float]) -> str:
    return f"{_part(took, 0.5):.1f} / {_part(took, 0.99):.1f}"


def _p50_p95(took: list[float]) -> str:
    return f"{_part(took, 0.5):.1f} / {_part(took, 0.95):.1f}"


def _part(took: list[float], share: float) -> float:
    """Return a percentile, in milliseconds."""
    return sorted(took)[min(int(len(took) * share), len(took) - 1)] * 1_000


def _memory() -> str:
    """Return the most memory that this process had resident."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000:.0f}"


if __name__ == "__main__":
    if "--child" in sys.argv:
        take_short_turns()
        _app = QApplication([])
        _collector = GarbageCollector(_app)  # garbage goes when it goes in the window
        theme.apply("light")
    main()
    tasks.close_loop()
