"""A webhook's own limits, headers and timeout, on real sockets."""

import base64
import threading
from functools import partial

import pytest

from core.log import event_log
from core.masking import MASK
from core.outgoing import headers, outbox, recording
from core.outgoing.emit import emit
from core.outgoing.outbox import Tried
from core.outgoing.sending import Sending
from core.outgoing.turns import Turns
from core.outgoing.webhooks import update_webhook
from tests.core import made
from tests.core.outgoing.sending import attempted, is_now, running_sender
from tests.waiting import eventually


@pytest.fixture
def sender(store):
    with running_sender(store) as sender:
        yield sender


def arrived(sink, count):
    return len(sink.requests) == count


def uids(sink):
    return [got.headers["webhook-id"] for got in sink.requests]


def test_its_own_headers_and_authorisation_are_sent_and_masked_in_what_is_kept(store, sender, sink):
    own = [("X-Shop", "Nordwind 7"), ("x-api-token", "t0ken")]
    made.hook(store, sink.url, headers=own, authorization=headers.basic("ann:pässword:1"))
    emit(store, "product_created")
    (attempt,) = attempted(store, 1)
    (got,) = sink.requests
    assert (got.headers["x-shop"], got.headers["x-api-token"]) == ("Nordwind 7", "t0ken")
    kind, _, value = got.headers["authorization"].partition(" ")
    assert (kind, base64.b64decode(value).decode()) == ("Basic", "ann:pässword:1")
    kept = dict(attempt.request_headers)
    assert (kept["x-shop"], kept["x-api-token"], kept["authorization"]) == ("Nordwind 7", MASK, MASK)


def test_a_bearer_token_goes_out_as_soon_as_it_is_saved_and_no_more_once_removed(store, sender, sink):
    hook = made.hook(store, sink.url)
    for authorization in (headers.bearer("abc"), ""):
        update_webhook(store, hook.id, authorization=authorization)
        emit(store, "product_created")
        eventually(lambda: not made.owed(store))
    assert [got.headers.get("authorization") for got in sink.requests] == ["Bearer abc", None]


def test_an_attempt_takes_as_long_as_its_webhook_allows(store, sender, sink):
    released = threading.Event()
    sink.before_answer = lambda got: released.wait(20)
    made.hook(store, sink.url, sending=Sending(timeout_s=1))
    emit(store, "product_created")
    (attempt,) = attempted(store, 1)
    released.set()
    assert attempt.error == "No answer in 1 s"
    assert 900 <= attempt.duration_ms < 3_000  # the loop's timers are some milliseconds early


def test_no_more_than_allowed_are_under_way_at_once(store, sender, sink):
    lock, now, most = threading.Lock(), [0], [0]

    def count(got):
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        threading.Event().wait(0.005)
        with lock:
            now[0] -= 1

    sink.before_answer = count
    made.many(store, made.hook(store, sink.url, sending=Sending(at_once=3)), 40)
    sender.wake()
    eventually(lambda: not made.owed(store))
    assert most[0] == 3


def test_no_more_than_allowed_start_in_a_second(store, sender, sink, clock):
    made.many(store, made.hook(store, sink.url, sending=Sending(per_second=4)), 6)
    for sent in range(1, 7):
        sender.wake()
        eventually(partial(arrived, sink, sent))
        clock.now += 249
        sender.wake()
        eventually(lambda: sender._looking is None)
        clock.now += 1
    assert len(sink.requests) == 6


def test_in_order_the_next_waits_until_the_one_before_it_was_delivered(store, sender, sink, clock):
    sink.answers = [200, 500]
    made.hook(store, sink.url, sending=Sending(in_order=True))
    emit(store, "product_created", count=4)
    attempted(store, 1, 2)
    eventually(lambda: not sender._results.count)
    assert [row.status for row in made.rows(store)] == ["DELIVERED", "PENDING", "PENDING", "PENDING"]
    clock.now += 5_000
    sender.wake()
    is_now(store, *["DELIVERED"] * 4)
    sent = [row.uid for row in made.rows(store)]
    assert uids(sink) == [sent[0], sent[1], sent[1], sent[2], sent[3]]


def test_in_order_nothing_waits_for_a_time_of_a_clock_that_was_ahead(store, sender, sink, clock):
    sink.answers = [500]
    made.hook(store, sink.url, sending=Sending(in_order=True))
    clock.now += 9 * 3_600_000
    emit(store, "product_created", count=2)
    attempted(store, 1)
    clock.now -= 9 * 3_600_000
    sender.wake()
    eventually(lambda: made.rows(store)[0].next_attempt_at == clock.now + 5_000)
    clock.now += 5_000
    sender.wake()
    is_now(store, "DELIVERED", "DELIVERED")


def test_in_order_one_that_is_given_up_lets_the_next_pass(store, sender, sink, clock):
    sink.answers = [500]
    made.hook(store, sink.url, sending=Sending(in_order=True))
    emit(store, "product_created", count=2)
    attempted(store, 1)
    store.sql("UPDATE event_log SET attempts = 9 WHERE id = 1")
    sink.answers = [500]
    clock.now += 5_000
    sender.wake()
    is_now(store, "FAILED", "DELIVERED")


def test_in_order_many_pages_arrive_as_they_were_emitted(store, sender, sink):
    made.hook(store, sink.url, sending=Sending(in_order=True))
    emit(store, "product_created", count=150)
    eventually(lambda: not made.owed(store))
    assert uids(sink) == [row.uid for row in made.rows(store)]


def test_in_order_nothing_passes_a_failure_while_an_earlier_success_is_being_recorded(store):
    hook = made.hook(store, sending=Sending(in_order=True))
    made.many(store, hook, 3)
    turns = Turns(store)
    turns.retarget(outbox.targets(store))

    def tried(succeeded):
        ((owed, *_),) = turns.next_owed()
        made_now = Tried(owed, store.clock(), succeeded, 200 if succeeded else 500, None, 1, "[]", "[]", b"")
        assert turns.landed(owed, made_now)
        return made_now

    success, failure = tried(True), tried(False)
    recording.commit(store, [success], jitter=lambda: 0.0)
    turns.recorded([success])
    assert list(turns.next_owed()) == []
    recording.commit(store, [failure], jitter=lambda: 0.0)
    turns.recorded([failure])
    assert list(turns.next_owed()) == []


def test_what_is_due_in_order_ends_before_the_first_that_is_not(store, clock):
    hook = made.hook(store)
    emit(store, "product_created", count=4)
    store.sql("UPDATE outbox SET due_at = due_at + 9 WHERE log_id = 3")

    def due(*apart):
        page, later = outbox.due_in_order(store, hook.id, now=clock.now, limit=10, apart_from=apart)
        return [each.log_id for each in page], later

    assert due() == ([1, 2], None)
    assert due(1) == ([2], None)
    assert due(1, 2) == ([], clock.now + 9)
    assert due(1, 2, 3, 4) == ([], None)


def test_a_limit_that_is_lifted_holds_no_longer(store, sender, sink):
    hook = made.hook(store, sink.url, sending=Sending(per_second=1))
    emit(store, "product_created", count=3)
    eventually(lambda: sink.requests)
    update_webhook(store, hook.id, sending=Sending())
    sender.wake()
    is_now(store, *["DELIVERED"] * 3)
    assert event_log.attempts(store, 3)
