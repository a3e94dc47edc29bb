"""The page of the event log over an engine, and what is in the log."""

import pytest

from core.log import event_log
from core.outgoing.apps import create_app
from core.outgoing.emit import emit
from core.outgoing.webhooks import create_webhook
from core.store.records import LogRecord, PayloadRecord
from desktop.pages.event_logs import EventLogsPage
from tests.waiting import eventually


@pytest.fixture
def webhooks(engine, sink):
    """Two active webhooks of one app, for orders and for products."""
    store = engine.store
    with store.connection():
        app = create_app(store, name="Shop", permissions=["MANAGE_ORDERS", "MANAGE_PRODUCTS"], is_active=True)
        return [
            create_webhook(
                store, app_id=app.id, name=event, target_url=sink.url, events=[event], is_active=True
            ).id
            for event in ("order_created", "product_created")
        ]


@pytest.fixture
def received(engine):
    """One received transaction, as intake leaves it."""
    store = engine.store
    with store.connection():
        payload = store.run(PayloadRecord.insert(body=b"{}"))
        row = {
            "date": store.clock(),
            "direction": "RECEIVED",
            "status": "REFUSED",
            "event_type": "STOCK_UPDATE",
        }
        row |= {"plugin_id": "shopify", "transaction_id": "b54557e4", "error": "Bad signature", "attempts": 0}
        return store.run(LogRecord.insert(payload_id=payload, size=2, **row))


@pytest.fixture
def sent(engine, webhooks):
    """One delivered order and one delivered product, in this order."""
    store = engine.store
    with store.connection():
        ids = [emit(store, event).deliveries[0] for event in ("order_created", "product_created")]
        eventually(lambda: all(row.status == "DELIVERED" for row in event_log.by_ids(store, ids)))
        return ids


@pytest.fixture
def page(desk, show):
    return show(EventLogsPage(desk))
