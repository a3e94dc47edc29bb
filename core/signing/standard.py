"""Standard Webhooks 1.0: HMAC-SHA256 over id, time and body, and keys written `whsec_` + base64.

Source: the specification at standardwebhooks.com, symmetric part (`v1`). The reference library fails on
bodies that are not UTF-8 and leaks foreign errors on broken headers, so bytes are signed here.
"""

import base64
import binascii
import hashlib
import hmac
import secrets as chance
from collections.abc import Mapping, Sequence

from core.errors import BadSignature, InvalidInput

ID = "webhook-id"
TIMESTAMP = "webhook-timestamp"
SIGNATURE = "webhook-signature"
PREFIX = "whsec_"
TOLERANCE = 300
"""How far a request's time may be from ours, in seconds, both ways; the reference library's value."""


def sign(secrets: Sequence[str], uid: str, timestamp_s: int, body: bytes) -> str:
    """Return the `webhook-signature` value: one item for each secret, the newest first.

    Raises InvalidInput for a secret that is no key, and ValueError without any: nothing goes out unsigned.
    """
    if not secrets:
        raise ValueError("a signature needs at least one secret")
    content = f"{uid}.{timestamp_s}.".encode() + body
    return " ".join(_item(_key(secret), content) for secret in secrets)


def verify(secret: str, headers: Mapping[str, str], body: bytes, *, now_ms: int) -> str:
    """Check a received request and return its `webhook-id`; the names in `headers` are lower-case.

    Raises BadSignature, whatever is wrong.
    """
    uid, stamp = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    offered = headers.get(SIGNATURE, "").encode("utf-8", "replace").split()
    if not (uid and stamp and offered):
        raise BadSignature("No signature", f"The request needs {ID}, {TIMESTAMP} and {SIGNATURE} headers.")
    _check_time(stamp, now_ms)
    content = f"{uid}.{stamp}.".encode("utf-8", "replace") + body
    expected = _item(_own_key(secret), content).encode().rstrip(b"=")
    matches = [hmac.compare_digest(expected, item.rstrip(b"=")) for item in offered]
    if not any(matches):  # all were compared: the time taken tells nothing
        raise BadSignature("Bad signature", "Check that both sides hold the same secret key.")
    return uid


def generate_secret() -> str:
    """Make a new secret of 32 random bytes."""
    return PREFIX + base64.b64encode(chance.token_bytes(32)).decode()


def check_secret(text: str) -> None:
    """Raise InvalidInput, with the field, unless `text` is a key of this scheme."""
    _key(text)


def _check_time(stamp: str, now_ms: int) -> None:
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise BadSignature("Bad timestamp", f"{TIMESTAMP} must be whole seconds since 1970.")
    late = now_ms // 1000 - int(stamp)
    if abs(late) > TOLERANCE:
        title = "Too old" if late > 0 else "From the future"
        raise BadSignature(title, "It is more than 5 minutes off. Check the clocks of both machines.")


def _item(key: bytes, content: bytes) -> str:
    return "v1," + base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()


def _own_key(secret: str) -> bytes:
    try:
        return _key(secret)
    except InvalidInput as error:
        raise BadSignature(error.title, error.advice) from error


def _key(secret: str) -> bytes:
    """Decode a key, with or without its prefix and its padding, as the reference libraries do."""
    text = secret.strip().removeprefix(PREFIX).rstrip("=")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise _not_a_key() from error
    if not key:
        raise _not_a_key()
    return key


def _not_a_key() -> InvalidInput:
    return InvalidInput(
        "This is not a Standard Webhooks secret key.",
        f"It is {PREFIX} and base64. Copy it again from the other side, or generate one.",
        field="secret",
    )
