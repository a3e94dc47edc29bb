"""A plugin, the page that shows it, and its form."""

import pytest

from core.incoming.plugins import create_plugin
from desktop.pages.plugins import PluginsPage
from tests.desktop.pages.plugins.hands import LEFT, Key, button


@pytest.fixture
def store(engine):
    with engine.store.connection():
        yield engine.store


@pytest.fixture
def plugin(store):
    return create_plugin(
        store,
        name="Shopify",
        provider="nautical",
        secret="s3cret",
        seller="Brightwater",
        id="nautical.fulfillment.shopify",
    )


@pytest.fixture
def page(desk, show, qtbot):
    made = show(PluginsPage(desk))
    qtbot.waitUntil(lambda: made.model.rowCount() > 0 or made._stack.currentWidget() is made._nothing)
    return made


@pytest.fixture
def form(plugin, page, qtbot):
    """The form of the one plugin, opened from the table by Enter."""
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.table.selectRow(0)
    qtbot.keyClick(page.table, Key.Key_Return)
    assert page.form is not None
    return page.form


@pytest.fixture
def new_form(page, qtbot):
    """The form of a new plugin."""
    qtbot.mouseClick(button(page, "New plugin"), LEFT)
    assert page.form is not None
    return page.form
