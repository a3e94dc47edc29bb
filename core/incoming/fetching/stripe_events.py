"""Stripe's events that it could not deliver: `GET /v1/events`, newest first, for 30 days.

`delivery_success=false` leaves out what every endpoint has taken. `created` is in seconds.
"""

import zlib
from urllib.parse import urlencode

from core.incoming.fetching.found import (
    MOST,
    Ask,
    Known,
    Looking,
    Missed,
    Search,
    batches,
    index_of,
    items,
    member,
    raw,
    text,
    too_many,
    unreadable,
)

PAGE = 100
NAME = "Stripe"


def search(ask: Ask, known: Known, *, since: int) -> Search:
    """Look for events from `since` on, in epoch milliseconds; then give what is new, the oldest first."""
    found: list[tuple[str, str, bytes]] = []  # packed: there may be many, and the oldest come last
    last, looked, more = "", 0, True
    while more:
        answer = yield from ask(_path(since, last))
        index = index_of(NAME, answer)
        nodes = list(items(index, member(index, 0, "data")))
        ids = [text(index, node, "id") for node in nodes]
        if not all(ids) or (nodes and ids[-1] == last):
            raise unreadable(NAME)
        old = known(ids)
        for event_id, node in zip(ids, nodes, strict=True):
            if event_id not in old:
                found.append((event_id, text(index, node, "type"), zlib.compress(raw(index, node), 1)))
        if len(found) > MOST:
            raise too_many()
        looked += len(nodes)
        last, more = ids[-1] if ids else "", bool(ids) and text(index, 0, "has_more") == "true"
        yield Looking(looked)
    for batch in batches(found[::-1]):
        yield [Missed(event_id, topic, zlib.decompress(packed)) for event_id, topic, packed in batch]


def _path(since: int, last: str) -> str:
    query = {"limit": PAGE, "created[gte]": since // 1000, "delivery_success": "false"}
    return f"/v1/events?{urlencode(query | ({'starting_after': last} if last else {}))}"
