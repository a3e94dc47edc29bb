"""Time: epoch milliseconds in UTC everywhere, read through a clock that tests can replace."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], int]


def epoch_ms() -> int:
    """Return the time now, in milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


def iso(at: int) -> str:
    """Write a time as ISO 8601 in UTC, to the millisecond."""
    moment = datetime.fromtimestamp(at // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{at % 1000:03d}Z"
