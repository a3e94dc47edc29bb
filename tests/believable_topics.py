"""A shop that sends its own topics, with payloads of its own shape: for pictures of the mappings."""

import base64
import hashlib
import hmac
import json
from pathlib import Path

from core.incoming.guards import Request, own_hosts
from core.incoming.intake import take_all
from core.incoming.mapping.mappings import get_mapping, set_mapping
from core.incoming.plugins import Plugin, create_plugin
from core.store.database import Store

PAYLOADS = Path(__file__).parent / "core/incoming/mapping/payloads"
KEY = "shpss_4b1d77"
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
