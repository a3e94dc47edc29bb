"""A data folder whose log holds a million rows, made once and kept for the next run.

Rows are written straight into the tables, as emitting and receiving would have left them.
"""

import json
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from core.bus import Change
from core.clock import epoch_ms
from core.store.database import Store, open_store
from tests.believable import JOBS, SELLERS, SENT, WEBHOOKS

ROWS = 1_000_000
STEP_MS = 2_592  # a million rows fill thirty days
BATCH = 1_000
WORDS = "the quay the tide the rope the mast a harbour of calm water and a long low pier beside it"
NEEDLE = "wrybill"
"""A word in one payload of a hundred thousand."""
PAYLOAD = "INSERT INTO payload (id, body) VALUES (?, ?)"
NAMES = (
    "id, date, direction, status, event_type, target_url, webhook_id, app_id, plugin_id, transaction_id,"
    " uid, error, status_code, attempts, duration_ms, payload_id, size"
)
ROW = f"INSERT INTO event_log ({NAMES}) VALUES ({', '.join('?' * 17)})"  # our own text


def large_log(folder: Path, rows: int = ROWS) -> Store:
    """Return the open store of a log of so many rows, making what is missing."""
    store = open_store(folder)
    with store.connection():
        there = store.sql("SELECT count(*) FROM event_log").fetchone()[0]
        made = _rows(rows, epoch_ms())
        for _ in range(there // BATCH if there < rows else 0):  # what an earlier run made
            list(islice(made, BATCH))
        while there < rows and (batch := list(islice(made, BATCH))):
            with store.write(Change.NONE):
                store.many(PAYLOAD, [payload for payload, _ in batch])
                store.many(ROW, [row for _, row in batch])
    return store


def _rows(rows: int, now: int) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    chance = random.Random(7)  # the same data each time
    for number in range(1, rows + 1):
        body = _body(number, chance)
        head = (number, now - (rows - number) * STEP_MS)
        row = _emitted(number, chance) if chance.random() < 0.7 else _received(chance)
        yield (number, body), (*head, *row, number, len(body))


def _body(number: int, chance: random.Random) -> bytes:
    """Return 1 KiB of JSON with an id, an address, a SKU and words."""
    words = [*chance.choices(WORDS.split(), k=40), NEEDLE if number % 100_000 == 77 else "sail"]
    data = {
        "id": _uuid(chance),
        "email": f"ann{number % 9_973}@brightwater.example",
        "sku": f"ABC-{number % 50_021}",
        "seller": SELLERS[number % len(SELLERS)],
        "total": f"{chance.randrange(100, 99_999) / 100:.2f}",
        "note": " ".join(words),
        "lines": [
            {"sku": f"SKU-{chance.randrange(20_000)}", "quantity": chance.randrange(1, 9)} for _ in range(8)
        ],
    }
    text = json.dumps(data)
    return (text[:-1] + ', "pad": "' + "x" * max(0, 1_012 - len(text)) + '"}').encode()


def _emitted(number: int, chance: random.Random) -> tuple[Any, ...]:
    at = number % len(WEBHOOKS)
    app, _, url, _ = WEBHOOKS[at]
    luck = chance.random()
    failed, held = luck < 0.02, luck > 0.99
    status = "FAILED" if failed else "HELD" if held else "DELIVERED"
    error, code = ("503 Service Unavailable", 503) if failed else (None, None if held else 200)
    kind = SENT[number % len(SENT)]
    took = chance.randrange(20, 900)
    return "EMITTED", status, kind, url, at + 1, app + 1, None, None, _uuid(chance), error, code, 1, took


def _received(chance: random.Random) -> tuple[Any, ...]:
    refused = chance.random() < 0.01
    status, error = ("REFUSED", "Bad signature") if refused else ("ACCEPTED", None)
    kind = chance.choice(JOBS)
    plugin = f"nautical.{kind.split('_')[0].lower()}.shopify"
    return "RECEIVED", status, kind, None, None, None, plugin, _uuid(chance), None, error, None, 0, None


def _uuid(chance: random.Random) -> str:
    text = f"{chance.getrandbits(128):032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
