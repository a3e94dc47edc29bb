"""Saleor with a secret key: HMAC-SHA256 over the raw body, in hexadecimal.

Source: docs.saleor.io, "Payload signature". The names that start with `X-` are deprecated and go with
Saleor 4.
"""

from core.errors import BadSignature
from core.signing.scheme import Proof, Scheme, Seen, Verified, offered

SIGNATURE = "saleor-signature"


def signature(seen: Seen) -> str:
    """Return what is offered, under the name of now or the one before. Raises BadSignature."""
    return offered(seen, SIGNATURE if SIGNATURE in seen.headers else f"x-{SIGNATURE}")


def tell(seen: Seen) -> Verified:
    """Return what a request says of itself; Saleor numbers no deliveries."""
    return Verified(None, seen.headers.get("saleor-event") or seen.headers.get("x-saleor-event") or None)


def _proofs(seen: Seen) -> tuple[Proof, ...]:
    given = signature(seen)
    if given.count(".") == 2:
        raise BadSignature(
            "Signed with Saleor's own key",
            "Choose the provider saleor-jws, or give the webhook in Saleor a secret.",
        )
    return (Proof((seen.body,), (given,)),)


SCHEME = Scheme(_proofs, tell)
