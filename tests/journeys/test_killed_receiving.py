"""`kill -9` of `serve` under load: what was answered 204 is in the log, once, and so is what it set off."""

import hashlib
import hmac
import json
import random
import threading

import pytest

from tests.journeys.program import post
from tests.journeys.test_restart import make_webhook
from tests.waiting import eventually

SECRET = "b0a7d2"
SENDERS = 8


class Load:
    """Senders that send each payload until it is answered 204, as good senders do, over all kills."""

    def __init__(self, url, count):
        self.url, self.count = url, count
        self.answered = []
        self._left = iter(range(count))
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._send_all) for _ in range(SENDERS)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self._over.set()
        self.finish()

    def finish(self):
        """Wait until all are answered."""
        for thread in self._threads:
            thread.join()

    def _send_all(self):
        for number in self._left:
            while not self._send(number):
                if self._over.wait(0.02):
                    return
            self.answered.append(sku(number))

    def _send(self, number):
        body = json.dumps({"sku": sku(number), "warehouse_external_id": "LOC-88", "quantity": 36}).encode()
        signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        try:
            return post(self.url, body, {"x-nautical-signature": signature, "webhook-id": sku(number)}) == 204
        except OSError:  # nobody answers: it was killed
            return False


def sku(number):
    return f"BW-{number}"


@pytest.mark.parametrize(
    ("count", "kills"),
    [(300, 2), pytest.param(10_000, 50, marks=pytest.mark.long, id="10000 killed 50 times")],
)
def test_what_was_answered_before_a_kill_is_in_the_log_once_and_its_job_sets_off_one_event(
    program, sink, count, kills
):
    make_webhook(program, sink.url, "stock_updated")
    program("plugin", "create", "--name", "ERP", "--provider", "nautical", "--secret", SECRET, "--id", "erp")
    with program.serving() as served:
        port, url = served.port, f"{served.url}/plugins/erp/stock_update"
    with Load(url, count) as load:
        for _ in range(kills):
            kill_under(load, program, port, random.randrange(count // (kills + 1)))
        with program.serving("--port", port):
            load.finish()
            eventually(lambda: not program("jobs", "--status", "pending", "--limit", 1), within=60)
            eventually(lambda: not program("logs", "--status", "pending", "--limit", 1), within=60)

    agree(program, load.answered, events_at(sink), count)


def kill_under(load, program, port, more):
    """Let some requests be answered, and kill the receiver of the others."""
    with program.serving("--port", port) as served:
        enough = len(load.answered) + more
        eventually(lambda: len(load.answered) >= enough)
        served.kill()
    assert len(load.answered) < load.count, "nothing was being sent when it was killed"


def events_at(sink):
    """Return the skus that the endpoint was told of, by event; those of a kill's half requests left out."""
    whole = [got for got in sink.requests if len(got.body) == int(got.headers["content-length"])]
    return {got.headers["webhook-id"]: json.loads(got.body)["product_variant"]["sku"] for got in whole}


def agree(program, answered, events, count):
    received = program("logs", "--direction", "received", "--limit", 2 * count)
    jobs = program("jobs", "--limit", 2 * count)
    emitted = program("logs", "--direction", "emitted", "--limit", 2 * count)
    wanted = sorted(sku(number) for number in range(count))
    assert sorted(answered) == wanted
    assert sorted(row["transaction_id"] for row in received) == wanted
    assert sorted(job["log_id"] for job in jobs) == sorted(row["id"] for row in received)
    assert {(job["status"], job["attempts"]) for job in jobs} == {("SUCCESS", 1)}
    assert {row["uid"] for row in emitted} == set(events)
    assert len(emitted) == count
    assert sorted(events.values()) == wanted
