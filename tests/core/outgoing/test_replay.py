import pytest

from core.log import event_log
from core.outgoing import held
from core.outgoing.apps import update_app
from core.outgoing.emit import emit
from core.outgoing.replay import send_again
from core.outgoing.webhooks import delete_webhook, update_webhook
from tests.core import made


@pytest.fixture
def hook(store):
    return made.hook(store)


@pytest.fixture
def log_id(store, hook):
    """A delivery that was given up."""
    (log_id,) = emit(store, "product_created").deliveries
    store.sql("UPDATE event_log SET status = 'FAILED', error = '500', attempts = 8, next_attempt_at = NULL")
    store.sql("DELETE FROM outbox")
    return log_id


@pytest.mark.parametrize("status", ["FAILED", "DELIVERED"])
def test_it_is_owed_again_at_once_with_its_id_and_bytes(store, log_id, clock, status):
    store.sql("UPDATE event_log SET status = ?", (status,))
    before, body = event_log.get_row(store, log_id), event_log.payload(store, log_id)
    clock.now += 60_000
    assert send_again(store, [log_id]).queued == (log_id,)
    after = event_log.get_row(store, log_id)
    assert (after.status, after.next_attempt_at, after.uid) == ("PENDING", clock.now, before.uid)
    assert (event_log.payload(store, log_id), made.owed(store)) == (body, [log_id])


def test_what_is_owed_already_is_due_now(store, hook, clock):
    (log_id,) = emit(store, "product_created").deliveries
    store.sql("UPDATE outbox SET due_at = due_at + 3600000")
    assert send_again(store, [log_id, log_id]).queued == (log_id,)
    assert store.sql("SELECT log_id, due_at FROM outbox").fetchall() == [(log_id, clock.now)]


def reason(store, log_id):
    replayed = send_again(store, [log_id])
    assert replayed.queued == ()
    ((skipped, reason),) = replayed.skipped
    assert skipped == log_id
    return reason


def test_what_cannot_be_sent_is_skipped_with_the_reason(store, hook, log_id):
    received = store.sql(
        "INSERT INTO event_log (date, direction, status, event_type, payload_id, size)"
        " VALUES (1, 'RECEIVED', 'ACCEPTED', 'PRODUCT_CREATE', 1, 2)"
    ).lastrowid
    assert "received, not sent" in reason(store, received)
    assert "not in the log" in reason(store, 99)
    update_app(store, hook.app_id, is_active=False)
    assert "app is inactive" in reason(store, log_id)
    update_app(store, hook.app_id, is_active=True)
    update_webhook(store, hook.id, is_active=False)
    assert "webhook is inactive" in reason(store, log_id)
    delete_webhook(store, hook.id)
    assert "deleted" in reason(store, log_id)
    assert made.owed(store) == []


def test_what_is_held_waits_to_be_released(store, hook):
    (log_id,) = emit(store, "product_created").deliveries
    update_webhook(store, hook.id, is_active=False)
    update_webhook(store, hook.id, is_active=True)
    assert "release" in reason(store, log_id)
    assert held.held_counts(store) == {hook.id: 1}


def test_more_than_a_batch_is_sent_again_in_the_order_that_was_asked(store, hook):
    made.many(store, hook, 1_100)
    store.sql("DELETE FROM outbox")
    ids = list(range(1_100, 0, -1))
    replayed = send_again(store, [*ids, 2_000])
    assert (replayed.queued, len(made.owed(store))) == (tuple(ids), 1_100)
    assert replayed.skipped == ((2_000, "It is not in the log."),)


def test_nothing_to_send_is_nothing(store):
    assert send_again(store, []).queued == ()
