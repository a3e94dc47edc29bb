"""Hiding what must not be kept of a request's headers."""

from collections.abc import Iterable

SECRET_NAMES = frozenset(
    ("authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api-key", "x-auth-token")
)
MASK = "•••"


def masked(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return headers with the values of those that carry credentials replaced; names are lower-case."""
    return [(name, MASK if name in SECRET_NAMES else value) for name, value in headers]
