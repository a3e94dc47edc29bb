import time

import pytest

from core.bus import Change
from core.incoming.fetching import api
from core.incoming.fetching.access import get_access, open_key, set_access
from core.incoming.plugins import create_plugin
from desktop.desk import Place
from desktop.forms.fetch_dialog import FetchDialog
from tests.core import made
from tests.core.incoming.fetching.standin import running
from tests.desktop.pages.plugins.hands import LEFT, type_into


@pytest.fixture
def standin(monkeypatch):
    with running() as made:
        monkeypatch.setattr(api, "BASES", {"stripe": made.url, "github": made.url})
        made.add_event("evt_1", "customer.created", time.time() * 1000, email="a@example.com")
        yield made


@pytest.fixture
def open_dialog(store, page, qtbot):
    """Make a plugin and open its dialog from its form."""

    def opened(provider="stripe"):
        create_plugin(store, id="pay", name="Pay", provider=provider, secret="whsec_x")
        page.open(Place("Plugins", plugin_id="pay"))
        qtbot.waitUntil(lambda: page.form is not None and page.form.missed._access is not None)
        page.form.missed.fetch_button.click()
        return page.findChild(FetchDialog)

    return opened


def press_fetch(qtbot, dialog):
    qtbot.mouseClick(dialog.fetch_button, LEFT)
    qtbot.waitUntil(lambda: not dialog.runs)


def test_what_was_missed_is_fetched_from_the_plugins_page(qtbot, said, store, standin, open_dialog):
    dialog = open_dialog()
    type_into(qtbot, dialog.key.edit, standin.key)
    press_fetch(qtbot, dialog)
    assert dialog.words.text() == "1 event was fetched."
    assert open_key(store, "pay") == standin.key
    assert [row.transaction_id for row in made.rows(store) if row.fetched_at] == ["evt_1"]
    qtbot.mouseClick(dialog.show_button, LEFT)
    assert said.places[-1].log.plugin_id == "pay"


def test_a_refused_key_is_told_in_the_dialog_and_can_be_corrected(qtbot, store, standin, open_dialog):
    dialog = open_dialog()
    type_into(qtbot, dialog.key.edit, "sk_wrong")
    press_fetch(qtbot, dialog)
    assert dialog.banner.title() == "Stripe refuses the API key"
    type_into(qtbot, dialog.key.edit, standin.key)
    press_fetch(qtbot, dialog)
    assert dialog.banner.title() == ""
    assert dialog.words.text() == "1 event was fetched."


def test_the_webhook_of_github_is_asked_for_and_checked(qtbot, store, standin, open_dialog):
    dialog = open_dialog("github")
    assert dialog.source.isVisible()
    type_into(qtbot, dialog.key.edit, standin.key)
    type_into(qtbot, dialog.source_edit, "somewhere")
    press_fetch(qtbot, dialog)
    assert dialog.source.error().startswith("This is not the address of a webhook")
    type_into(qtbot, dialog.source_edit, "quay/site/settings/hooks/7")
    press_fetch(qtbot, dialog)
    assert dialog.words.text() == "Nothing was missed."
    assert get_access(store, "pay").source == "repos/quay/site/hooks/7"


def test_a_wait_that_the_provider_asks_for_can_be_cancelled(qtbot, store, standin, open_dialog):
    standin.troubles.append((429, {"retry-after": "600"}, b""))
    dialog = open_dialog()
    type_into(qtbot, dialog.key.edit, standin.key)
    qtbot.mouseClick(dialog.fetch_button, LEFT)
    qtbot.waitUntil(lambda: "asks to wait" in dialog.words.text())
    qtbot.mouseClick(dialog.close_button, LEFT)
    qtbot.waitUntil(lambda: not dialog.runs)
    assert "cancelled" in dialog.words.text()
    assert get_access(store, "pay").fetched_at is None


def test_a_time_off_is_told_on_the_plugins_page(qtbot, store, page):
    create_plugin(store, id="pay", name="Pay", provider="stripe", secret="whsec_x")
    with store.write(Change.PLUGINS):
        now = store.clock()
        store.sql("INSERT INTO gap (from_at, to_at) VALUES (?, ?)", (now - 1_000, now + 9_000))
    set_access(store, "pay", key="sk")
    page.open(Place("Plugins", plugin_id="pay"))
    qtbot.waitUntil(lambda: page.form is not None and "was off from" in page.form.missed.words.text())


def test_a_provider_that_cannot_be_asked_has_no_such_section(qtbot, form):
    assert not form.missed.isVisible()
