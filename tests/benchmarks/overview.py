"""How long the overview of a large log takes to open, against counting the log for the same figures.

`python -m tests.benchmarks.overview` makes a log of 1,000,000 rows over a week, opens the page on it in
the window, and reads its figures for each range.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from core.bus import Change
from core.engine import Engine
from core.log.stats import DAY, HOUR, WEEK, overview
from core.store.database import Store, open_store
from desktop import tasks
from desktop.bridge import Bridge
from desktop.desk import Desk
from desktop.pages.overview import OverviewPage
from desktop.widgets.charts import Canvas
from tests.benchmarks.table import median, show
from tests.core import made

BAR_MS = 200
BATCH = 10_000
WEEK_MS = 7 * 24 * 3_600_000
STATUSES = ("DELIVERED",) * 17 + ("FAILED", "PENDING", "HELD")
COUNTING = (
    "SELECT date / 1800000, status, count(*), avg(duration_ms), sum(error IS NOT NULL) FROM event_log"
    " WHERE date >= ? GROUP BY 1, 2"
)


def fill(store: Store, rows: int) -> None:
    """Write deliveries to twenty webhooks, spread over the last week."""
    hooks = [made.hook(store).id for _ in range(20)]
    now = store.clock()
    with store.write(Change.LOG):
        payload = store.sql("INSERT INTO payload (body) VALUES (x'7b7d')").lastrowid
    for start in range(0, rows, BATCH):
        with store.write(Change.LOG):
            store.many(
                "INSERT INTO event_log (direction, event_type, payload_id, size, webhook_id, date, status,"
                " error, attempts, duration_ms)"
                " VALUES ('EMITTED', 'product_created', ?, 2, ?, ?, ?, ?, 1, ?)",
                [
                    _row(payload or 0, hooks, number, now, rows)
                    for number in range(start, min(start + BATCH, rows))
                ],
            )


def _row(payload: int, hooks: list[int], number: int, now: int, rows: int) -> tuple[object, ...]:
    status = STATUSES[number % len(STATUSES)]
    error = None if status == "DELIVERED" else "410 Gone"
    date = now - WEEK_MS + WEEK_MS * number // rows
    return payload, hooks[number % len(hooks)], date, status, error, number * 37 % 900


def opened_ms(engine: Engine) -> float:
    """Return the milliseconds from making the page to its painted figures and charts."""
    started = time.perf_counter()
    page = OverviewPage(Desk(engine, Bridge(engine.bus), lambda _place: None, lambda _text, undo=None: None))
    page.resize(1092, 772)
    page.show()
    while page.figures is None or not all(canvas.plot for canvas in page.findChildren(Canvas)):
        turn = QEventLoop()
        QTimer.singleShot(1, turn.quit)
        turn.exec()
    page.grab()
    took = (time.perf_counter() - started) * 1000
    page.close()
    page.deleteLater()
    return took


def count_the_log(store: Store, since: int) -> None:
    """Find the figures of a range without tallies."""
    store.sql(COUNTING, (since,)).fetchall()


def timed_ms(act: Callable[..., object], *values: object) -> float:
    """Return the milliseconds that a call takes."""
    started = time.perf_counter()
    act(*values)
    return (time.perf_counter() - started) * 1000


def main() -> None:
    """Fill a log, and print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=7)
    given = options.parse_args()
    app = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(Path(folder), receiver_port=0, sends=False)
        store = open_store(Path(folder))
        with store.connection():
            fill(store, given.rows)
        engine.start()
        took: dict[str, list[float]] = {
            "the first page, which imports the charts' library": [opened_ms(engine)]
        }
        for _ in range(given.rounds):
            took.setdefault("the page, opened and painted", []).append(opened_ms(engine))
            with engine.store.connection():
                now = engine.store.clock()
                for words, over in (("hour", HOUR), ("day", DAY), ("week", WEEK)):
                    took.setdefault(f"figures of the last {words}", []).append(
                        timed_ms(overview, engine.store, now, over)
                    )
                counting = timed_ms(count_the_log, engine.store, now - WEEK_MS)
                took.setdefault("counting the week instead", []).append(counting)
        tasks.close_loop()
        engine.stop()
    rows = [[words, *(f"{each:,.1f}" for each in (median(ms), max(ms)))] for words, ms in took.items()]
    show(f"The overview of {given.rows:,} rows (the bar is {BAR_MS} ms)", ["", "median ms", "most"], rows)
    app.quit()


if __name__ == "__main__":
    main()
