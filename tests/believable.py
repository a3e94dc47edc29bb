"""A desk as a merchant has it after a busy day: for screenshots, and for benchmarks of the window.

Everything is invented. Rows are written as the engine would have left them; nothing is sent.
"""

import json
import random
from dataclasses import dataclass
from pathlib import Path

from core.bus import Change
from core.catalogue import catalogue
from core.incoming import refusals
from core.incoming.plugins import create_plugin
from core.outgoing.apps import App, create_app, update_app
from core.outgoing.retry import SCHEDULES, STANDARD, preview
from core.outgoing.webhooks import Webhook, create_webhook, update_webhook
from core.settings import save
from core.signing import nautical
from core.store.database import Store, open_store
from core.store.records import LogRecord
from tests import believable_records

NONE = Change.NONE
SECRET = "9f1c2e7ab0d84c55a1"
PLUGIN_SECRET = "pl-5d1e77"
NO_INDEX = b'{"error": "not found",\n "message": "No such index."}'
MINUTE = 60_000
HOUR = 60 * MINUTE
APPS = (
    ("Storefront sync", ("MANAGE_ORDERS", "MANAGE_PRODUCTS", "MANAGE_INVENTORY", "MANAGE_USERS")),
    ("Fulfilment bridge", ("MANAGE_FULFILLMENTS", "MANAGE_ORDERS", "MANAGE_INVENTORY")),
    ("Search index", ("MANAGE_PRODUCTS", "MANAGE_COLLECTIONS")),
    ("Customer mail", ("MANAGE_USERS",)),
)
WEBHOOKS = (  # app, name, url, events
    (0, "Order feed", "https://erp.brightwater.example/hooks/nautical", ("order_created", "order_updated")),
    (0, "Catalogue feed", "https://hooks.quayside-erp.example/in", ("any_events",)),
    (1, "Shipping desk", "https://ship.harborline.example/v2/events", ("stock_updated", "order_created")),
    (2, "Old storefront", "https://search.ternandtide.example/index", ("product_updated",)),
    (
        0,
        "Accounting (trial)",
        "https://ledger.saltmarsh.example/api/hooks",
        ("order_created", "invoice_sent"),
    ),
)
SELLERS = (
    "Brightwater Supply Co.",
    "Harborline Outfitters",
    "Tern & Tide",
    "North Quay Ceramics",
    "Saltmarsh Coffee",
)
SENT = (
    "order_created",
    "order_updated",
    "stock_updated",
    "product_updated",
    "variant_updated",
    "order_created",
)
JOBS = (
    "STOCK_UPDATE",
    "PRODUCT_UPDATE",
    "FULFILLMENT_UPDATE",
    "PRODUCT_CREATE",
    "CUSTOMER_CREATE",
    "ITEM_SHIP_NOTIFY",
    "WAREHOUSE_UPDATE",
)
FAULTS = (
    (404, "404 Not Found", 212),
    (None, "No answer in 15 s", 15_000),
    (503, "503 Service Unavailable", 96),
    (None, "Host not found", 31),
)


@dataclass
class Desk:
    """What was made, for those who go on from here."""

    store: Store
    apps: list[App]
    webhooks: list[Webhook]


def full_desk(data_dir: Path, *, rows: int = 400, seed: int = 7) -> Desk:
    """Make a data folder with apps, webhooks, plugins, `rows` rows of log over a day, and their jobs."""
    store = open_store(data_dir)
    chance = random.Random(seed)
    with store.connection():
        save(store, marketplace_domain="https://brightwater.example/")
        apps = [create_app(store, name=name, permissions=codes, is_active=True) for name, codes in APPS]
        webhooks = [_webhook(store, apps, *each) for each in WEBHOOKS]
        _plugins(store)
        _history(store, webhooks, chance, rows)
        update_webhook(store, webhooks[4].id, is_active=False)
        update_app(store, apps[3].id, is_active=False)
    return Desk(store, apps, webhooks)


def _webhook(
    store: Store, apps: list[App], app: int, name: str, url: str, events: tuple[str, ...]
) -> Webhook:
    return create_webhook(
        store,
        app_id=apps[app].id,
        name=name,
        target_url=url,
        events=events,
        secret=SECRET,
        is_active=True,
    )


def _plugins(store: Store) -> None:
    for slug, name, provider, seller in (
        ("nautical.fulfillment.shopify", "Shopify", "nautical", SELLERS[0]),
        ("harbour-erp", "Harbour ERP", "standard", SELLERS[1]),
        ("till", "Shop till", "none", SELLERS[2]),
    ):
        secret = {"nautical": PLUGIN_SECRET, "standard": "whsec_" + "A" * 43 + "="}.get(provider, "")
        create_plugin(store, id=slug, name=name, provider=provider, secret=secret, seller=seller)


def _history(store: Store, webhooks: list[Webhook], chance: random.Random, rows: int) -> None:
    now = store.clock()
    for number in range(rows):
        at = now - round(24 * HOUR * ((rows - 1 - number) / rows) ** 1.6) - chance.randrange(2_000)
        if number % 3 == 2:
            _received(store, chance, at)
        else:
            _sent(store, webhooks, chance, at, now)


