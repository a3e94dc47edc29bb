"""Jobs of a believable desk as if they had run: payloads that differ, records, history, and attempts."""

import json
import random

from core.catalogue import catalogue
from core.incoming import handlers, queue
from core.incoming.keeping import Keeper
from core.incoming.values import BadPayload
from core.store.database import Store

GOODS = (
    "Galvanized Cleat",
    "Twisted Rope, 12 mm",
    "Deck Lamp",
    "Brass Shackle",
    "Canvas Tote",
    "Ship's Bell",
)
PEOPLE = (("Maren", "Okafor"), ("Ines", "Arsenault"), ("Tomas", "Lindqvist"), ("Aoife", "Byrne"))


def payload(job_type: str, at: int) -> bytes:
    """Return the sample of a job type, of another thing and with other figures each time."""
    chance = random.Random(at)
    body = dict(catalogue().job_types[job_type].sample)
    number = chance.randrange(len(GOODS))
    if job_type.startswith("PRODUCT"):
        body |= {"external_id": str(8_146_205 + number), "name": GOODS[number]}
        body |= {
            "slug": GOODS[number].lower().replace(" ", "-"),
            "base_price": f"{chance.randrange(900, 6_000) / 100:.2f}",
        }
    elif job_type == "STOCK_UPDATE":
        body |= {"sku": f"BW-{GOODS[number][:3].upper()}-0{number}", "quantity": chance.randrange(80)}
    elif job_type == "CUSTOMER_CREATE":
        first, last = PEOPLE[number % len(PEOPLE)]
        body |= {"email": f"{first}.{last}@example.com".lower(), "first_name": first, "last_name": last}
        body |= {"personal_phone": f"+1902555{chance.randrange(9_999):04}"}
    elif job_type == "ITEM_SHIP_NOTIFY":
        body |= {
            "order_number": f"{1_040 + number}-A",
            "tracking_number": f"1Z999AA{chance.randrange(10**9):010}",
        }
    return json.dumps(body, indent=2).encode()


def spoiled(body: bytes) -> bytes:
    """Return a payload without the first of its fields, which its job needs."""
    fields = json.loads(body)
    del fields[next(iter(fields))]
    return json.dumps(fields, indent=2).encode()


def run(store: Store, job_id: int, at: int) -> None:
    """Do what a job asks for as if it were the time `at`; call inside a transaction. Nothing is set off."""
    pending = queue.look_at(store, job_id)
    assert pending is not None
    asked = pending.asked
    clock, store.clock = store.clock, lambda: at
    status, message, owed = "FAILED", str(asked), list[int]()
    if not isinstance(asked, BadPayload):
        keeper = Keeper(store, job_id)
        done = handlers.apply(asked, existing=keeper.existing)
        keeper.keep(done)
        status, message = "SUCCESS", done.message
        owed = [row for event in done.events for row in _sent(store, event.event)]
    store.clock = clock
    store.sql("UPDATE job SET status = ?, message = ?, attempts = 1 WHERE id = ?", (status, message, job_id))
    store.sql(
        "INSERT INTO job_attempt (job_id, number, at, status, message, log_ids) VALUES (?, 1, ?, ?, ?, ?)",
        (job_id, at, status, message, json.dumps(owed)),
    )


def _sent(store: Store, event: str) -> list[int]:
    """Return the last deliveries of an event, as if the job had owed them."""
    rows = store.sql("SELECT id FROM event_log WHERE event_type = ? ORDER BY id DESC LIMIT 2", (event,))
    return [log_id for (log_id,) in rows.fetchall()]
