import pytest

from core.log import event_log
from core.log.event_log import LogFilter
from core.outgoing import held, replay
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


def failed(store, hook, count):
    """Owe many deliveries and let all of them have failed."""
    made.many(store, hook, count)
    store.sql("UPDATE event_log SET status = 'FAILED', next_attempt_at = NULL")
    store.sql("DELETE FROM outbox")


def last(previews):
    return list(previews)[-1]


def no_pause(_seconds):
    pass


FAILED = LogFilter(status="FAILED")


def test_a_preview_counts_what_a_filter_matches_and_shows_the_oldest(store, hook):
    failed(store, hook, 1_100)
    store.sql("UPDATE event_log SET status = 'DELIVERED' WHERE id <= 10")
    grows = [each.count for each in replay.previews(store, replay.plan(store, FAILED))]
    assert grows == [0, 500, 1_000, 1_090]
    seen = last(replay.previews(store, replay.plan(store, LogFilter(webhook_id=hook.id))))
    assert (seen.count, seen.delivered, seen.skipped) == (1_100, 10, ())
    assert [row.id for row in seen.sample] == [1, 2, 3, 4, 5]
    assert made.owed(store) == []


def test_a_preview_counts_what_would_be_skipped_by_reason(store, hook):
    failed(store, hook, 4)
    store.sql("UPDATE event_log SET status = 'HELD' WHERE id = 1")
    gone = made.hook(store)
    store.sql("UPDATE event_log SET webhook_id = ? WHERE id IN (2, 3)", (gone.id,))
    store.sql("DELETE FROM webhook WHERE id = ?", (gone.id,))
    seen = last(replay.previews(store, replay.plan(store, [1, 2, 3, 4, 99])))
    assert ([row.id for row in seen.sample], seen.count) == ([4], 1)
    assert seen.skipped[0] == ("Its webhook was deleted.", 2)
    assert set(seen.skipped[1:]) == {
        ("It is held; release it instead.", 1),
        ("It is not in the log.", 1),
    }


def test_a_preview_and_the_replay_agree_on_every_reason(store, hook, log_id):
    for change in (
        lambda: update_app(store, hook.app_id, is_active=False),
        lambda: update_webhook(store, hook.id, is_active=False),
        lambda: delete_webhook(store, hook.id),
    ):
        change()
        seen = last(replay.previews(store, replay.plan(store, [log_id])))
        assert seen.skipped == ((reason(store, log_id), 1),)


def test_all_that_a_filter_matches_is_sent_again_oldest_first_and_no_more(store, hook):
    failed(store, hook, 1_100)
    wanted = replay.plan(store, FAILED)
    failed_later = made.hook(store)
    made.many(store, failed_later, 3)
    store.sql("UPDATE event_log SET status = 'FAILED' WHERE webhook_id = ?", (failed_later.id,))
    store.sql("DELETE FROM outbox")
    done = replay.run(store, wanted, per_second=None, pause=no_pause)
    assert (done.queued, done.skipped) == (tuple(range(1, 1_101)), ())
    assert made.owed(store) == list(range(1, 1_101))


def test_what_was_received_is_not_what_a_filter_of_both_directions_means(store, hook):
    made.jobs(store, {})
    failed(store, hook, 1)
    seen = last(replay.previews(store, replay.plan(store, LogFilter())))
    assert (seen.count, seen.skipped) == (1, ())


def test_a_row_that_fails_again_at_once_is_not_sent_twice(store, hook):
    failed(store, hook, 30)
    ids = []
    for done in replay.steps(store, replay.plan(store, FAILED), per_second=100):
        ids += done.queued
        store.sql("UPDATE event_log SET status = 'FAILED'")
    assert ids == list(range(1, 31))


def test_a_replay_can_be_left_off_between_two_steps(store, hook):
    failed(store, hook, 30)
    steps = replay.steps(store, replay.plan(store, FAILED), per_second=100)
    assert next(steps).queued == tuple(range(1, 11))
    assert made.owed(store) == list(range(1, 11))


@pytest.mark.parametrize(
    ("rate", "rows", "waits"), [(5, 20, 20), (100, 30, 3), (1_000_000, 1_100, 3), (None, 1_100, 3)]
)
def test_a_rate_is_kept(store, hook, rate, rows, waits):
    failed(store, hook, rows)
    asked = []
    replay.run(store, replay.plan(store, FAILED), per_second=rate, pause=asked.append)
    assert len(asked) == waits
    assert asked[-1] == pytest.approx(rows / rate if rate else 0, abs=2)  # less what the work itself took


def test_a_plan_of_an_empty_log_does_nothing(store):
    wanted = replay.plan(store, FAILED)
    assert last(replay.previews(store, wanted)) == replay.Preview()
    assert replay.run(store, wanted, per_second=1, pause=no_pause) == replay.Replayed((), ())
