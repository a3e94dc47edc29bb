"""GitHub's deliveries of one webhook: a list without payloads, newest first, and each by itself; for 3 days.

An event has one guid, whatever number of times it was sent. Pages follow the header Link.
"""

import re
from datetime import datetime

from core import json_values
from core.incoming.fetching.api import Answer, FetchError
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
from core.json_index import JsonIndex

PAGE = 100
NAME = "GitHub"
_NEXT = re.compile(r"<(?P<url>[^<>]+)>\s*;[^,]*rel=\"?next\"?")


def search(ask: Ask, known: Known, *, base: str, source: str, since: int) -> Search:
    """Look for deliveries from `since` on, in epoch milliseconds; then give what is new, the oldest first."""
    wanted: dict[str, str] = {}  # ids of deliveries by their guid: the newest one of each
    path, looked = f"/{source}/deliveries?per_page={PAGE}", 0
    while path:
        answer = yield from ask(path)
        index = index_of(NAME, answer)
        nodes = list(items(index, 0))
        fresh = [node for node in nodes if _at(index, node) >= since]
        guids = [text(index, node, "guid") for node in fresh]
        old = known(guids)
        for guid, node in zip(guids, fresh, strict=True):
            if guid and guid not in old:
                wanted.setdefault(guid, text(index, node, "id"))
        if len(wanted) > MOST:
            raise too_many()
        looked += len(fresh)
        path = _next(answer, base, before=path) if fresh and len(fresh) == len(nodes) else ""
        yield Looking(looked)
    for batch in batches(list(wanted.items())[::-1]):
        missed = []
        for guid, delivery in batch:
            answer = yield from ask(f"/{source}/deliveries/{delivery}")
            missed.append(_missed(guid, index_of(NAME, answer)))
        yield missed


def _missed(guid: str, index: JsonIndex) -> Missed:
    request = member(index, 0, "request")
    payload = member(index, request, "payload")
    if payload < 0:
        raise unreadable(NAME)
    return Missed(guid, text(index, 0, "event"), raw(index, payload), _headers(index, request))


def _headers(index: JsonIndex, request: int) -> dict[str, str]:
    """Return the headers that the delivery was sent with."""
    node = member(index, request, "headers")
    names = [index.child(node, at) for at in range(index.count(node))] if node >= 0 else []
    found = {json_values.key(index, each) or "": json_values.copied(index, each) for each in names}
    return {name.lower(): value for name, value in found.items() if name}


def _at(index: JsonIndex, node: int) -> int:
    """Return when a delivery was made, in epoch milliseconds."""
    try:
        return int(datetime.fromisoformat(text(index, node, "delivered_at")).timestamp() * 1000)
    except (ValueError, OverflowError):
        raise unreadable(NAME) from None


def _next(answer: Answer, base: str, *, before: str) -> str:
    """Return the path of the next page, or nothing; the key goes to no other host."""
    found = _NEXT.search(answer.headers.get("link", ""))
    if not found:
        return ""
    path = found["url"].removeprefix(base)
    if not path.startswith("/") or path.startswith("//") or path == before:
        raise FetchError(
            "GitHub names a next page elsewhere.", "Its answer is not followed. Fetch again later."
        )
    return path
