"""Standard Webhooks 1.0: a signature over id, time and body, by a shared secret or by an ed25519 key.

Source: the specification at standardwebhooks.com, `v1` (HMAC-SHA256) and `v1a` (ed25519, RFC 8032). The
reference library fails on bodies that are not UTF-8, leaks foreign errors on broken headers and knows no
`v1a`, so bytes are signed here.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from core.errors import BadSignature, InvalidInput
from core.signing import keys, peek
from core.signing.scheme import BASE64, Proof, Scheme, Seen, Verified, check_time, read_stamp
from core.signing.scheme import verify as verify_by

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ID = "webhook-id"
TIMESTAMP = "webhook-timestamp"
SIGNATURE = "webhook-signature"
PAIR_ITEMS = 8
"""How many ed25519 signatures of one request are looked at: each costs a stranger nothing and us 0.2 ms."""


def sign(secrets: Sequence[str], uid: str, timestamp_s: int, body: bytes) -> str:
    """Return the `webhook-signature` value: one item for each secret, the newest first.

    Raises InvalidInput for a secret that cannot sign, and ValueError without any: nothing goes out unsigned.
    """
    if not secrets:
        raise ValueError("a signature needs at least one secret")
    content = f"{uid}.{timestamp_s}.".encode() + body
    return " ".join(_item(secret, content) for secret in secrets)


def verify(secret: str, headers: Mapping[str, str], body: bytes, *, now_ms: int) -> str:
    """Check a received request and return its `webhook-id`; the names in `headers` are lower-case.

    `secret` is the shared one, or the sender's public key. Raises BadSignature, whatever is wrong.
    """
    check(secret, Seen(headers, body, now_ms))
    return headers[ID]


def check(secret: str, seen: Seen) -> Verified:
    """Check a received request as `verify` does, and return what it says of itself. Raises BadSignature."""
    if not keys.is_public(secret):
        return verify_by(SCHEME, secret, seen)
    (proof,) = proofs(seen)
    check_time(stamp(seen), seen.now)
    _check_pair(secret, proof.contents[0], seen.headers[SIGNATURE])
    return _tell(seen)


def proofs(seen: Seen) -> tuple[Proof, ...]:
    """Return what is signed, and the `v1` signatures. Raises BadSignature."""
    uid, at, signature = (seen.headers.get(name, "") for name in (ID, TIMESTAMP, SIGNATURE))
    if not (uid and at and signature.strip()):
        raise BadSignature("No signature", f"The request needs {ID}, {TIMESTAMP} and {SIGNATURE} headers.")
    content = f"{uid}.{at}.".encode("utf-8", "replace") + seen.body
    items = [item.partition(",") for item in signature.split()]
    return (Proof((content,), tuple(text for version, _, text in items if version == "v1")),)


def stamp(seen: Seen) -> int:
    """Return the time that is signed. Raises BadSignature."""
    return read_stamp(seen.headers.get(TIMESTAMP, ""), TIMESTAMP)


def generate_secret() -> str:
    """Make a new shared secret of 32 random bytes."""
    return keys.generate_shared()


def check_secret(text: str) -> None:
    """Raise InvalidInput, with the field, unless `text` is a key that signs."""
    if keys.is_public(text):
        raise keys.not_a_key("A public key cannot sign.", f"Use the {keys.PRIVATE} key that belongs to it.")
    if keys.is_private(text):
        keys.read_private(text)
    else:
        keys.read_shared(text)


def check_verifier(text: str) -> None:
    """Raise InvalidInput, with the field, unless `text` is a key that verifies what another side signs."""
    if keys.is_private(text):
        raise keys.not_a_key(
            "A private key stays with the sender.", f"Ask the sender for its {keys.PUBLIC} key."
        )
    if keys.is_public(text):
        keys.read_public(text)
    else:
        keys.read_shared(text)


def _tell(seen: Seen) -> Verified:
    (topic,) = peek.texts(seen.body, "type")
    return Verified(seen.headers[ID], topic or None)


def _check_pair(public: str, content: bytes, signature: str) -> None:
    from cryptography.exceptions import InvalidSignature  # late: 30 ms of the start

    key = _public_key(public)
    items = signature.encode("utf-8", "replace").split()
    for item in [item for item in items if item.startswith(b"v1a,")][:PAIR_ITEMS]:
        try:
            key.verify(_signature(item), content)
        except InvalidSignature:
            continue
        return
    raise BadSignature("Bad signature", "Check that this is the sender's public key.")


def _public_key(text: str) -> "Ed25519PublicKey":
    try:
        return keys.read_public(text)
    except InvalidInput as error:
        raise BadSignature(error.title, error.advice) from error


def _shared_key(text: str) -> bytes:
    check_verifier(text)
    return keys.read_shared(text)


def _signature(item: bytes) -> bytes:
    """Return an item's bytes; what is not base64 is no signature."""
    text = item.removeprefix(b"v1a,").rstrip(b"=")
    try:
        return base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        return b""


def _item(secret: str, content: bytes) -> str:
    if keys.is_private(secret):
        return "v1a," + base64.b64encode(keys.read_private(secret).sign(content)).decode()
    digest = hmac.digest(keys.read_shared(secret), content, hashlib.sha256)
    return "v1," + base64.b64encode(digest).decode()


SCHEME = Scheme(proofs, _tell, key=_shared_key, writings=(BASE64,), stamp=stamp)
