"""Hiding what must not be kept of a request's headers."""

import functools
from collections.abc import Iterable

SECRET_NAMES = frozenset(
    ("authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api-key", "x-auth-token")
)
SECRET_PARTS = ("token", "secret", "password", "passwd", "api-key", "apikey", "api_key")
"""What a name that nobody standardised says of its value."""
MASK = "•••"


@functools.lru_cache(maxsize=1_000)  # it is asked for every header of every request
def is_secret(name: str) -> bool:
    """Tell whether a header of this name, in lower case, carries credentials."""
    return name in SECRET_NAMES or any(part in name for part in SECRET_PARTS)


def masked(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return headers with the values of those that carry credentials replaced; names are lower-case."""
    return [(name, MASK if is_secret(name) else value) for name, value in headers]
