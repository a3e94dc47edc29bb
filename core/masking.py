"""Hiding what must not be kept of a request's headers."""

import functools
from collections.abc import Iterable
from json.encoder import encode_basestring_ascii as _quoted

SECRET_PARTS = (
    "auth",
    "cookie",
    "token",
    "secret",
    "passw",
    "credential",
    "session",
    "-key",
    "_key",
    "apikey",
)
"""What the name of a header says of its value; nobody standardised more than the first two."""
OPEN_NAMES = frozenset(("idempotency-key", "x-idempotency-key"))
MASK = "•••"


@functools.lru_cache(maxsize=200)  # it is asked for every header; a stranger may send many, and long ones
def is_secret(name: str) -> bool:
    """Tell whether a header of this name, in lower case, carries credentials."""
    return name not in OPEN_NAMES and any(part in name for part in SECRET_PARTS)


def masked(headers: Iterable[tuple[str, str]], *, also: str = "") -> list[tuple[str, str]]:
    """Return headers with the values of those that carry credentials replaced; names are lower-case.

    `also` names one more that does, whatever its name says.
    """
    return [(name, MASK if name == also or is_secret(name) else value) for name, value in headers]


def masked_json(headers: Iterable[tuple[str, str]], *, also: str = "") -> str:
    """Return what `masked` does as JSON, pair by pair: the encoder takes three times as long to begin."""
    pairs = [f"[{_quoted(name)}, {_quoted(value)}]" for name, value in masked(headers, also=also)]
    return f"[{', '.join(pairs)}]"
