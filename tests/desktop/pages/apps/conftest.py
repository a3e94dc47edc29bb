"""An app with one webhook, the page that shows them, and the webhook's form."""

import pytest

from core.outgoing.apps import create_app
from core.outgoing.webhooks import create_webhook
from desktop.pages.apps import AppsPage
from tests.desktop.pages.apps.hands import ORDERS, Key


@pytest.fixture
def store(engine):
    with engine.store.connection():
        yield engine.store


@pytest.fixture
def app(store):
    return create_app(store, name="Storefront sync", permissions=ORDERS, is_active=True)


@pytest.fixture
def webhook(store, app, sink):
    return create_webhook(
        store,
        app_id=app.id,
        name="Order feed",
        target_url=sink.url,
        events=["order_created"],
        secret="s3cret",
        is_active=True,
    )


@pytest.fixture
def page(desk, show, qtbot):
    made = show(AppsPage(desk))
    qtbot.waitUntil(lambda: made._state is not None or made._stack.currentWidget() is made._nothing)
    return made


@pytest.fixture
def form(webhook, page, qtbot):
    """The form of the one webhook, opened from the table by Enter."""
    table = page.app_form.webhooks.table
    qtbot.waitUntil(lambda: page.app_form.webhooks.model.rowCount() == 1)
    table.selectRow(0)
    qtbot.keyClick(table, Key.Key_Return)
    assert page.webhook_form is not None
    return page.webhook_form
