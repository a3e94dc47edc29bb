"""How a webhook is doing: its breaker, kept in the store, and its last 24 hours."""

import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from typing import Literal

from core.bus import Change
from core.errors import NotFound
from core.outgoing import breaker
from core.outgoing.awake import Awake
from core.outgoing.breaker import Trouble
from core.outgoing.disabling import disable
from core.outgoing.outbox import Tried
from core.store.database import Store

log = logging.getLogger(__name__)

DAY = 24 * 3600 * 1000
MOST_DELIVERIES = 5_000
"""How many of the newest deliveries the figures are made from: reading more would take too long."""

State = Literal["unknown", "well", "failing", "paused", "disabled"]

_COLUMNS = ", ".join(field.name for field in fields(Trouble))


@dataclass(frozen=True, slots=True)
class Health:
    """A webhook's health. Times are epoch milliseconds; figures are of the last 24 hours."""

    webhook_id: int
    state: State
    reason: str = ""
    """What is wrong, as a sentence; nothing while all is well."""
    kind: str = ""
    """The reason's class: a core.outgoing.kinds.Kind."""
    failures: int = 0
    """Failed attempts in a row."""
    first_failure_at: int | None = None
    next_try_at: int | None = None
    """When something is sent next; None where nothing is owed."""
    warning: str = ""
    """What to say before it is disabled."""
    disabled_at: int | None = None
    attempts: int = 0
    succeeded: int = 0
    p50_ms: int | None = None
    p95_ms: int | None = None


def of(store: Store, webhook_id: int) -> Health:
    """Return how a webhook is doing. Raises NotFound."""
    row = store.sql(_STATE, (webhook_id,)).fetchone()
    if row is None:
        raise NotFound(f"There is no webhook {webhook_id}.")
    is_active, disabled_reason, disabled_at, due_at = row
    trouble = _troubles(store, [webhook_id]).get(webhook_id)
    durations, succeeded = _last_day(store, webhook_id)
    disabled = disabled_reason if not is_active else None
    return Health(
        webhook_id,
        _state(trouble, disabled, bool(durations)),
        reason=disabled or (trouble.error if trouble else ""),
        kind=trouble.kind if trouble else "",
        failures=trouble.failures if trouble else 0,
        first_failure_at=trouble.first_failure_at if trouble else None,
        next_try_at=_next_try(due_at, trouble),
        warning=breaker.warning(trouble) if is_active else "",
        disabled_at=disabled_at,
        attempts=len(durations),
        succeeded=succeeded,
        p50_ms=percentile(durations, 0.5),
        p95_ms=percentile(durations, 0.95),
    )


_STATE = (  # in order, all wait for the first one
    "SELECT is_active, disabled_reason, disabled_at,"
    " iif(in_order, (SELECT due_at FROM outbox WHERE webhook_id = w.id ORDER BY log_id LIMIT 1),"
    " (SELECT min(due_at) FROM outbox WHERE webhook_id = w.id)) FROM webhook w WHERE id = ?"
)


def forget(store: Store, webhook_id: int) -> None:
    """Let a webhook start afresh, so that it is sent to at once; call inside a `write`."""
    store.sql("DELETE FROM webhook_health WHERE webhook_id = ?", (webhook_id,))


def resume(store: Store, webhook_id: int) -> None:
    """End a webhook's pause, so that it is sent to now. One that does not exist is nothing to resume."""
    with store.write(Change.WEBHOOKS | Change.OUTBOX):
        forget(store, webhook_id)


