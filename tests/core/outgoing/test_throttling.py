"""What the sender does when an endpoint asks for less, or for nothing any more."""

import pytest

from core.bus import Change
from core.outgoing import held, outbox
from core.outgoing.apps import get_app
from core.outgoing.emit import emit
from core.outgoing.rate import BATCH
from core.outgoing.silence import silences
from core.outgoing.webhooks import get_webhook, update_webhook
from tests.core import made
from tests.core.outgoing.sending import attempted, is_now, running_sender
from tests.sink import running_sink
from tests.waiting import eventually


@pytest.fixture
def sender(store):
    with running_sender(store) as sender:
        yield sender


@pytest.mark.parametrize("status", [429, 503])
def test_a_delivery_is_not_tried_before_its_endpoint_wants_it(store, sender, sink, clock, status):
    sink.answers = [(status, {"Retry-After": "60"})]
    made.hook(store, sink.url)
    emit(store, "product_created")
    attempted(store, 1)
    assert made.rows(store)[0].next_attempt_at == clock.now + 60_000
    clock.now += 59_999
    sender.wake()
    emit(store, "product_created")
    eventually(lambda: sender._looking is None and len(made.owed(store)) == 2)
    assert len(sink.requests) == 1
    clock.now += 1
    sender.wake()
    is_now(store, "DELIVERED", "DELIVERED")


def test_the_schedule_holds_where_the_endpoint_asks_for_less(store, sender, sink, clock):
    sink.answers = [(429, {"Retry-After": "1"})]
    made.hook(store, sink.url)
    emit(store, "product_created")
    attempted(store, 1)
    assert made.rows(store)[0].next_attempt_at == clock.now + 5_000


@pytest.mark.parametrize("status", [429, 502, 504])
def test_an_endpoint_that_is_overrun_gets_nothing_for_a_while(store, sender, sink, clock, status):
    sink.answers = [status]
    made.hook(store, sink.url)
    emit(store, "product_created")
    attempted(store, 1)
    emit(store, "product_created")
    with running_sink() as other:
        made.hook(store, other.url, events=["order_created"])
        emit(store, "order_created")
        eventually(lambda: other.requests)  # the sender has looked since
    assert len(sink.requests) == 1
    clock.now += 1_000
    sender.wake()
    is_now(store, "PENDING", "DELIVERED", "DELIVERED", "DELIVERED")


def test_when_the_pause_is_over_it_goes_on_by_itself(store, sink, clock):
    sink.answers = [429]
    made.hook(store, sink.url)
    made.many(store, get_webhook(store, 1), 1)
    with running_sender(store) as sender:
        attempted(store, 1)
        emit(store, "product_created")
        clock.now += 980
        sender.wake()
        clock.now += 20
        is_now(store, "PENDING", "DELIVERED")


def test_an_endpoint_that_is_gone_disables_its_webhook_and_keeps_what_it_is_owed(store, sink):
    sink.answers = [410]
    hook = made.hook(store, sink.url)
    told: list[Change] = []
    store.bus.subscribe(told.append)
    made.many(store, hook, 3)
    store.sql("UPDATE outbox SET due_at = due_at + 60000 WHERE log_id > 1")
    with running_sender(store):
        is_now(store, "HELD", "HELD", "HELD")
    assert made.states(store) == [
        ("HELD", "410 Gone: the webhook was disabled"),
        *[("HELD", held.DISABLED)] * 2,
    ]
    webhook = get_webhook(store, hook.id)
    assert (webhook.is_active, webhook.disabled_reason) == (False, "Its endpoint answered 410 Gone.")
    assert "410 Gone" in silences(webhook, get_app(store, hook.app_id))[0].sentence
    assert any(Change.WEBHOOKS in change for change in told)
    assert store.sql("SELECT act, subject FROM audit").fetchall() == [
        ("webhook disabled", "webhook 1 Hook: Its endpoint answered 410 Gone.")
    ]
    emit(store, "product_created")
    assert made.states(store)[-1] == ("HELD", held.WEBHOOK_INACTIVE)


def test_activated_again_it_forgets_why_and_sends_what_is_released(store, sender, sink):
    sink.answers = [410]
    hook = made.hook(store, sink.url)
    emit(store, "product_created")
    is_now(store, "HELD")
    assert update_webhook(store, hook.id, is_active=True).disabled_reason is None
    held.release(store, hook.id)
    is_now(store, "DELIVERED")


def test_what_is_owed_is_not_held_where_the_webhook_was_activated_meanwhile(store, sink):
    hook = made.hook(store, sink.url)
    made.many(store, hook, 3)
    assert held.hold_some(store, hook.id, "gone") is False
    assert len(made.owed(store)) == 3


def test_a_large_number_of_owed_deliveries_is_held_a_batch_at_a_time(store, sink, clock):
    hook = made.hook(store, sink.url)
    made.many(store, hook, BATCH * 2 + 1)
    store.sql("UPDATE webhook SET is_active = 0")
    assert [held.hold_some(store, hook.id, "gone") for _ in range(3)] == [True, True, False]
    assert (made.owed(store), outbox.targets(store)) == ([], {})
