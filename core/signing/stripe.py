"""Stripe: HMAC-SHA256 over time and body, in hexadecimal; the key is the whole text, with its `whsec_`.

Source: docs.stripe.com, "Verify webhook signatures manually", and its Python library. The header is
`t=<seconds>,v1=<signature>`, with several `v1` while a secret is replaced; `v0` is for tests and proves
nothing. Stripe's libraries refuse what is old and take what is from the future; so does this.
"""

from core.errors import BadSignature
from core.signing import peek
from core.signing.scheme import Proof, Scheme, Seen, Verified, offered, read_stamp

SIGNATURE = "stripe-signature"


def _items(seen: Seen, name: str) -> tuple[str, ...]:
    items = [item.strip().partition("=") for item in offered(seen, SIGNATURE).split(",")]
    found = tuple(value for key, _, value in items if key == name)
    if not found:
        raise BadSignature("Bad signature", f"{SIGNATURE} holds no {name}= item.")
    return found


def _stamp(seen: Seen) -> int:
    return read_stamp(_items(seen, "t")[0], "t")


def _proofs(seen: Seen) -> tuple[Proof, ...]:
    content = f"{_stamp(seen)}.".encode() + seen.body
    return (Proof((content,), _items(seen, "v1")),)


def _tell(seen: Seen) -> Verified:
    event_id, topic = peek.texts(seen.body, "id", "type")
    return Verified(event_id or None, topic or None)


SCHEME = Scheme(_proofs, _tell, stamp=_stamp, takes_future=True)
