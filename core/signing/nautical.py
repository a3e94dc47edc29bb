"""The marketplace's own scheme: HMAC-SHA256 over the body's exact bytes, and over nothing else.

Nautical's documents name the header and the algorithm, not the digest's text form. Its ancestor Saleor
writes lower-case hexadecimal, so that is what is sent; what is received may be base64 as well.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping

from core.errors import BadSignature

SIGNATURE = "x-nautical-signature"


def sign(secret: str, body: bytes) -> str:
    """Return the signature header's value: lower-case hexadecimal, and empty without a secret."""
    return _digest(secret, body).hex() if secret else ""


def verify(secret: str, headers: Mapping[str, str], body: bytes) -> None:
    """Check a received body; the names in `headers` are lower-case.

    Raises BadSignature, whatever is wrong. An empty secret never verifies.
    """
    offered = headers.get(SIGNATURE, "").strip().encode("utf-8", "replace")
    if not secret:
        raise BadSignature("No secret key", "Give the plugin the secret key that the sender signs with.")
    if not offered:
        raise BadSignature(
            "No signature", f"The request has no {SIGNATURE} header. Set the key at the sender."
        )
    digest = _digest(secret, body)
    as_hex = hmac.compare_digest(digest.hex().encode(), offered.lower())
    as_base64 = hmac.compare_digest(base64.b64encode(digest).rstrip(b"="), offered.rstrip(b"="))
    if not (as_hex or as_base64):  # both were compared: the time taken tells nothing
        raise BadSignature("Bad signature", "Check that both sides hold the same secret key.")


def _digest(secret: str, body: bytes) -> bytes:
    return hmac.digest(secret.encode(), body, hashlib.sha256)
