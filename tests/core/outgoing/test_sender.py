"""The sender on real sockets; time moves only when a test moves it."""

import hashlib
import hmac
import threading
import time

import pytest

from core import settings
from core.bus import Bus
from core.log import event_log
from core.outgoing import held, turns
from core.outgoing import sender as module
from core.outgoing.apps import update_app
from core.outgoing.emit import emit
from core.outgoing.pace import AT_ONCE_EACH
from core.outgoing.sending import Sending
from core.outgoing.webhooks import delete_webhook, reveal_secret, update_webhook
from core.store.database import open_store
from tests.core import made
from tests.core.outgoing.sending import attempted, flying, is_now
from tests.waiting import eventually

FIVE_SECONDS = 5_000


def test_what_is_emitted_arrives_signed_as_the_contract_has_it(store, start, sink, clock):
    settings.save(store, marketplace_domain="shop.example")
    made.hook(store, sink.url, secret="s3cret")
    start()
    emitted = emit(store, "product_created", b'{ "price": 1.10 }')
    is_now(store, "DELIVERED")
    (got,) = sink.requests
    body = event_log.payload(store, emitted.deliveries[0])
    assert (got.path, got.body) == ("/hook", body)
    assert got.headers["x-nautical-signature"] == hmac.new(b"s3cret", body, hashlib.sha256).hexdigest()
    assert (got.headers["content-type"], got.headers["x-nautical-event"]) == (
        "application/json",
        "product_created",
    )
    assert (got.headers["webhook-id"], got.headers["x-nautical-domain"]) == (emitted.uid, "shop.example")
    assert got.headers["webhook-timestamp"] == str(clock.now // 1000)


def test_an_attempt_is_recorded_with_what_was_sent_and_answered(store, start, sink):
    made.hook(store, sink.url)
    start()
    emit(store, "product_created")
    (attempt,) = attempted(store, 1)
    assert dict(attempt.request_headers) == sink.requests[0].headers
    assert ("content-length", "2") in [(name.lower(), value) for name, value in attempt.response_headers]
    assert (attempt.number, attempt.status_code, attempt.response_body) == (1, 200, b"ok")


def test_a_failure_is_tried_again_when_it_is_due_with_the_same_bytes(store, start, sink, clock):
    sink.answers = [500]
    made.hook(store, sink.url, secret="s3cret")
    sender = start()
    emit(store, "product_created")
    attempted(store, 1)
    assert made.states(store) == [("PENDING", "500 Internal Server Error")]
    clock.now += FIVE_SECONDS - 1
    sender.wake()
    emit(store, "product_created")
    is_now(store, "PENDING", "DELIVERED")
    clock.now += 1
    sender.wake()
    is_now(store, "DELIVERED", "DELIVERED")
    first, _, again = sink.requests
    same = ("webhook-id", "x-nautical-signature")
    assert (again.body, [again.headers[name] for name in same]) == (
        first.body,
        [first.headers[name] for name in same],
    )
    assert int(again.headers["webhook-timestamp"]) == int(first.headers["webhook-timestamp"]) + 5
    assert [each.status_code for each in event_log.attempts(store, 1)] == [500, 200]


def test_the_sender_wakes_by_itself_when_something_is_due(store, start, sink, clock):
    sink.answers = [500]
    made.hook(store, sink.url)
    emit(store, "product_created")
    store.sql("UPDATE outbox SET due_at = due_at + 50")
    start()
    clock.now += 50
    attempted(store, 1)


def test_what_was_built_ahead_and_waited_for_its_turn_names_the_second_in_which_it_is_sent(
    store, start, sink, clock
):
    at_once = 4
    made.hook(store, sink.url, sending=Sending(at_once=at_once))
    emit(store, "product_created", count=3 * at_once)
    released = threading.Event()
    sink.before_answer = lambda got: len(sink.requests) >= at_once and released.wait(20)
    start()
    eventually(lambda: len(sink.requests) >= at_once)
    clock.now += 1_000
    released.set()
    eventually(lambda: not made.owed(store))
    assert {int(got.headers["webhook-timestamp"]) for got in sink.requests[2 * at_once :]} == {
        clock.now // 1000
    }
    assert len({got.headers["webhook-id"] for got in sink.requests}) == len(sink.requests) == 3 * at_once


def test_a_clock_that_jumps_is_noticed(store, start, sink, clock, monkeypatch):
    monkeypatch.setattr(module, "LONGEST_WAIT", 0.02)
    sink.answers = [500]
    made.hook(store, sink.url)
    start()
    emit(store, "product_created")
    attempted(store, 1)
    clock.now += 3_600_000  # the machine slept
    is_now(store, "DELIVERED")


@pytest.mark.parametrize("answer", [301, 302, 307, 308])
def test_a_redirect_is_a_failure_and_is_not_followed(store, start, sink, answer):
    sink.answers = [answer]
    made.hook(store, sink.url)
    start()
    emit(store, "product_created")
    attempted(store, 1)
    ((status, error),) = made.states(store)
    assert (status, len(sink.requests)) == ("PENDING", 1)
    assert "redirects are not followed" in (error or "")


def test_an_endpoint_that_is_not_there_is_tried_again(store, start):
    made.hook(store, "http://127.0.0.1:1/")
    start()
    emit(store, "product_created")
    attempted(store, 1)
    assert made.states(store) == [("PENDING", "Connection refused")]


@pytest.mark.parametrize(("answer", "expected"), [(500, "HELD"), (200, "DELIVERED")])
def test_a_webhook_paused_while_its_request_is_under_way(store, start, sink, answer, expected):
    hook = made.hook(store, sink.url)
    sink.answers = [answer]
    sink.before_answer = lambda got: update_webhook(store, hook.id, is_active=False)
    start()
    emit(store, "product_created")
    attempted(store, 1)
    assert ([row.status for row in made.rows(store)], made.owed(store)) == ([expected], [])


def test_nothing_goes_to_who_is_paused_and_all_of_it_once_released(store, start, sink):
    hook = made.hook(store, sink.url)
    start()
    update_app(store, hook.app_id, is_active=False)
    emit(store, "product_created", count=3)
    other = made.hook(store, sink.url)
    emit(store, "order_created")
    is_now(store, "HELD", "HELD", "HELD", "HELD", "DELIVERED")
    assert made.rows(store)[4].webhook_id == other.id
    update_app(store, hook.app_id, is_active=True)
    held.release(store, hook.id)
    is_now(store, *["DELIVERED"] * 5)
    assert len(sink.requests) == 5


def test_what_another_process_changed_holds_for_the_next_request(store, start, sink, other, clock):
    sink.answers = [500, 500, 500]
    hook = made.hook(store, sink.url, secret="old")
    sender = start()
    emit(store, "product_created")
    attempted(store, 1)
    second = open_store(store.path.parent, bus=Bus())
    update_webhook(second, hook.id, target_url=other.url, scheme="standard")
    settings.save(second, marketplace_domain="new.example")
    clock.now += FIVE_SECONDS
    sender.wake()
    is_now(store, "DELIVERED")
    (got,) = other.requests
    assert got.headers["webhook-signature"].startswith("v1,")
    assert (got.headers["x-nautical-signature"], got.headers["x-nautical-domain"]) == ("", "new.example")
    assert reveal_secret(store, hook.id).startswith("whsec_")


@pytest.mark.parametrize("answer", [200, 500])
def test_the_log_names_the_address_that_it_was_sent_to(store, start, sink, other, clock, answer):
    sink.answers, other.answers = [500], [answer]
    hook = made.hook(store, sink.url)
    sender = start()
    emit(store, "product_created")
    attempted(store, 1)
    assert event_log.get_row(store, 1).target_url == sink.url
    update_webhook(store, hook.id, target_url=other.url)
    clock.now += FIVE_SECONDS
    sender.wake()
    attempted(store, 2)
    assert event_log.get_row(store, 1).target_url == other.url


def test_a_webhook_that_another_process_paused_or_deleted_gets_no_more(store, start, sink, other, clock):
    sink.answers = [500, 500]
    paused, deleted = made.hook(store, sink.url), made.hook(store, sink.url)
    sender = start()
    emit(store, "product_created")
    attempted(store, 1, 1)
    attempted(store, 1, 2)
    second = open_store(store.path.parent, bus=Bus())
    update_webhook(second, paused.id, is_active=False)
    delete_webhook(second, deleted.id)
    clock.now += FIVE_SECONDS
    made.hook(store, other.url)
    sender.wake()
    emit(store, "product_created")
    eventually(lambda: other.requests)
    assert [row.status for row in made.rows(store)[:3]] == ["HELD", "FAILED", "HELD"]
    assert len(sink.requests) == 2


def test_an_endpoint_that_hangs_delays_nobody_else(store, start, sink, other, hanging):
    slow, quick = made.hook(store, sink.url), made.hook(store, other.url)
    made.many(store, slow, 200)
    sender = start()
    eventually(lambda: flying(sender, slow.id) == AT_ONCE_EACH)
    started = time.monotonic()
    made.many(store, quick, 40)
    sender.wake()
    eventually(lambda: len(other.requests) == 40)
    assert time.monotonic() - started < 10  # who hangs does so for 15
    assert flying(sender, slow.id) == AT_ONCE_EACH


def test_many_endpoints_that_hang_leave_places_for_the_others(store, start, sink, other, hanging):
    for _ in range(12):
        made.many(store, made.hook(store, sink.url), 40)
    sender = start()
    eventually(lambda: sender._turns._busy > turns.AT_ONCE * 0.9)
    made.many(store, made.hook(store, other.url), 40)
    eventually(lambda: len(other.requests) == 40)


def test_large_bodies_to_an_endpoint_that_hangs_delay_nobody_else(
    store, start, sink, other, hanging, monkeypatch
):
    monkeypatch.setattr(turns, "BYTES_AT_ONCE", 8_000)
    monkeypatch.setattr(turns, "BYTES_AT_ONCE_EACH", 2_000)
    slow = made.hook(store, sink.url)
    start()
    emit(store, "product_created", b'{"a":"' + b"x" * 1_500 + b'"}', count=20)
    update_webhook(store, slow.id, events=["order_created"])
    made.hook(store, other.url)
    emit(store, "product_created", b'{"a":"' + b"x" * 9_000 + b'"}', count=3)
    eventually(lambda: len(other.requests) == 3)


def test_a_single_delivery_does_not_stand_behind_a_thousand_of_another(store, start, sink, other):
    behind: list[int] = []
    other.before_answer = lambda got: behind.append(len(sink.requests))
    made.many(store, made.hook(store, sink.url), 1_000)
    made.many(store, made.hook(store, other.url), 1)
    start()
    eventually(lambda: behind)
    assert behind[0] < 100


def test_many_are_each_sent_and_recorded_once(store, start, sink, clock):
    sink.answers = [500] * 50
    made.many(store, made.hook(store, sink.url), 150)
    sender = start()
    eventually(lambda: len(sink.requests) == 150 and not sender._results.count)
    clock.now += FIVE_SECONDS
    sender.wake()
    is_now(store, *["DELIVERED"] * 150)
    numbers = store.sql("SELECT log_id, number FROM attempt").fetchall()
    assert (len(numbers), len(set(numbers)), len(sink.requests)) == (200, 200, 200)


def test_what_is_owed_at_the_end_is_sent_after_the_next_start(store, start, sink, hanging):
    made.many(store, made.hook(store, sink.url), 40)
    first = start()
    eventually(lambda: flying(first, 1) == AT_ONCE_EACH)
    hanging.set()
    first.stop()
    start()
    is_now(store, *["DELIVERED"] * 40)
    assert made.owed(store) == []


def test_stopping_records_what_is_answered_and_does_not_wait_for_who_hangs(
    store, start, sink, other, hanging, monkeypatch
):
    monkeypatch.setattr(module, "LAST_WORDS", 0.2)
    made.hook(store, sink.url)
    made.hook(store, other.url)
    sender = start()
    emit(store, "product_created")
    eventually(lambda: other.requests)
    started = time.monotonic()
    sender.stop()
    assert time.monotonic() - started < 10  # who hangs does so for 20
    assert not sender._thread.is_alive()
    assert [row.status for row in made.rows(store)] == ["PENDING", "DELIVERED"]
    assert made.owed(store) == [1]


def test_a_sender_tells_that_it_sends_and_stops_without_having_sent(store, start):
    sender = start()
    eventually(lambda: sender.state().running)
    sender.stop()
    assert not sender._thread.is_alive()
