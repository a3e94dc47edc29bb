"""Senders that sign nothing and show a secret instead: basic and bearer authorisation (RFC 7617, RFC 6750),
a header.

The body is not covered, so these are worth as much as the connection is private.
"""

import base64
import binascii
import hmac

from core.errors import BadSignature
from core.signing.plain_hmac import tell
from core.signing.scheme import Seen, Verified, offered, text_key

AUTHORIZATION = "authorization"
HEADER = "x-api-key"
"""Where the token stands, unless the configuration names another header."""


def basic(secret: str, seen: Seen) -> Verified:
    """Check a user and password; the secret is `user:password`. Raises BadSignature."""
    try:
        given = base64.b64decode(_after(seen, "basic").encode("ascii", "replace"), validate=True)
    except (binascii.Error, ValueError):
        given = b""
    return _same(secret, given, seen)


def bearer(secret: str, seen: Seen) -> Verified:
    """Check a token. Raises BadSignature."""
    return _same(secret, _after(seen, "bearer").encode("utf-8", "replace"), seen)


def header(secret: str, seen: Seen) -> Verified:
    """Check the value of a header. Raises BadSignature."""
    given = offered(seen, seen.options.header or HEADER)
    return _same(secret, given.encode("utf-8", "replace"), seen)


def _after(seen: Seen, scheme: str) -> str:
    kind, _, rest = seen.headers.get(AUTHORIZATION, "").strip().partition(" ")
    if kind.lower() != scheme:
        raise BadSignature(
            "No authorization", f"The request has no Authorization header of the kind {scheme}."
        )
    return rest.strip()


def _same(secret: str, given: bytes, seen: Seen) -> Verified:
    if not secret:
        raise BadSignature("No secret key", "Give the plugin the secret that the sender shows.")
    if not hmac.compare_digest(text_key(secret), given):
        raise BadSignature("Another secret", "Check that both sides hold the same one.")
    return tell(seen)
