"""How far the text index is behind while 1,000 rows a second come in, and how soon it caught up with a burst.

`python -m tests.benchmarks.indexing`: nothing is sent, so that the log and its index have the computer alone.
"""

import tempfile
import threading
import time

from core.catalogue import catalogue
from core.engine import Engine
from core.log import search
from core.outgoing.apps import create_app
from core.outgoing.emit import emit
from core.outgoing.webhooks import create_webhook
from core.store.database import Store
from tests.benchmarks.table import show

RATE, SECONDS, TICK = 1_000, 10, 0.1
BURST = 20_000
BODY = b'{"note": "' + b"quay tide rope mast harbour pilot " * 29 + b'"}'
BAR = 2.0


def main() -> None:
    """Emit at a rate, then a burst, and print what the index made of it."""
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(folder, receiver_port=0, sends=False)
        engine.start()
        store = engine.store
        with store.connection():
            app = create_app(store, name="App", permissions=catalogue().permissions, is_active=True)
            create_webhook(
                store,
                app_id=app.id,
                name="Hook",
                target_url="http://127.0.0.1:9/",
                events=["any_events"],
                is_active=True,
            )
            lags = _at_a_rate(store)
            began = time.monotonic()
            emit(store, "order_created", BODY, count=BURST)
            emitted = time.monotonic() - began
            while search.lag(store).rows:
                threading.Event().wait(0.05)
            caught_up = time.monotonic() - began - emitted
        engine.stop()
    rows = [
        [
            f"behind at {RATE:,} rows a second, median and most (s, bar {BAR})",
            f"{lags[len(lags) // 2]:.2f} / {lags[-1]:.2f}",
        ],
        [f"to catch up with {BURST:,} rows (s)", f"{caught_up:.1f}"],
        ["rows indexed a second meanwhile", f"{BURST / max(caught_up, 0.001):,.0f}"],
    ]
    show("The text index", ["", ""], rows)


def _at_a_rate(store: Store) -> list[float]:
    """Return the seconds that the index was behind, sorted."""
    lags, began = list[float](), time.monotonic()
    for tick in range(int(SECONDS / TICK)):
        emit(store, "order_created", BODY, count=int(RATE * TICK))
        since = search.lag(store).since
        lags.append(0 if since is None else (store.clock() - since) / 1_000)
        threading.Event().wait(max(began + (tick + 1) * TICK - time.monotonic(), 0))
    return sorted(lags)


if __name__ == "__main__":
    main()
