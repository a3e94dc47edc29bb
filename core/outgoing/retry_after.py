"""The header Retry-After (RFC 9110, 10.2.3): a number of seconds, or a date. Pure."""

import datetime
from email.utils import parsedate_to_datetime

STATUSES = frozenset((429, 503))
"""The answers on which it is honoured."""


def retry_at(status: int, headers: tuple[tuple[str, str], ...], *, now: int, longest: int) -> int | None:
    """Return when an answer asks to be tried again, None where it does not.

    Times are epoch milliseconds; `longest` bounds the wait, in seconds, whatever the endpoint asks for.
    """
    if status not in STATUSES:
        return None
    asked = next((value for name, value in headers if name.lower() == "retry-after"), None)
    wait = None if asked is None else wait_ms(asked, now=now)
    return None if wait is None else now + min(wait, longest * 1000)


def wait_ms(value: str, *, now: int) -> int | None:
    """Return how many milliseconds a Retry-After asks for, at least 0; None if it means nothing."""
    text = value.strip()
    if text.isascii() and text.isdigit():
        return int(text[:12]) * 1000  # as good as for ever; Python reads no number of 5,000 digits
    try:
        date = parsedate_to_datetime(text)
        if date.tzinfo is None:  # asctime's form has no zone; HTTP's dates are all in UTC
            date = date.replace(tzinfo=datetime.UTC)
        return max(0, int(date.timestamp() * 1000) - now)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):  # a stranger's text
        return None
