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

RECENTLY = 0.5
"""Seconds: what was answered longer before a kill must be recorded, also on a machine that is busy."""


class Answers:
    """Lets a sink take its time, and knows when each request was answered."""

    def __init__(self, sink, least, most):
        self.chance, self.pause = random.Random(), threading.Event()
        self.at = []
        self._least, self._most = least, most
        sink.before_answer = self._wait

    def _wait(self, _got):
        self.pause.wait(self.chance.uniform(self._least, self._most))
        self.at.append(time.monotonic())

    def since(self, moment):
        return sum(at >= moment for at in list(self.at))


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
            await_answers(sink, len(sink.requests) + answers.chance.randrange(count // (kills + 2)))
            answers.pause.wait(answers.chance.uniform(0, 0.1))
            served.kill()
            most += AT_ONCE_EACH + answers.since(time.monotonic() - RECENTLY)
        assert owed(program), f"too late to kill it for the {kill + 1}. time"
    with program.serving():
        eventually(lambda: not owed(program), within=60)

    repeats = agree(sink, program("logs", "--limit", count + 1), count)
    assert repeats <= most, f"{repeats} repeats, and {most} were in flight or not yet committed"
    agree_on_attempts(tmp_path / "desk", sink)


def await_answers(sink, count):
    eventually(lambda: len(sink.requests) >= count)


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
