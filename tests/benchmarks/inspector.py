"""How soon the inspector shows payloads of several kinds, and how long it keeps the window from answering.

`python -m tests.benchmarks.inspector` opens each a few times on Qt's offscreen display. A turn is the
processor time of the UI thread between two beats of a timer that should come every millisecond; opened is
the time until the first rows are there and painted.
"""

import json
import os
import tempfile
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from core.bus import Change
from core.engine import Engine
from core.store.records import LogRecord, PayloadRecord
from desktop.inspector.payload_inspector import PayloadInspector
from tests.benchmarks.table import median, show
from tests.desktop.inspector.turns import Turns

ROUNDS = 3
MB = 1_000_000
ORDER = {"id": 1, "sku": "BW-000001", "price": "34.50", "tags": ["a", "b"], "address": {"city": "Halifax"}}


def orders(size: int) -> bytes:
    """Return JSON of about this many bytes: an array of small objects."""
    return json.dumps({"orders": [ORDER] * (size // len(json.dumps(ORDER)))}).encode()


PAYLOADS = {
    "1 KiB": orders(1_024),
    "5 MB of objects": orders(5 * MB),
    "25 MB of objects": orders(25 * MB),
    "one text of 25 MB": b'{"text": "' + b"x" * (25 * MB) + b'"}',
    "100,000 levels": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "25 MB, no JSON": b"not JSON, and one line " * (25 * MB // 23),
}

TEXTS = {
    "one text of 25 MB": PAYLOADS["one text of 25 MB"],
    "one text of 25 MB, JSON in JSON": b'{"text": "' + rb"{\"a\": 1}" * (25 * MB // 10) + b'"}',
}


def put(engine: Engine, body: bytes) -> int:
    """Write a payload into the log and return its row's id."""
    row = {"date": 1, "direction": "EMITTED", "status": "DELIVERED", "event_type": "order_created"}
    with engine.store.connection(), engine.store.write(Change.LOG):
        payload_id = engine.store.run(PayloadRecord.insert(body=body))
        made: int = engine.store.run(
            LogRecord.insert(**row, attempts=0, size=len(body), payload_id=payload_id)
        )
        return made


def until(done: Callable[[], object]) -> float:
    """Let Qt run until something is so; return the milliseconds."""
    begun = time.perf_counter()
    while not done():
        QApplication.processEvents()
    return (time.perf_counter() - begun) * 1000


def measure(engine: Engine, log_id: int, turns: Turns) -> tuple[float, float, float]:
    """Open an inspector; return until when the first rows and all are shown, and the longest turn, in ms."""
    turns.longest_ms()
    begun = time.perf_counter()
    made = PayloadInspector(engine, log_id)
    made.open()
    finished: list[bool] = []
    made.document.finished.connect(lambda: finished.append(True))
    until(lambda: made.tree_tab.view.model().rowCount() or finished)
    QApplication.processEvents()
    first = (time.perf_counter() - begun) * 1000
    until(lambda: finished)
    QApplication.processEvents()
    whole, longest = (time.perf_counter() - begun) * 1000, turns.longest_ms()
    made.close()
    until(lambda: not any(isinstance(each, PayloadInspector) for each in QApplication.topLevelWidgets()))
    return first, whole, longest


def copying(engine: Engine, log_id: int, turns: Turns) -> tuple[float, float]:
    """Copy the first value out of the tree; return the longest turn, and what the clipboard takes of it."""
    clipboard = QGuiApplication.clipboard()
    made = PayloadInspector(engine, log_id)
    made.open()
    until(lambda: made.document.index.done and made.tree_tab.view.reveal(1))
    clipboard.clear()
    turns.longest_ms()
    made.tree_tab.acts.copy_value()
    until(clipboard.text)
    longest, text, begun = turns.longest_ms(), clipboard.text(), time.thread_time()
    clipboard.setText(text)
    made.close()
    return longest, (time.thread_time() - begun) * 1000


def main() -> None:
    """Open every payload some times and print the medians."""
    app = QApplication.instance() or QApplication([])
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(folder, receiver_port=0, sends=False)
        engine.open()
        turns = Turns(app)
        measure(engine, put(engine, b"{}"), turns)  # the first dialog of a run imports
        for name, body in PAYLOADS.items():
            log_id = put(engine, body)
            rounds = [measure(engine, log_id, turns) for _ in range(ROUNDS)]
            begun = time.perf_counter()
            parsed = "-"
            if name.endswith(("objects", "KiB", "25 MB")):
                json.loads(body)
                parsed = f"{(time.perf_counter() - begun) * 1000:,.0f}"
            figures = [median(column) for column in zip(*rounds, strict=True)]
            lines.append([name, *(f"{each:,.0f}" for each in figures), parsed])
        copied = [
            [name, *(f"{each:,.0f}" for each in copying(engine, put(engine, body), turns))]
            for name, body in TEXTS.items()
        ]
        engine.stop()
    head = ["", "first rows ms", "all ms", "longest turn ms", "json.loads ms"]
    show("Copying a value", ["", "longest turn ms", "the clipboard's own ms"], copied)
    show("The inspector (the bars are 500 ms to the first rows and 50 ms a turn)", head, lines)


if __name__ == "__main__":
    main()
