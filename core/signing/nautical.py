"""The marketplace's own scheme: HMAC-SHA256 over the body's exact bytes, and over nothing else.

Nautical's documents name the header and the algorithm, not the digest's text form. Its ancestor Saleor
writes lower-case hexadecimal, so that is what is sent; what is received may be base64 as well.
"""

import functools
import hmac
from collections.abc import Mapping

from core.signing.scheme import BASE64, HEX, Proof, Scheme, Seen, Verified, offered, text_key
from core.signing.scheme import verify as verify_by

SIGNATURE = "x-nautical-signature"
EVENT = "x-nautical-event"
ID = "webhook-id"
"""Where another Yardarm says which delivery it is. It is not signed, so it serves against repeats alone."""


def sign(secret: str, body: bytes) -> str:
    """Return the signature header's value: lower-case hexadecimal, and empty without a secret."""
    if not secret:
        return ""
    made = _keyed(secret).copy()  # in one call it lets go of the interpreter, and waits for it, for each body
    made.update(body)
    return made.hexdigest()


@functools.lru_cache(maxsize=256)
def _keyed(secret: str) -> hmac.HMAC:
    return hmac.new(text_key(secret), digestmod="sha256")


def verify(secret: str, headers: Mapping[str, str], body: bytes) -> None:
    """Check a received body; the names in `headers` are lower-case.

    Raises BadSignature, whatever is wrong. An empty secret never verifies.
    """
    verify_by(SCHEME, secret, Seen(headers, body, now=0))


def _proofs(seen: Seen) -> tuple[Proof, ...]:
    return (Proof((seen.body,), (offered(seen, SIGNATURE),)),)


def _tell(seen: Seen) -> Verified:
    return Verified(seen.headers.get(ID) or None, seen.headers.get(EVENT) or None)


SCHEME = Scheme(_proofs, _tell, writings=(HEX, BASE64))
