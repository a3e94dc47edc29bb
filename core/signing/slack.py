"""Slack: HMAC-SHA256 over `v0:`, time and raw body, in hexadecimal after `v0=`; the key is the signing
secret.

Source: docs.slack.dev, "Verifying requests from Slack", and its Python SDK. When a request URL is entered,
Slack sends a signed `url_verification` and wants its challenge back.

Commands and interactions come as forms (docs.slack.dev, "Implementing slash commands" and "Interaction
payloads"): a command names itself in `command`, an interaction says its `type` in the JSON of `payload`.
Now and then a command's URL is asked with `ssl_check=1`, only to look at its certificate.
"""

from core import forms
from core.errors import InvalidInput
from core.signing import peek
from core.signing.scheme import Proof, Scheme, Seen, Verified, offered, read_stamp

SIGNATURE = "x-slack-signature"
TIMESTAMP = "x-slack-request-timestamp"


def _stamp(seen: Seen) -> int:
    return read_stamp(seen.headers.get(TIMESTAMP, ""), TIMESTAMP)


def _proofs(seen: Seen) -> tuple[Proof, ...]:
    signature = offered(seen, SIGNATURE, prefix="v0=")
    _stamp(seen)
    content = f"v0:{seen.headers[TIMESTAMP]}:".encode() + seen.body
    return (Proof((content,), (signature,)),)


def _tell(seen: Seen) -> Verified:
    names = ("type", "challenge", "event_id", "event.type", "command", "ssl_check")
    kind, challenge, uid, event, command, look = peek.texts(_json(seen.body), *names)
    if kind == "url_verification":
        return Verified(handshake={"challenge": challenge})
    if look == "1":
        return Verified(handshake={})
    return Verified(uid or None, event or command or kind or None)


def _json(body: bytes) -> bytes:
    """Return what a form says; a broken one, which is refused after this, says nothing."""
    try:
        return forms.as_json(body)
    except InvalidInput:
        return b""


SCHEME = Scheme(_proofs, _tell, stamp=_stamp)
