"""Which fields and headers differ from one request to the next although nothing happened: times and ids."""

import re

_FIELD = re.compile(
    r"(?:.*[_-])?(?:timestamp|time|date|datetime|uid|uuid|nonce|etag)"
    r"|.*(?:_at|_on|[a-z]At|[a-z]Timestamp|[a-z]Date)"
    r"|(?:request|trace|correlation|message|event|delivery|transaction)_?[iI]d"
)
_HEADERS = frozenset(
    (
        *("age", "cf-ray", "content-length", "date", "etag", "expires", "last-modified", "server-timing"),
        *("set-cookie", "traceparent", "tracestate", "via", "x-amzn-trace-id", "x-correlation-id"),
        *("x-nautical-signature", "x-request-id", "x-runtime", "x-served-by", "x-timer", "x-trace-id"),
        *("webhook-id", "webhook-timestamp", "webhook-signature"),
    )
)


def is_volatile_field(key: str) -> bool:
    """Tell whether a key of a payload names a time, or an id of this one request."""
    return _FIELD.fullmatch(key) is not None


def is_volatile_header(name: str) -> bool:
    """Tell whether a header, named in lower case, is another one with every request."""
    return name in _HEADERS
