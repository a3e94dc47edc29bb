"""How deliveries to one webhook are sent: its retries, its limits, and what is sent beside the payload."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from core.errors import InvalidInput
from core.outgoing.authorities import check_authorities
from core.outgoing.pace import AT_ONCE_EACH
from core.outgoing.retry import SCHEDULES, STANDARD

TIMEOUT = 15
LONGEST_TIMEOUT = 60
MOST_PER_SECOND = 1_000


@dataclass(frozen=True, slots=True)
class Sending:
    """The settings of one webhook. A limit of None is the desk's own."""

    retry: str = STANDARD
    """The name of its schedule; core.outgoing.retry has them."""
    timeout_s: int = TIMEOUT
    """Seconds that an attempt may take, connecting included."""
    at_once: int | None = None
    per_second: int | None = None
    in_order: bool = False
    """Whether a delivery waits until the one before it was delivered or given up."""
    authorities: str = ""
    """Certificates, as PEM, that are trusted beside the system's."""


DEFAULT = Sending()


def check_sending(sending: Sending) -> Sending:
    """Return settings that can be kept. Raises InvalidInput, naming the field that is wrong."""
    if sending.retry not in SCHEDULES:
        raise InvalidInput(
            f"There is no retry schedule {sending.retry}.", f"It is {' or '.join(SCHEDULES)}.", field="retry"
        )
    _check_range("timeout_s", sending.timeout_s, LONGEST_TIMEOUT, "seconds for the timeout")
    if sending.at_once is not None:
        _check_range("at_once", sending.at_once, AT_ONCE_EACH, "deliveries at once")
    if sending.per_second is not None:
        _check_range("per_second", sending.per_second, MOST_PER_SECOND, "deliveries a second")
    return replace(sending, authorities=check_authorities(sending.authorities))


def columns(sending: Sending) -> dict[str, Any]:
    """Return the settings as columns of the webhook's row."""
    return {
        "retry_schedule": sending.retry,
        "timeout_s": sending.timeout_s,
        "at_once": sending.at_once,
        "per_second": sending.per_second,
        "in_order": sending.in_order,
        "authorities": sending.authorities,
    }


def from_columns(values: Iterable[Any]) -> Sending:
    """Return the settings of a row; `values` are in the order of `columns`."""
    retry, timeout_s, at_once, per_second, in_order, authorities = values
    return Sending(retry, timeout_s, at_once, per_second, bool(in_order), authorities)


def _check_range(field: str, value: int, most: int, unit: str) -> None:
    if not 1 <= value <= most:
        raise InvalidInput(f"Choose from 1 to {most:,} {unit}.", field=field)
