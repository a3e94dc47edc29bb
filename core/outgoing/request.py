"""The HTTP request of one attempt; contract: "Outgoing request"."""

import functools

import httpx

from core import VERSION
from core.outgoing.outbox import Owed, Target
from core.signing import nautical, standard

USER_AGENT = f"Yardarm/{VERSION}"


def build(owed: Owed, target: Target, body: bytes, *, secret: str, domain: str, now: int) -> httpx.Request:
    """Return the signed request for a delivery; `now` is in epoch milliseconds.

    The headers are plain ASCII: names and values from people were checked when they were saved.
    """
    seconds = now // 1000
    headers = [
        ("content-type", "application/json"),
        ("user-agent", USER_AGENT),
        ("x-nautical-event", owed.event),
        ("x-nautical-domain", domain),
        ("x-nautical-signature", nautical.sign(secret, body) if target.scheme == "nautical" else ""),
        ("webhook-id", owed.uid),
        ("webhook-timestamp", str(seconds)),
    ]
    if target.scheme == "standard":
        headers.append(("webhook-signature", standard.sign([secret], owed.uid, seconds, body)))
    return httpx.Request("POST", _parsed(target.url), headers=headers, content=body)


@functools.lru_cache(maxsize=1_000)
def _parsed(url: str) -> httpx.URL:
    """Parse a target once, not for each delivery: it costs a fifth of an exchange."""
    return httpx.URL(url)
