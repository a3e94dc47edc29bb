"""The window while thousands of rows come in: no turn of its thread is long, and nothing read moves."""

import threading

import pytest

from core.log import event_log
from core.outgoing.apps import create_app
from core.outgoing.emit import emit
from core.outgoing.webhooks import create_webhook
from desktop.window import MainWindow
from tests.desktop.inspector.turns import Turns

LONGEST_MS = 100
BATCHES, ROWS = 15, 200


@pytest.fixture
def brisk():
    """Leave the pauses as they are: they are what keeps the window awake."""


@pytest.fixture
def webhook(engine, sink):
    store = engine.store
    with store.connection():
        app = create_app(store, name="Shop", permissions=["MANAGE_ORDERS"], is_active=True).id
        emitted = {"app_id": app, "name": "Orders", "target_url": sink.url, "events": ["order_created"]}
        return create_webhook(store, **emitted, is_active=True)


@pytest.fixture
def window(qtbot, engine, webhook):
    with engine.store.connection():
        emit(engine.store, "order_created", count=ROWS)
    made = MainWindow(engine)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def flood(engine):
    """Emit thousands of events from another thread."""

    def run():
        for _ in range(BATCHES):
            emit(engine.store, "order_created", count=ROWS)

    thread = threading.Thread(target=run)
    yield thread
    thread.join()


def newest(engine):
    with engine.store.connection():
        return event_log.older(engine.store, None, limit=1)[0].id


def flooded(qtbot, flood):
    flood.start()
    qtbot.waitUntil(lambda: not flood.is_alive(), timeout=30_000)


def test_the_overview_stays_awake(qtbot, window, flood):
    turns = Turns(window)
    qtbot.waitUntil(lambda: window.page().figures is not None)
    turns.longest_ms()
    flooded(qtbot, flood)
    assert turns.longest_ms() < LONGEST_MS


def test_the_newest_event_is_followed_awake(qtbot, window, flood, engine):
    window.navigation.setCurrentRow(1)
    page, turns = window.page(), Turns(window)
    qtbot.waitUntil(lambda: page.model.rowCount() == ROWS)
    turns.longest_ms()
    flooded(qtbot, flood)
    qtbot.waitUntil(lambda: page.model.ids(0, 0)[0] == newest(engine))
    assert turns.longest_ms() < LONGEST_MS
    assert page.live.follow.isChecked()


def test_what_is_read_stays_in_its_place_awake(qtbot, window, flood, engine):
    window.navigation.setCurrentRow(1)
    page, turns = window.page(), Turns(window)
    qtbot.waitUntil(lambda: page.model.rowCount() == ROWS)
    place = 50 * page.table.rowHeight(0)
    qtbot.waitUntil(lambda: page.table.verticalScrollBar().maximum() > place)
    page.table.verticalScrollBar().setValue(place)
    read = page.model.row(page.table.rowAt(0)).id
    turns.longest_ms()
    flooded(qtbot, flood)
    qtbot.waitUntil(page.live.newer_button.isVisible)
    assert turns.longest_ms() < LONGEST_MS
    assert page.model.row(page.table.rowAt(0)).id == read
    page.live.newer_button.click()
    qtbot.waitUntil(lambda: page.model.ids(0, 0)[0] == newest(engine) and page.model.row(0) is not None)
