"""What the inspector says of what was received and refused."""

import pytest

from core.incoming.guards import Request
from core.incoming.intake import take_all
from core.incoming.plugins import create_plugin
from core.signing import nautical
from desktop.inspector.payload_inspector import PayloadInspector


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
