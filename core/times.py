"""Times as people write them: ISO 8601, or an age."""

import re
from datetime import UTC, datetime

from core.errors import InvalidInput

_AGE = re.compile(r"([0-9]{1,6})([smhdw])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def read_time(text: str, *, now: int) -> int:
    """Return a time in epoch milliseconds; one without an offset is UTC. Raises InvalidInput.

    An age such as `90s`, `15m`, `2h`, `7d` or `1w` is that long before `now`; `today` is local midnight.
    """
    if text.strip().lower() == "today":
        return midnight(now)
    if age := _AGE.fullmatch(text.strip()):
        return now - int(age[1]) * _SECONDS[age[2]] * 1000
    try:
        moment = datetime.fromisoformat(text.strip())
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return int(moment.timestamp() * 1000)
    except (ValueError, OverflowError):
        raise InvalidInput(
            f"{text} is no time.",
            "Write ISO 8601 such as 2026-03-18T14:22:07Z, or an age such as 2h.",
            code="usage",
        ) from None


def midnight(now: int) -> int:
    """Return when the day began, in the time zone of this computer.

    Where the clocks changed since, midnight had another offset than now: the system tells which.
    """
    local = datetime.fromtimestamp(now / 1000)  # noqa: DTZ006  # without an offset, which would be now's
    return int(local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp() * 1000)
