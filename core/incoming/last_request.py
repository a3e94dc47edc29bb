"""When the last request came, and what was refused last: what is always in sight."""

from dataclasses import dataclass

from core.incoming.refusals import Refusals, refused
from core.store.database import Store


@dataclass(frozen=True, slots=True)
class LastRequest:
    """When the last request came, taken or refused, in epoch milliseconds; None before the first."""

    at: int | None
    refused: Refusals | None
    """The last refusal, which the last request need not have been."""


def last_request(store: Store) -> LastRequest:
    """Read it; cheap, as it is read after every change of the log."""
    taken = store.sql("SELECT date FROM event_log WHERE direction = 'RECEIVED' ORDER BY id DESC LIMIT 1")
    last = next(iter(refused(store)), None)
    times = [at for (at,) in taken] + ([last.last_at] if last else [])
    return LastRequest(max(times, default=None), last)
