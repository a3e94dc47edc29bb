"""What the inspector says of what was received and refused."""

import pytest
from PySide6.QtWidgets import QLabel

from core.incoming.fetching.fetch import store_missed
from core.incoming.fetching.found import Missed
from core.incoming.guards import Request
from core.incoming.intake import take_all
from core.incoming.plugins import create_plugin
from core.outgoing.emit import emit
from core.signing import nautical
from desktop.desk import Place
from desktop.inspector.payload_inspector import PayloadInspector
from tests.core import made as making
from tests.desktop.pages.plugins.hands import LEFT


@pytest.mark.parametrize(
    ("secret", "title", "why"),
    [("other", "The signature was refused", "secret"), ("s3cret", "The request was refused", "not JSON")],
)
def test_a_refused_request_says_what_was_wrong_with_it(still_engine, qtbot, secret, title, why):
    store = still_engine.store
    create_plugin(store, id="shop", name="Shop", provider="nautical", secret="s3cret")
    body = b"no json"
    headers = {"content-type": "application/json", "x-nautical-signature": nautical.sign(secret, body)}
    with store.connection():
        take_all(store, [Request("shop", "", headers, body)], own_hosts=frozenset())
        [log_id] = store.sql("SELECT id FROM event_log").fetchone()
    made = PayloadInspector(still_engine, log_id)
    qtbot.addWidget(made)
    made.open()
    qtbot.waitUntil(lambda: made.tabs.signature_tab.banner.title() == title)
    assert why in made.tabs.signature_tab.banner.accessibleName()


def test_a_received_request_is_opened_in_the_lab_and_a_sent_one_has_no_such_button(still_engine, qtbot):
    store = still_engine.store
    create_plugin(store, id="shop", name="Shop", provider="shopify", secret="s3cret")
    headers = {"content-type": "application/json", "x-shopify-hmac-sha256": "AA=="}
    with store.connection():
        take_all(store, [Request("shop", "", headers, b"{}")], own_hosts=frozenset())
        [received] = store.sql("SELECT id FROM event_log").fetchone()
        making.hook(store)
        sent = emit(store, "product_created").deliveries[0]
    places = []
    for log_id, offers in ((sent, False), (received, True)):
        dialog = PayloadInspector(still_engine, log_id)
        qtbot.addWidget(dialog)
        dialog.going.connect(places.append)
        dialog.open()
        tab = dialog.tabs.signature_tab
        qtbot.waitUntil(lambda tab=tab: tab.banner.title() != "")
        dialog.show_tab("Signature")
        assert tab.lab_button.isVisible() == offers
    assert ("x-shopify-hmac-sha256", "AA==") in tab.facts()
    assert ("Scheme", "Shopify") in tab.facts()
    qtbot.mouseClick(tab.lab_button, LEFT)
    assert places == [Place("Verification lab", log_id=received)]
    assert not dialog.isVisible()


def test_what_was_fetched_is_not_said_to_be_unsent_where_it_has_no_headers(still_engine, qtbot):
    store = still_engine.store
    create_plugin(store, id="pay", name="Pay", provider="stripe", secret="whsec_s3cret")
    with store.connection():
        store_missed(store, "pay", [Missed("evt_1", "customer.created", b"{}")])
        [fetched] = store.sql("SELECT id FROM event_log").fetchone()
    dialog = PayloadInspector(still_engine, fetched)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.tabs.signature_tab.banner.title() != "")
    dialog.show_tab("Headers")
    words = [each.text() for each in dialog.findChildren(QLabel) if each.isVisible()]
    assert "It was fetched from the sender's API, so no request brought it." in words
    assert "Not sent yet" not in words
