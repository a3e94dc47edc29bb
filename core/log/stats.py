"""Figures of the overview: what happened over a range, what fails, and what is owed.

They are read from the tallies that triggers keep (core/store/migrations/0016_tallies.py), never by
counting the log, so that they cost the same over a thousand rows and over millions.
"""

import bisect
import itertools
import json
from dataclasses import dataclass

from core import statuses
from core.bus import Change
from core.store.database import Store

MINUTE, SPAN = 60_000, 300_000
"""Milliseconds that a count of the log covers, and one of answers or of failures."""
KEPT_DAYS = 8
DUE_STEPS = (  # when the next attempt is, in milliseconds from now
    ("Now", 0),
    ("Under 1 min", 60_000),
    ("Under 5 min", 300_000),
    ("Under 30 min", 1_800_000),
    ("Under 2 h", 7_200_000),
)
LATER = "Later"
MOST_FAILING = 5


@dataclass(frozen=True, slots=True)
class Range:
    """How far back to look, as `count` buckets of `step` milliseconds."""

    step: int
    count: int

    def start(self, now: int) -> int:
        """Return where the first bucket begins; the last one holds `now`."""
        return (now // self.step - self.count + 1) * self.step


HOUR, DAY, WEEK = Range(MINUTE, 60), Range(30 * MINUTE, 48), Range(180 * MINUTE, 56)


@dataclass(frozen=True, slots=True)
class Bucket:
    """The rows dated from `at` up to `until`, in epoch milliseconds, by what has become of them."""

    at: int
    until: int
    delivered: int = 0
    failed: int = 0
    waiting: int = 0
    """Owed or held."""
    accepted: int = 0
    refused: int = 0

    @property
    def emitted(self) -> int:
        """Deliveries, whatever became of them."""
        return self.delivered + self.failed + self.waiting

    @property
    def received(self) -> int:
        """Received transactions, refused ones too."""
        return self.accepted + self.refused


@dataclass(frozen=True, slots=True)
class FailingWebhook:
    """A webhook whose newest deliveries failed; `next_attempt_at` is None where nothing is owed."""

    webhook_id: int
    name: str
    app_name: str
    failed: int
    error: str
    last_at: int
    next_attempt_at: int | None


@dataclass(frozen=True, slots=True)
class Answers:
    """How long the endpoints took to answer what was delivered, in milliseconds; None without any."""

    half: int | None
    """The median."""
    most: int | None
    """The 95th percentile."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The desk at a glance. What is owed and held is of all times; the rest is of the range."""

    since: int
    series: tuple[Bucket, ...]
    answers: Answers
    owed: int
    held: int
    next_due: int | None
    last_event_at: int | None
    failing: tuple[FailingWebhook, ...]
    owed_by_due: tuple[tuple[str, int], ...]
    jobs: tuple[tuple[str, int], ...]
    """Pairs of a status and how many jobs have it, of all times."""

    def total(self, part: str) -> int:
        """Return the sum of one part of every bucket, such as `delivered`."""
        return sum(getattr(bucket, part) for bucket in self.series)


def overview(store: Store, now: int, over: Range = DAY) -> Overview:
    """Read the figures; `now` is in epoch milliseconds."""
    since = over.start(now)
    owed_by_due = _owed_by_due(store, now)
    return Overview(
        since=since,
        series=_series(store, now, over),
        answers=_answers(store, since),
        owed=sum(count for _, count in owed_by_due),
        held=waiting(store, "HELD"),
        next_due=_number(store, "SELECT min(due_at) FROM outbox"),
        last_event_at=_number(store, "SELECT date FROM event_log ORDER BY id DESC LIMIT 1"),
        failing=_failing(store, since),
        owed_by_due=owed_by_due,
        jobs=_jobs(store),
    )


def waiting(store: Store, status: str) -> int:
    """Return how many rows of all times are PENDING or HELD."""
    found = store.sql("SELECT ifnull(sum(count), 0) FROM log_tally WHERE status = ?", (status,)).fetchone()
    return int(found[0])


def forget_old_tallies(store: Store) -> None:
    """Drop the counts that no range reaches, but for what still waits, and those that came to nothing."""
    before = store.clock() - KEPT_DAYS * 24 * 60 * MINUTE
    with store.write(Change.NONE):
        store.sql(
            "DELETE FROM log_tally WHERE count = 0 OR (minute < ? AND status NOT IN ('PENDING', 'HELD'))",
            (before // MINUTE,),
        )
        for table in ("answer_tally", "failing_tally"):
            store.sql(f"DELETE FROM {table} WHERE count = 0 OR span < ?", (before // SPAN,))


def _number(store: Store, question: str) -> int | None:
    row: tuple[int | None] | None = store.sql(question).fetchone()
    return row[0] if row else None


def _series(store: Store, now: int, over: Range) -> tuple[Bucket, ...]:
    first = over.start(now) // over.step
    rows = store.sql(
        "SELECT minute * ? / ?, status, sum(count) FROM log_tally"
        " WHERE status IN (SELECT value FROM json_each(?)) AND minute >= ? GROUP BY 1, 2",  # one look-up each
        (MINUTE, over.step, json.dumps(statuses.LOG), over.start(now) // MINUTE),
    )
    counts = {(number, status): count for number, status, count in rows}
    return tuple(_bucket(counts, number, over.step) for number in range(first, first + over.count))


def _bucket(counts: dict[tuple[int, str], int], number: int, step: int) -> Bucket:
    def of(status: str) -> int:
        return counts.get((number, status), 0)

    waits = of("PENDING") + of("HELD")
    parts = (of("DELIVERED"), of("FAILED"), waits, of("ACCEPTED"), of("REFUSED"))
    return Bucket(number * step, (number + 1) * step, *parts)


def _answers(store: Store, since: int) -> Answers:
    rows: list[tuple[int, int]] = store.sql(
        "SELECT step_ms, sum(count) FROM answer_tally WHERE span >= ? GROUP BY 1 ORDER BY 1",
        (since // SPAN,),
    ).fetchall()
    return Answers(percentile(rows, 50), percentile(rows, 95))


def percentile(steps: list[tuple[int, int]], percent: int) -> int | None:
    """Return the step in which a percentile lies; `steps` are pairs of a value and its count, ascending."""
    sums = list(itertools.accumulate(count for _, count in steps))
    if not sums or not sums[-1]:
        return None
    rank = -(-sums[-1] * percent // 100)
    return steps[bisect.bisect_left(sums, rank)][0]


def _owed_by_due(store: Store, now: int) -> tuple[tuple[str, int], ...]:
    """Count what is owed by when it is due, each step up to the next."""
    names, edges = [name for name, _ in DUE_STEPS] + [LATER], [now + edge for _, edge in DUE_STEPS]
    cases = " ".join("WHEN due_at <= ? THEN ?" for _ in edges)
    values = tuple(value for number, edge in enumerate(edges) for value in (edge, number))
    rows = store.sql(
        f"SELECT CASE {cases} ELSE {len(edges)} END, count(*) FROM outbox GROUP BY 1",
        values,
    )
    counts = dict(rows.fetchall())
    return tuple((name, counts.get(number, 0)) for number, name in enumerate(names))


def _failing(store: Store, since: int) -> tuple[FailingWebhook, ...]:
    """Return the webhooks with the most failures, each with its newest one."""
    rows = store.sql(
        "SELECT w.id, w.name, a.name, sum(t.count) AS failed,"
        " (SELECT max(l.id) FROM event_log l WHERE l.webhook_id = w.id AND l.error IS NOT NULL"
        "  AND l.attempts > 0 AND l.status IN ('FAILED', 'PENDING')),"
        " (SELECT min(due_at) FROM outbox o WHERE o.webhook_id = w.id)"
        " FROM failing_tally t JOIN webhook w ON w.id = t.webhook_id JOIN app a ON a.id = w.app_id"
        " WHERE t.span >= ? GROUP BY w.id HAVING failed > 0 ORDER BY failed DESC, w.id LIMIT ?",
        (since // SPAN, MOST_FAILING),
    )
    return tuple(_with_newest(store, *row) for row in rows)


def _with_newest(
    store: Store, webhook_id: int, name: str, app_name: str, failed: int, newest: int, due: int | None
) -> FailingWebhook:
    error, date = store.sql("SELECT error, date FROM event_log WHERE id = ?", (newest,)).fetchone()
    return FailingWebhook(webhook_id, name, app_name, failed, error, date, due)


def _jobs(store: Store) -> tuple[tuple[str, int], ...]:
    counts = dict(store.sql("SELECT status, count FROM job_tally").fetchall())
    return tuple((status, counts.get(status, 0)) for status in statuses.JOBS)
