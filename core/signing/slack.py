"""Slack: HMAC-SHA256 over `v0:`, time and raw body, in hexadecimal after `v0=`; the key is the signing
secret.

Source: docs.slack.dev, "Verifying requests from Slack", and its Python SDK. Interactions and commands come
as forms. When a request URL is entered, Slack sends a signed `url_verification` and wants its challenge
back.
"""

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
    kind, challenge, uid, topic = peek.texts(seen.body, "type", "challenge", "event_id", "event.type")
    if kind == "url_verification":
        return Verified(handshake={"challenge": challenge})
    return Verified(uid or None, topic or kind or None)


SCHEME = Scheme(_proofs, _tell, stamp=_stamp)
