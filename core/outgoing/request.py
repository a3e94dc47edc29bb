"""The HTTP request of one attempt; contract: "Outgoing request"."""

from collections.abc import Sequence
from dataclasses import dataclass

from core import VERSION
from core.outgoing.headers import Headers
from core.outgoing.outbox import Owed, Target
from core.signing import nautical, standard

USER_AGENT = f"Yardarm/{VERSION}"


@dataclass(frozen=True, slots=True)
class Request:
    """A POST; `host` and `content-length` are added to its headers where it is sent."""

    url: str
    headers: Headers
    body: bytes


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
    seconds, is_standard = now // 1000, target.scheme == "standard"
    sent = (
        ("content-type", "application/json"),
        ("user-agent", USER_AGENT),
        ("x-nautical-event", owed.event),
        ("x-nautical-domain", domain),
        ("x-nautical-signature", nautical.sign(secrets[0], body) if secrets and not is_standard else ""),
        ("webhook-id", owed.uid),
        ("webhook-timestamp", str(seconds)),
        *headers,
    )
    if is_standard:
        sent = (*sent, ("webhook-signature", standard.sign(secrets, owed.uid, seconds, body)))
    return Request(target.url, sent, body)