def _sent(store: Store, webhooks: list[Webhook], chance: random.Random, at: int, now: int) -> None:
    webhook = chance.choices(webhooks[:4], (5, 4, 4, 1))[0]
    event = "product_updated" if webhook is webhooks[3] else chance.choice(SENT)
    body = json.dumps(catalogue().events[event].sample, indent=2).encode()
    fails = webhook is webhooks[3] or chance.random() < 0.03
    code, error, took = FAULTS[0] if webhook is webhooks[3] else chance.choice(FAULTS)
    if not fails:
        code, error, took = 200, "", chance.randrange(40, 320)
    owed = fails and now - at < 25 * MINUTE
    status = "PENDING" if owed else "FAILED" if fails else "DELIVERED"
    tries = (2 if owed else 3) if fails else 1
    due = now + chance.randrange(20_000, 1_800_000) if owed else None
    waited = preview(SCHEDULES[STANDARD], now=at)
    with store.write(NONE):
        log_id = _row(
            store,
            date=at,
            direction="EMITTED",
            status=status,
            event_type=event,
            target_url=webhook.target_url,
            webhook_id=webhook.id,
            app_id=webhook.app_id,
            uid=f"evt_{chance.randrange(16**24):x}",
            error=error or None,
            status_code=code,
            attempts=tries,
            duration_ms=took,
            next_attempt_at=due,
            payload_id=_payload(store, body),
            size=len(body),
        )
        for number in range(1, tries + 1):
            _attempt(store, log_id, number, waited[number - 1], code, error, took, event, body)
        if due:
            store.sql(
                "INSERT INTO outbox (log_id, webhook_id, due_at) VALUES (?, ?, ?)", (log_id, webhook.id, due)
            )


def _attempt(store, log_id, number, at, code, error, took, event, payload):
    sent = [
        ("content-type", "application/json"),
        ("user-agent", "Yardarm/0.1.0"),
        ("x-nautical-event", event),
        ("x-nautical-domain", "https://brightwater.example/"),
        ("x-nautical-signature", nautical.sign(SECRET, payload)),
        ("webhook-id", "evt_019a3f0b2c44d7"),
        ("webhook-timestamp", str(at // 1000)),
    ]
    got = [("content-type", "application/json"), ("server", "cloudfront")] if code else []
    body = b"" if not code else b'{"ok": true}' if code == 200 else NO_INDEX
    connect = 0 if code == 200 else min(took, 24 + 13 * number)
    store.sql(
        "INSERT INTO attempt (log_id, number, at, status_code, error, duration_ms, request_headers,"
        " response_headers, response_body, connect_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (log_id, number, at, code, error or None, took, json.dumps(sent), json.dumps(got), body, connect),
    )


def _received(store: Store, chance: random.Random, at: int) -> None:
    refused = chance.random() < 0.02
    job_type = chance.choice(JOBS)
    body = believable_records.payload(job_type, at)
    if chance.random() < 0.03:
        body = believable_records.spoiled(body)
    plugin, source = chance.choice(
        (("nautical.fulfillment.shopify", "Shopify"), ("harbour-erp", "Harbour ERP"))
    )
    with store.write(NONE):
        log_id = _row(
            store,
            date=at,
            direction="RECEIVED",
            status="REFUSED" if refused else "ACCEPTED",
            event_type="" if refused else job_type,
            plugin_id=plugin,
            transaction_id=None if refused else _uuid(chance),
            error="Bad signature" if refused else None,
            payload_id=_payload(store, body),
            size=len(body),
            attempts=0,
        )
        detail = "Bad signature" if refused else "The signature matches."
        signature = nautical.sign(PLUGIN_SECRET, body + b"\n" if refused else body)
        sent = {"content-type": "application/json", "user-agent": "Harbour/2.4"}
        headers = json.dumps([*sent.items(), (nautical.SIGNATURE, signature)])
        store.sql(
            "INSERT INTO receipt (log_id, headers, scheme, detail) VALUES (?, ?, 'nautical', ?)",
            (log_id, headers, detail),
        )
        if refused:
            refusals.note(store, [(plugin, "bad_signature", 1, at)])
        else:
            _job(store, chance, at, job_type, source, plugin, log_id)


def _job(store, chance, at, job_type, source, plugin, log_id):
    made = store.sql(
        "INSERT INTO job (created_at, updated_at, source, job_type, seller, status, scheduled, message,"
        " log_id, plugin_id, attempts) VALUES (?, ?, ?, ?, ?, 'PENDING', 1, '', ?, ?, 0)",
        (at, at, source, job_type, chance.choice(SELLERS), log_id, plugin),
    )
    believable_records.run(store, made.lastrowid, at)


def add_waiting_jobs(store: Store) -> None:
    """Let the newest jobs wait, half of them held; once the engine has started, or it would run them."""
    with store.write(NONE):
        for table in ("job_attempt", "record_change"):
            store.sql(f"DELETE FROM {table} WHERE job_id > (SELECT max(id) - 7 FROM job)")
        store.sql(
            "UPDATE job SET status = 'PENDING', message = '', attempts = 0, scheduled = id % 2"
            " WHERE id > (SELECT max(id) - 7 FROM job)"
        )


def _row(store: Store, **values: object) -> int:
    return int(store.run(LogRecord.insert(**values)))


def _payload(store: Store, body: bytes) -> int:
    return int(store.sql("INSERT INTO payload (body) VALUES (?)", (body,)).lastrowid or 0)


def _uuid(chance: random.Random) -> str:
    raw = f"{chance.randrange(16**32):032x}"
    return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-a{raw[17:20]}-{raw[20:]}"
