"""A shop that sends its own topics, with payloads of its own shape: for pictures of the mappings."""

import base64
import hashlib
import hmac
import json
from pathlib import Path

from core.bus import Change
from core.incoming.fetching.fetch import store_missed
from core.incoming.fetching.found import Missed
from core.incoming.guards import Request, own_hosts
from core.incoming.intake import take_all
from core.incoming.mapping.mappings import get_mapping, set_mapping
from core.incoming.plugins import Plugin, create_plugin
from core.store.database import Store

PAYLOADS = Path(__file__).parent / "core/incoming/mapping/payloads"
KEY = "shpss_4b1d77"
HOUR = 60 * 60_000
DAY = 24 * HOUR
UNMAPPED = {
    "refunds/create": {
        "id": 509562969,
        "order_id": 820982911946154508,
        "note": "Wrong size",
        "restock": True,
    },
    "orders/edited": {"order_edit": {"id": 78912328793, "order_id": 820982911946154508}},
}


def add_shop(store: Store) -> Plugin:
    """Make a plugin for a Shopify shop that has sent some of everything, and changed one mapping."""
    plugin = create_plugin(store, id="quay-shop", name="Quay Shop", provider="shopify", secret=KEY)
    sent = json.loads((PAYLOADS / "shopify.json").read_bytes())
    for topic, payload in {**sent, **UNMAPPED}.items():
        take_all(store, [_request(topic, payload)], own_hosts=own_hosts("127.0.0.1", 8765))
    mapping = get_mapping(store, plugin.id, "products/update")
    fields = {**mapping.fields, "brand": "vendor || 'Quay Shop'"}
    set_mapping(store, plugin.id, type(mapping)(mapping.topic, mapping.job_type, fields))
    return plugin


def _request(topic: str, payload: object) -> Request:
    body = json.dumps(payload).encode()
    signature = base64.b64encode(hmac.digest(KEY.encode(), body, hashlib.sha256)).decode()
    headers = {
        "content-type": "application/json",
        "x-shopify-topic": topic,
        "x-shopify-webhook-id": f"wh-{topic}",
        "x-shopify-hmac-sha256": signature,
    }
    return Request("quay-shop", "", headers, body)


def add_payments(store: Store) -> Plugin:
    """Make a plugin for Stripe, from a time when the receiver was off."""
    plugin = create_plugin(store, id="payments", name="Payments", provider="stripe", secret="whsec_4b1d77")
    now = store.clock()
    with store.write(Change.PLUGINS):
        store.sql("UPDATE plugin SET created_at = ? WHERE id = ?", (now - 5 * DAY, plugin.id))
        store.sql("INSERT INTO gap (from_at, to_at) VALUES (?, ?)", (now - 9 * HOUR, now - 2 * HOUR))
    bodies = [event_of(number) for number in range(3)]
    found = [Missed(f"evt_{number}", "customer.created", body) for number, body in enumerate(bodies)]
    store_missed(store, plugin.id, found)
    return plugin


def event_of(number: int) -> bytes:
    """Return an event as Stripe writes it."""
    customer = {"id": f"cus_{number}", "email": f"maren.{number}@example.com", "name": "Maren Okafor"}
    return json.dumps(
        {"id": f"evt_{number}", "type": "customer.created", "data": {"object": customer}}
    ).encode()
