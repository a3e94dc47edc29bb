"""`kill -9` of `serve` while deliveries are owed to an endpoint: every one arrives, and the log knows."""

import random
import threading
import time
from collections import Counter, defaultdict

import pytest

from core.outgoing.pace import AT_ONCE_EACH
from core.store.database import open_store
from tests.journeys.test_restart import make_webhook
from tests.waiting import eventually


class Answers:
    """Lets a sink take its time, and knows when each request was answered, in epoch milliseconds."""

    def __init__(self, sink, least, most):
        self.chance, self.pause = random.Random(), threading.Event()
        self.at = []
        self._least, self._most = least, most
        sink.before_answer, sink.after_answer = self._wait, self._note

    def _wait(self, _got):
        self.pause.wait(self.chance.uniform(self._least, self._most))

    def _note(self, _got):
        self.at.append(now())

    def between(self, first, last):
        return sum(first <= at <= last for at in list(self.at))


@pytest.mark.parametrize(
    ("count", "kills", "slow"),
    [
        (120, 2, (0.1, 0.4)),
        pytest.param(6_000, 50, (0.0, 0.1), marks=pytest.mark.long, id="6000 killed 50 times"),
    ],
)
def test_what_was_owed_when_the_process_was_killed_arrives_after_the_next_start(
    program, sink, tmp_path, count, kills, slow
):
    answers, most = Answers(sink, *slow), 0
    make_webhook(program, sink.url)
    program("emit", "product_created", "--count", count)

    for kill in range(kills):
        with program.serving() as served:
            began = now()
            await_answers(sink, len(sink.requests) + answers.chance.randrange(count // (kills + 2)))
            answers.pause.wait(answers.chance.uniform(0, 0.1))
            served.kill()
            killed = now()
        since = max(began, last_committed(tmp_path / "desk"))
        most += AT_ONCE_EACH + answers.between(since, killed)
        assert owed(program), f"too late to kill it for the {kill + 1}. time"
    with program.serving():
        eventually(lambda: not owed(program), within=60)

    repeats = agree(sink, program("logs", "--limit", count + 1), count)
    assert repeats <= most, f"{repeats} repeats, and {most} were in flight or answered since the last commit"
    agree_on_attempts(tmp_path / "desk", sink)


def now():
    """Return the time in epoch milliseconds, as attempts have it."""
    return time.time() * 1000


def await_answers(sink, count):
    eventually(lambda: len(sink.requests) >= count)


def last_committed(folder):
    """Return when the latest attempt ended that the killed process had committed, in epoch milliseconds."""
    store = open_store(folder)
    with store.connection():
        return store.sql("SELECT ifnull(max(at + duration_ms), 0) FROM attempt").fetchone()[0]


def owed(program):
    return program("logs", "--status", "pending", "--limit", 1)


def arrivals(sink):
    """Return the bodies that arrived whole, by the id that they came with."""
    arrived = defaultdict(list)
    for got in sink.requests:
        if len(got.body) == int(got.headers["content-length"]):  # it was not killed while it wrote
            arrived[got.headers["webhook-id"]].append(got.body)
    return arrived


def agree(sink, rows, count):
    """Compare the log with what the endpoint got; return how many requests were repeats."""
    arrived = arrivals(sink)
    assert len(rows) == count
    assert {row["status"] for row in rows} == {"DELIVERED"}
    assert set(arrived) == {row["uid"] for row in rows}
    assert all(len(set(bodies)) == 1 for bodies in arrived.values()), "a repeat had other bytes"
    assert all(1 <= row["attempts"] <= len(arrived[row["uid"]]) for row in rows)
    return sum(len(bodies) - 1 for bodies in arrived.values())


def agree_on_attempts(folder, sink):
    """Each attempt that is recorded was made, each delivery has those that it counts, and nothing is owed."""
    arrived, store = arrivals(sink), open_store(folder)
    with store.connection():
        made = Counter(
            uid for (uid,) in store.sql("SELECT uid FROM attempt JOIN event_log l ON l.id = log_id")
        )
        counted = dict(store.sql("SELECT uid, attempts FROM event_log").fetchall())
        assert store.sql("SELECT count(*) FROM outbox").fetchone() == (0,)
        assert store.sql("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert made == counted
    assert all(number <= len(arrived[uid]) for uid, number in made.items())