def percentile(ordered: Sequence[int], share: float) -> int | None:
    """Return the smallest of some ordered values that so large a share does not exceed (nearest rank)."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else None


def paused_ids(store: Store) -> frozenset[int]:
    """Return the webhooks that a breaker pauses now."""
    rows = store.sql("SELECT webhook_id FROM webhook_health WHERE paused_until IS NOT NULL")
    return frozenset(webhook_id for (webhook_id,) in rows)


class Breakers:
    """The breakers of the webhooks that fail, for the sender's thread; the store has them too."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._awake = Awake(store.clock())
        self._counted: dict[int, int] = {}  # by webhook: how long the program had run at its last failure
        self._failing: set[int] = set()

    def paused(self) -> dict[int, int]:
        """Read the breakers again, and return until when webhooks are paused."""
        troubles = _troubles(self._store)
        self._failing = set(troubles)
        return {
            each.webhook_id: each.paused_until for each in troubles.values() if each.paused_until is not None
        }

    def set_back(self, by: int) -> None:
        """Take in that the clock was set back by so many milliseconds: no pause grows by that."""
        with self._store.write(Change.WEBHOOKS):
            self._store.sql(
                "UPDATE webhook_health SET paused_until = paused_until - ?1,"
                " first_failure_at = first_failure_at - ?1, last_failure_at = last_failure_at - ?1"
                " WHERE last_failure_at > ?2",  # the others were told by a clock that was right
                (by, self._store.clock()),
            )

    def tick(self) -> None:
        """Take in that the program runs."""
        self._awake.look(self._store.clock())

    def record(self, tried: Sequence[Tried]) -> tuple[dict[int, int | None], set[int]]:
        """Keep what attempts say of their webhooks, the oldest first.

        Returns until when those that failed or recovered are paused, and which were disabled. As long as
        all is well nothing is written.
        """
        telling = [each for each in tried if not each.succeeded or each.owed.webhook_id in self._failing]
        if not telling:
            return {}, set()
        self.tick()
        with self._store.write(Change.NONE):
            before = _troubles(self._store, {each.owed.webhook_id for each in telling})
            after: dict[int, Trouble | None] = dict(before)
            for each in telling:
                webhook_id = each.owed.webhook_id
                after[webhook_id] = None if each.succeeded else self._worse(after.get(webhook_id), each)
            disabled = self._keep(after)
        if any(_differ(before.get(webhook_id), trouble) for webhook_id, trouble in after.items()):
            _log_warnings(before, after)
            self._store.bus.publish(Change.WEBHOOKS)  # not for each of many failures: pages would read again
        return {
            webhook_id: each.paused_until if each else None for webhook_id, each in after.items()
        }, disabled

    def _worse(self, before: Trouble | None, tried: Tried) -> Trouble:
        webhook_id = tried.owed.webhook_id
        ran_ms = self._awake.ms - self._counted.get(webhook_id, 0)
        self._counted[webhook_id] = self._awake.ms
        now = self._store.clock()
        return breaker.after_failure(
            before, webhook_id, kind=tried.kind, error=tried.error or "", at=now, ran_ms=ran_ms
        )

    def _keep(self, after: dict[int, Trouble | None]) -> set[int]:
        disabled = set()
        for webhook_id, trouble in after.items():
            if trouble is None:
                forget(self._store, webhook_id)
                self._failing.discard(webhook_id)
                continue
            self._failing.add(webhook_id)
            self._store.sql(_PUT, astuple(trouble))
            if breaker.is_over(trouble):
                reason = f"It only failed for five days. The last time: {trouble.error}."
                if disable(self._store, webhook_id, reason):
                    disabled.add(webhook_id)
        return disabled


_PUT = (  # the webhook may have been deleted meanwhile
    f"INSERT OR REPLACE INTO webhook_health ({_COLUMNS})"
    " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE EXISTS (SELECT 1 FROM webhook WHERE id = ?1)"
)


def _troubles(store: Store, webhooks: Sequence[int] | set[int] | None = None) -> dict[int, Trouble]:
    """Return what is kept of all webhooks that fail, or of some."""
    rows = store.sql(f"SELECT {_COLUMNS} FROM webhook_health")
    found = (Trouble(*row) for row in rows)
    return {each.webhook_id: each for each in found if webhooks is None or each.webhook_id in webhooks}


def _differ(before: Trouble | None, after: Trouble | None) -> bool:
    """Tell whether what a page says of a webhook has changed, beside numbers."""
    if before is None or after is None:
        return before is not after
    return (before.paused_until, breaker.warning(before)) != (after.paused_until, breaker.warning(after))


def _log_warnings(before: Mapping[int, Trouble], after: Mapping[int, Trouble | None]) -> None:
    """Write to the log which webhooks will be disabled if they go on like this, once for each warning."""
    for webhook_id, trouble in after.items():
        words = breaker.warning(trouble)
        if trouble and words and words != breaker.warning(before.get(webhook_id)):
            log.warning("webhook %d: %s The last time: %s", webhook_id, words, trouble.error)


def _state(trouble: Trouble | None, disabled: str | None, was_sent: bool) -> State:
    if disabled:
        return "disabled"
    if trouble is not None:
        return "failing" if trouble.paused_until is None else "paused"
    return "well" if was_sent else "unknown"


def _next_try(due_at: int | None, trouble: Trouble | None) -> int | None:
    paused_until = trouble.paused_until if trouble else None
    return due_at if due_at is None or paused_until is None else max(due_at, paused_until)


def _last_day(store: Store, webhook_id: int) -> tuple[list[int], int]:
    """Return the durations of the last day's attempts in order, in milliseconds, and how many succeeded."""
    rows = store.sql(
        "SELECT a.duration_ms, a.error IS NULL FROM"
        " (SELECT id FROM event_log WHERE webhook_id = ? ORDER BY id DESC LIMIT ?) l"
        " JOIN attempt a ON a.log_id = l.id WHERE a.at >= ?",
        (webhook_id, MOST_DELIVERIES, store.clock() - DAY),
    ).fetchall()
    return sorted(row[0] for row in rows), sum(row[1] for row in rows)
