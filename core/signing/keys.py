"""Keys as Standard Webhooks 1.0 writes them: a prefix that says what it is, and base64.

Source: the specification at standardwebhooks.com. `whsec_` is shared by both sides and makes `v1`
signatures; `whsk_` is the private half of an ed25519 pair and makes `v1a` ones, which `whpk_` verifies.
"""

import base64
import binascii
import secrets
from typing import TYPE_CHECKING

from core.errors import InvalidInput

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SHARED, PRIVATE, PUBLIC = "whsec_", "whsk_", "whpk_"
KEY_BYTES = 32
ADVICE = f"It starts with {SHARED}. Copy it again from the other side, or generate one."


def generate_shared() -> str:
    """Make a shared secret of 32 random bytes."""
    return _written(SHARED, secrets.token_bytes(KEY_BYTES))


def generate_private() -> str:
    """Make the private half of a new ed25519 pair, 32 random bytes."""
    return _written(PRIVATE, secrets.token_bytes(KEY_BYTES))


def is_private(text: str) -> bool:
    """Return whether this is written as the private half of a pair."""
    return text.strip().startswith(PRIVATE)


def is_public(text: str) -> bool:
    """Return whether this is written as the public half of a pair."""
    return text.strip().startswith(PUBLIC)


def public_key(secret: str) -> str:
    """Return the public half of a pair, to be given to receivers; nothing for a shared secret.

    Raises InvalidInput for a private key that is none.
    """
    if not is_private(secret):
        return ""
    return _written(PUBLIC, read_private(secret).public_key().public_bytes_raw())


def not_a_key(title: str, advice: str) -> InvalidInput:
    """Return the error for a text that is not the key it should be."""
    return InvalidInput(title, advice, field="secret")


def read_shared(text: str) -> bytes:
    """Return a shared secret's bytes, also without its prefix, as the reference libraries do.

    Raises InvalidInput.
    """
    key = _decoded(text, SHARED)
    if not key:
        raise not_a_key("This is not a Standard Webhooks secret key.", ADVICE)
    return key


def read_private(text: str) -> "Ed25519PrivateKey":
    """Return a private key: 32 bytes, or 64 where the public half follows (libsodium's form).

    Raises InvalidInput, also where the halves do not belong together.
    """
    # late: 30 ms of the start
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    raw = _decoded(text, PRIVATE)
    if len(raw) in (KEY_BYTES, 2 * KEY_BYTES):
        key = Ed25519PrivateKey.from_private_bytes(raw[:KEY_BYTES])
        if raw[KEY_BYTES:] in (b"", key.public_key().public_bytes_raw()):
            return key
    raise not_a_key("This is not an ed25519 private key.", f"It is {PRIVATE} and base64 of 32 bytes.")


def read_public(text: str) -> "Ed25519PublicKey":
    """Return a public key. Raises InvalidInput."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # late, like the private

    raw = _decoded(text, PUBLIC)
    if len(raw) != KEY_BYTES:
        raise not_a_key("This is not an ed25519 public key.", f"It is {PUBLIC} and base64 of 32 bytes.")
    return Ed25519PublicKey.from_public_bytes(raw)


def _written(prefix: str, raw: bytes) -> str:
    return prefix + base64.b64encode(raw).decode()


def _decoded(text: str, prefix: str) -> bytes:
    """Decode what follows the prefix, with or without its padding; what is not base64 is no bytes."""
    coded = text.strip().removeprefix(prefix).rstrip("=")
    try:
        return base64.b64decode(coded + "=" * (-len(coded) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""
