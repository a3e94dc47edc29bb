"""`kill -9` of `serve` while deliveries are owed to a slow endpoint: every one arrives, and the log knows."""

import random
import threading
from collections import defaultdict

import pytest

from core.outgoing.pace import AT_ONCE_EACH
from tests.journeys.test_restart import make_webhook
from tests.waiting import eventually


@pytest.mark.parametrize(
    ("count", "kills"), [(120, 2), pytest.param(500, 5, marks=pytest.mark.long, id="500 killed 5 times")]
)
def test_what_was_owed_when_the_process_was_killed_arrives_after_the_next_start(program, sink, count, kills):
    chance, pause = random.Random(), threading.Event()
    sink.before_answer = lambda got: pause.wait(chance.uniform(0.1, 0.4))
    make_webhook(program, sink.url)
    program("emit", "product_created", "--count", count)

    for kill in range(kills):
        with program.serving() as served:
            await_answers(sink, len(sink.requests) + chance.randrange(count // (kills + 2)))
            pause.wait(chance.uniform(0, 0.1))
            served.kill()
        assert owed(program), f"too late to kill it for the {kill + 1}. time"
    with program.serving():
        eventually(lambda: not owed(program), within=60)

    agree(sink, program("logs", "--limit", count + 1), count, kills)


def await_answers(sink, count):
    eventually(lambda: len(sink.requests) >= count)


def owed(program):
    return program("logs", "--status", "pending", "--limit", 1)


def agree(sink, rows, count, kills):
    """Compare the log with what the endpoint got."""
    arrived = defaultdict(list)
    for got in sink.requests:
        if len(got.body) == int(got.headers["content-length"]):  # it was not killed while it wrote
            arrived[got.headers["webhook-id"]].append(got.body)
    assert len(rows) == count
    assert {row["status"] for row in rows} == {"DELIVERED"}
    assert set(arrived) == {row["uid"] for row in rows}
    assert all(len(set(bodies)) == 1 for bodies in arrived.values()), "a repeat had other bytes"
    assert all(1 <= row["attempts"] <= len(arrived[row["uid"]]) for row in rows)
    repeats = sum(len(bodies) - 1 for bodies in arrived.values())
    assert repeats <= kills * 2 * AT_ONCE_EACH, "more than was in flight or not yet committed was repeated"
