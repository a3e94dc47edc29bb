"""The HTTP request of one attempt; contract: "Outgoing request"."""

import functools
import json
from collections.abc import Sequence
from typing import NamedTuple

import yarl

from core import VERSION
from core.masking import masked
from core.outgoing.headers import Headers
from core.outgoing.outbox import Owed, Target
from core.signing import nautical, standard

USER_AGENT = f"Yardarm/{VERSION}"
ANSWER: Headers = (("accept", "*/*"), ("accept-encoding", "identity"))
"""What is said of the answer: it is kept as it comes, and is to be read."""


class Request(NamedTuple):
    """A POST; `host` and `content-length` are added to its headers where it is sent."""

    url: str
    headers: Headers
    body: bytes
    recorded: str = ""
    """All its headers as JSON, with those that carry credentials masked."""


def build(
    owed: Owed,
    target: Target,
    body: bytes,
    *,
    secrets: Sequence[str],
    headers: Headers = (),
    domain: str,
    now: int,
) -> Request:
    """Return the request for a delivery, signed with these secrets; `now` is in epoch milliseconds.

    The headers are plain ASCII: names and values from people were checked when they were saved.
    """
    seconds = now // 1000
    fixed, recorded = _fixed(target.url, owed.event, domain, headers)
    is_standard = target.scheme == "standard"
    signature = nautical.sign(secrets[0], body) if secrets and not is_standard else ""
    own: Headers = (
        ("x-nautical-signature", signature),
        ("webhook-id", owed.uid),
        ("webhook-timestamp", str(seconds)),
    )
    written = (  # none of these has a quote in it
        f'[{recorded}, ["content-length", "{len(body)}"], ["x-nautical-signature", "{signature}"],'
        f' ["webhook-id", "{owed.uid}"], ["webhook-timestamp", "{seconds}"]'
    )
    if is_standard:
        signature = standard.sign(secrets, owed.uid, seconds, body)
        own = (*own, ("webhook-signature", signature))
        written = f'{written}, ["webhook-signature", "{signature}"]'
    return Request(target.url, fixed + own, body, f"{written}]")


@functools.lru_cache(maxsize=256)
def _fixed(url: str, event: str, domain: str, headers: Headers) -> tuple[Headers, str]:
    """Return the headers that deliveries of an event to a webhook share, and how they are recorded."""
    own = {name for name, _ in headers}
    fixed = (
        *(each for each in ANSWER if each[0] not in own),
        ("content-type", "application/json"),
        ("user-agent", USER_AGENT),
        ("x-nautical-event", event),
        ("x-nautical-domain", domain),
        *headers,
    )
    host = yarl.URL(url).host_port_subcomponent or ""
    return fixed, json.dumps(masked((("host", host), *fixed)))[1:-1]
