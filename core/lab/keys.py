"""Other ways to write a secret, and other keys that a sender may make of it."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass, field

PREFIXES = ("whsec_", "whsec-", "sha256=", "Bearer ", "Basic ", "v1,")
STANDARD = "whsec_"


@dataclass(frozen=True, slots=True)
class Spelling:
    """A secret written in another way, and what that says."""

    title: str
    advice: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Key:
    """The bytes that a sender may make of a secret."""

    title: str
    key: bytes = field(repr=False)


def spellings(secret: str) -> Iterator[Spelling]:
    """Return other ways to write a secret, those that go wrong most often first."""
    bare = secret.strip()
    if bare != secret:
        yield Spelling("There is a space or a line break around the secret", "Remove it.", bare)
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "\"'`":
        yield Spelling("The secret is in quotation marks", "Leave them out.", bare[1:-1])
    for prefix in PREFIXES:
        if bare.startswith(prefix):
            text = f"Leave {prefix.strip()} out of the secret."
            yield Spelling(
                f"The sender's secret has no {prefix.strip()} before it", text, bare[len(prefix) :]
            )
    if not bare.startswith(STANDARD):
        yield Spelling(
            f"{STANDARD} is missing before the secret", f"Enter it with {STANDARD}.", STANDARD + bare
        )
    if text := _text(_from_base64(bare)):
        yield Spelling("The secret was entered in base64", "Enter what it stands for.", text)
    coded = base64.b64encode(bare.encode("utf-8", "surrogatepass")).decode()
    advice = f"Enter {STANDARD} and the secret in base64."
    yield Spelling("The sender uses the secret's own letters as its key", advice, STANDARD + coded)
    yield Spelling("The sender's secret is this one in base64", "Enter the secret in base64.", coded)
    hexadecimal = bare.encode("utf-8", "surrogatepass").hex()
    yield Spelling("The sender uses the secret's own letters", "Enter them in hexadecimal.", hexadecimal)


def keys(secret: str) -> Iterator[Key]:
    """Return the keys that a sender may make of a secret as it is written."""
    bare = secret.strip()
    yield Key("The sender uses the secret's own letters as its key", bare.encode("utf-8", "surrogatepass"))
    for prefix in ("", STANDARD):
        if bare.startswith(prefix) and (key := _from_base64(bare.removeprefix(prefix))):
            yield Key("The sender takes the secret for base64 and decodes it", key)
    if key := _from_hex(bare):
        yield Key("The sender takes the secret for hexadecimal and decodes it", key)


def _from_base64(text: str) -> bytes:
    coded = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(coded + "=" * (-len(coded) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _from_hex(text: str) -> bytes:
    try:
        return binascii.unhexlify(text)
    except (binascii.Error, ValueError):
        return b""


def _text(raw: bytes) -> str:
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return ""
    return text if text.isprintable() else ""
