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

from core.errors import BadSignature, InvalidInput
from core.signing import keys

ID = "webhook-id"
TIMESTAMP = "webhook-timestamp"
SIGNATURE = "webhook-signature"
TOLERANCE = 300
"""How far a request's time may be from ours, in seconds, both ways; the reference library's value."""
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
    uid, stamp = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    offered = headers.get(SIGNATURE, "").encode("utf-8", "replace").split()
    if not (uid and stamp and offered):
        raise BadSignature("No signature", f"The request needs {ID}, {TIMESTAMP} and {SIGNATURE} headers.")
    _check_time(stamp, now_ms)
    content = f"{uid}.{stamp}.".encode("utf-8", "replace") + body
    try:
        check_verifier(secret)
    except InvalidInput as error:
        raise BadSignature(error.title, error.advice) from error
    if keys.is_public(secret):
        _check_pair(secret, content, offered)
    else:
        _check_shared(secret, content, offered)
    return uid


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


def _check_time(stamp: str, now_ms: int) -> None:
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise BadSignature("Bad timestamp", f"{TIMESTAMP} must be whole seconds since 1970.")
    late = now_ms // 1000 - int(stamp)
    if abs(late) > TOLERANCE:
        title = "Too old" if late > 0 else "From the future"
        raise BadSignature(title, "It is more than 5 minutes off. Check the clocks of both machines.")


def _check_shared(secret: str, content: bytes, offered: Sequence[bytes]) -> None:
    expected = _item(secret, content).encode().rstrip(b"=")
    matches = [hmac.compare_digest(expected, item.rstrip(b"=")) for item in offered]
    if not any(matches):  # all were compared: the time taken tells nothing
        raise BadSignature("Bad signature", "Check that both sides hold the same secret key.")


def _check_pair(public: str, content: bytes, offered: Sequence[bytes]) -> None:
    from cryptography.exceptions import InvalidSignature  # late: 30 ms of the start

    key = keys.read_public(public)
    for item in [item for item in offered if item.startswith(b"v1a,")][:PAIR_ITEMS]:
        try:
            key.verify(_signature(item), content)
        except InvalidSignature:
            continue
        return
    raise BadSignature("Bad signature", "Check that this is the sender's public key.")


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
