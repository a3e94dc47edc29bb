"""Whether the window stays smooth while everything is under way, and the desk quiet while nothing is.

`python -m tests.benchmarks.both` opens the window, on Qt's offscreen display, over an engine that receives
as fast as a load can send, does the job of each request, and sends what is emitted and what jobs set off.
Meanwhile a timer of 60 Hz in the window's thread takes how late it is. Afterwards `serve` idles.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from core.engine import Engine
from core.incoming.plugins import create_plugin
from core.outgoing.emit import emit
from core.store.database import FILE, Store
from core.threads import take_short_turns
from desktop import tasks
from desktop.garbage import GarbageCollector
from desktop.window import MainWindow
from tests.benchmarks.endpoint import answered, running_endpoint
from tests.benchmarks.load import send
from tests.benchmarks.receiving import SECRET, payload
from tests.benchmarks.table import show
from tests.core import made

WEBHOOKS, EVENTS, EVERY_S = 5, 10, 0.05
"""To so many webhooks so many events are emitted each time."""
FRAME_MS = 1000 / 60
QUIET_S, SETTLE_S, IDLE_S = 3, 5, 10
LATE_BAR, COMMIT_BAR, WAL_BAR, IDLE_BAR = 25, 30, 64, 1.0
"""Milliseconds, milliseconds, MB and per cent of a core."""


class Lateness(QTimer):
    """A timer of 60 Hz that takes how many milliseconds after its time each tick comes."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self._due = 0.0
        self.setTimerType(Qt.TimerType.PreciseTimer)
        self.setSingleShot(True)
        self.timeout.connect(self._tick)

    def begin(self) -> None:
        """Wait for the next frame."""
        self._due = time.perf_counter() + FRAME_MS / 1000
        self.start(round(FRAME_MS))

    def _tick(self) -> None:
        self.late.append(max(0.0, (time.perf_counter() - self._due) * 1000))
        self.begin()


class Writes:
    """Takes of each write how many milliseconds it waited for its turn, and then until it was committed."""

    def __init__(self) -> None:
        self.waited: list[float] = []
        self.took: list[float] = []

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Look on from outside for a while."""
        turn = Store._turn

        @contextmanager
        def timed(store: Store) -> Iterator[None]:
            wanted = time.perf_counter()
            with turn(store):
                began = time.perf_counter()
                self.waited.append((began - wanted) * 1000)
                yield
                self.took.append((time.perf_counter() - began) * 1000)

        Store._turn = timed  # type: ignore[assignment, method-assign]  # here alone
        try:
            yield
        finally:
            Store._turn = turn  # type: ignore[method-assign]  # as above


def emitting(engine: Engine, over: threading.Event) -> None:
    """Emit at a steady rate until it is over."""
    while not over.wait(EVERY_S):
        emit(engine.store, "product_created", count=EVENTS)


def receiving(engine: Engine, folder: Path, seconds: int, rates: list[float]) -> None:
    """Send to the receiver for some seconds, and keep how many requests a second it took."""
    body = folder / "body.json"
    body.write_bytes(payload())
    url = f"{engine.receiver_state().url}/plugins/bench/stock_update"
    rates.append(send(url, SECRET, body, seconds=seconds).rate)


def under_way(folder: Path, url: str, seconds: int) -> list[list[str]]:
    """Run everything at once under a window; return the lines of the table."""
    engine = Engine(folder, receiver_port=0)
    engine.start()
    _prepare(engine.store, url)
    window = MainWindow(engine)
    collector = GarbageCollector(window)
    window.show()
    collector.settle()
    over, rates, writes = threading.Event(), list[float](), Writes()
    others = [
        threading.Thread(target=receiving, args=(engine, folder, seconds, rates)),
        threading.Thread(target=emitting, args=(engine, over)),
    ]
    quiet_until = time.monotonic() + QUIET_S
    calm, _ = _watch(lambda: time.monotonic() < quiet_until, folder / f"{FILE}-wal")
    with writes.timed():
        for each in others:
            each.start()
        late, wal = _watch(others[0].is_alive, folder / f"{FILE}-wal")
        over.set()
        others[1].join()
    sent, done = answered(url) / seconds, _done(engine.store) / seconds
    window.close()
    tasks.close_loop()
    engine.stop()
    return [
        ["received a second", f"{rates[0]:,.0f}", ""],
        ["jobs done a second", f"{done:,.0f}", ""],
        ["sent a second", f"{sent:,.0f}", ""],
        ["the 60 Hz timer is late by, p99", f"{_p99(late):.1f} ms", f"{LATE_BAR} ms"],
        ["the same before, with nothing under way", f"{_p99(calm):.1f} ms", ""],
        [f"a commit takes, p99 of {len(writes.took):,}", f"{_p99(writes.took):.1f} ms", f"{COMMIT_BAR} ms"],
        ["it waits for its turn before, p99", f"{_p99(writes.waited):.1f} ms", ""],
        ["the WAL's largest size", f"{wal / 2**20:.0f} MB", f"{WAL_BAR} MB"],
    ]


def _prepare(store: Store, url: str) -> None:
    with store.connection():
        create_plugin(store, id="bench", name="Bench", provider="nautical", secret=SECRET)
        app = made.app(store)
        for _ in range(WEBHOOKS):
            made.hook(store, url, app_id=app.id, secret=SECRET)


def _watch(is_on: Callable[[], bool], wal: Path) -> tuple[list[float], int]:
    """Run the window while it is on; return how late the timer was, and the WAL's largest size."""
    timer, loop, look, sizes = Lateness(), QEventLoop(), QTimer(interval=50), [0]

    def see() -> None:
        sizes.append(wal.stat().st_size)
        if not is_on():
            loop.quit()

    look.timeout.connect(see)
    look.start()
    timer.begin()
    loop.exec()
    timer.stop()
    look.stop()
    return timer.late, max(sizes)


def _done(store: Store) -> int:
    with store.connection():
        (count,) = store.sql("SELECT count(*) FROM job WHERE status = 'SUCCESS'").fetchone()
        return int(count)


def _p99(values: list[float]) -> float:
    ordered = sorted(values)
    return ordered[max(0, -(-99 * len(ordered) // 100) - 1)]


def idle(folder: Path) -> float:
    """Return the per cent of a core that `serve` uses while nothing happens."""
    words = [sys.executable, "main.py", "--data-dir", str(folder), "serve", "--port", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            wait = threading.Event().wait
            wait(SETTLE_S)
            before = _used_s(process.pid)
            wait(IDLE_S)
            return (_used_s(process.pid) - before) / IDLE_S * 100
        finally:
            process.terminate()


def _used_s(pid: int) -> float:
    """Return the seconds of processor time that a process has had; Linux tells it so."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Run it and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=20)
    given = options.parse_args()
    take_short_turns()  # as the window does
    _application = QApplication([])
    with tempfile.TemporaryDirectory() as folder, running_endpoint() as url:
        lines = under_way(Path(folder), url, given.seconds)
    with tempfile.TemporaryDirectory() as folder:
        used = idle(Path(folder))
    lines.append(["an idle engine uses", f"{used:.2f} % of a core", f"{IDLE_BAR:g} %"])
    show("Everything at once under a window, and nothing at all", ["", "measured", "bar"], lines)


if __name__ == "__main__":
    main()
