"""Saleor without a secret key: a detached JWS (RFC 7515, RFC 7797) by RS256 over the raw body.

Source: docs.saleor.io, "Payload signature". The keys are the set that Saleor publishes (RFC 7517); what a
request names is only which of them.
"""

import base64
import binascii
import functools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import BadSignature
from core.signing import saleor
from core.signing.scheme import Seen, Verified

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

UNKNOWN_KEY = "unknown_key"
"""The code of the refusal that another key set may end."""
KEY_BITS = range(2048, 8193)
"""Shorter keys can be broken, and longer ones cost a stranger nothing and us much."""
MOST_KEYS = 20


@dataclass(frozen=True, slots=True)
class Jws:
    """A signature in its parts: the bytes that it covers, and its key's id, empty where it names none."""

    content: bytes
    signature: bytes
    key_id: str


def verify(key_set: str, seen: Seen) -> Verified:
    """Check a request by a key set, the JSON that Saleor publishes. Raises BadSignature."""
    from cryptography.exceptions import InvalidSignature  # late: 30 ms of the start
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    jws, keys = read_jws(seen), read_keys(key_set)
    fitting = [key for name, key in keys if jws.key_id in ("", name)]
    if not fitting:
        raise BadSignature(
            "Unknown key",
            "It is signed with a key that the configured host does not publish.",
            code=UNKNOWN_KEY,
        )
    for key in fitting:
        try:
            key.verify(jws.signature, jws.content, PKCS1v15(), SHA256())
        except InvalidSignature:
            continue
        return saleor.tell(seen)
    raise BadSignature("Bad signature", "No key of the configured host made it over these bytes.")


def read_jws(seen: Seen) -> Jws:
    """Take a request's signature apart. Raises BadSignature."""
    parts = saleor.signature(seen).split(".")
    if len(parts) != 3 or parts[1]:
        raise _broken()
    head = _header(parts[0])
    if head.get("alg") != "RS256" or head.get("crit", ["b64"]) != ["b64"]:
        raise BadSignature("Bad signature", "It is not signed by RS256, the one algorithm that Saleor uses.")
    is_raw = head.get("b64") is False
    body = seen.body if is_raw else base64.urlsafe_b64encode(seen.body).rstrip(b"=")
    key_id = head.get("kid", "")
    return Jws(
        parts[0].encode() + b"." + body, _decoded(parts[2]), key_id if isinstance(key_id, str) else "\0"
    )


@functools.lru_cache(maxsize=50)  # one for each host; each request asks
def read_keys(key_set: str) -> tuple[tuple[str, "RSAPublicKey"], ...]:
    """Return the RSA keys of a set, each with its id; what is none is left out."""
    try:
        content = json.loads(key_set)
        given = content["keys"][:MOST_KEYS]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ()
    found = [(str(each.get("kid", "")), _key(each)) for each in given if isinstance(each, dict)]
    return tuple((name, key) for name, key in found if key is not None)


def _key(given: dict[str, Any]) -> "RSAPublicKey | None":
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers  # late, like the others

    if given.get("kty") != "RSA" or given.get("use", "sig") != "sig":
        return None
    try:
        exponent, modulus = (int.from_bytes(_decoded(given[name])) for name in ("e", "n"))
        return RSAPublicNumbers(exponent, modulus).public_key() if modulus.bit_length() in KEY_BITS else None
    except (BadSignature, ValueError, KeyError, AttributeError):
        return None


def _broken() -> BadSignature:
    return BadSignature("Bad signature", "What the header carries is not a detached JWS.")


def _header(text: str) -> dict[str, Any]:
    try:
        head = json.loads(_decoded(text))
    except (ValueError, RecursionError):
        head = None
    if not isinstance(head, dict):
        raise _broken()
    return head


def _decoded(text: str) -> bytes:
    try:
        raw = text.encode("ascii")
        return base64.b64decode(raw + b"=" * (-len(raw) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise _broken() from None
