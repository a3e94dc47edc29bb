import pytest

from core.bus import Change
from core.errors import InvalidInput
from core.outgoing import held
from core.outgoing.apps import delete_app, update_app
from core.outgoing.emit import emit
from core.outgoing.rate import BATCH
from core.outgoing.webhooks import delete_webhook, update_webhook
from tests.core import made

INACTIVE = ("HELD", "Webhook is inactive")


@pytest.fixture
def hook(store):
    return made.hook(store)


def pause(store, webhook):
    update_webhook(store, webhook.id, is_active=False)


def resume(store, webhook):
    update_webhook(store, webhook.id, is_active=True)


def counted(store):
    """How many rows there are of each status."""
    return dict(store.sql("SELECT status, count(*) FROM event_log GROUP BY status").fetchall())


def test_what_a_paused_webhook_is_owed_is_held(store, hook):
    emit(store, "product_created")
    pause(store, hook)
    (row,) = made.rows(store)
    assert (row.status, row.error, row.next_attempt_at) == (*INACTIVE, None)
    assert (made.owed(store), held.held_counts(store)) == ([], {hook.id: 1})


def test_what_is_over_is_not_held(store, hook):
    emit(store, "product_created", count=3)
    store.sql("UPDATE event_log SET status = 'DELIVERED' WHERE id = 1")
    store.sql("UPDATE event_log SET status = 'FAILED' WHERE id = 2")
    store.sql("DELETE FROM outbox WHERE log_id < 3")
    pause(store, hook)
    assert counted(store) == {"DELIVERED": 1, "FAILED": 1, "HELD": 1}


def test_what_is_released_is_due_at_once(store, hook, clock):
    emit(store, "product_created", count=2)
    pause(store, hook)
    resume(store, hook)
    clock.now += 1_000
    assert held.release(store, hook.id) == 2
    assert [(row.status, row.error, row.next_attempt_at) for row in made.rows(store)] == [
        ("PENDING", None, clock.now)
    ] * 2
    assert (made.owed(store), held.held_counts(store)) == ([1, 2], {})


def test_what_is_discarded_failed_and_stays_in_the_log(store, hook):
    emit(store, "product_created")
    pause(store, hook)
    assert held.discard(store, hook.id) == 1
    assert (made.states(store), made.owed(store)) == ([("FAILED", "Discarded while it was held")], [])
    resume(store, hook)
    assert held.discard(store, hook.id) == held.release(store, hook.id) == 0


def test_nothing_is_released_to_what_would_not_send_it(store, hook):
    emit(store, "product_created")
    pause(store, hook)
    with pytest.raises(InvalidInput, match="Webhook is inactive"):
        held.release(store, hook.id)
    resume(store, hook)
    update_app(store, hook.app_id, is_active=False)
    with pytest.raises(InvalidInput, match="App is inactive"):
        held.release(store, hook.id)
    assert (counted(store), made.owed(store)) == ({"HELD": 1}, [])


def test_only_the_webhook_that_is_meant_is_touched(store, hook):
    other = made.hook(store)
    emit(store, "product_created")
    pause(store, hook)
    pause(store, other)
    held.discard(store, hook.id)
    assert held.held_counts(store) == {other.id: 1}


def test_activating_releases_nothing_by_itself(store, hook):
    emit(store, "product_created")
    pause(store, hook)
    update_webhook(store, hook.id, is_active=True)
    assert (made.states(store), made.owed(store)) == ([INACTIVE], [])


def test_a_deleted_webhook_fails_what_was_held_too(store, hook):
    emit(store, "product_created")
    pause(store, hook)
    emit(store, "product_created")
    delete_webhook(store, hook.id)
    assert made.states(store) == [("FAILED", "The webhook was deleted")] * 2


@pytest.mark.parametrize("count", [499, 500, 501, 1_200])
def test_any_number_moves_in_batches_that_let_others_write(store, hook, count):
    made.many(store, hook, count)
    told: list[Change] = []
    store.bus.subscribe(lambda change: told.append(change))
    pause(store, hook)
    assert (counted(store), made.owed(store)) == ({"HELD": count}, [])
    assert told.count(Change.LOG | Change.OUTBOX) == count // BATCH + 1
    resume(store, hook)
    assert held.release(store, hook.id) == count
    assert (counted(store), len(made.owed(store))) == ({"PENDING": count}, count)
    delete_webhook(store, hook.id)
    assert (counted(store), made.owed(store)) == ({"FAILED": count}, [])


class Killed(BaseException):
    """The process ended here."""


def _die(*_args):
    raise Killed


@pytest.mark.parametrize("reason", ["webhook", "app"])
def test_a_kill_while_holding_is_settled_at_the_next_start(store, hook, monkeypatch, reason):
    emit(store, "product_created")
    with monkeypatch.context() as patch:
        patch.setattr(held, "_in_batches", _die)
        with pytest.raises(Killed):
            pause(store, hook) if reason == "webhook" else update_app(store, hook.app_id, is_active=False)
    assert made.states(store) == [("PENDING", None)]
    held.settle(store)
    assert made.states(store) == [INACTIVE if reason == "webhook" else ("HELD", "App is inactive")]


@pytest.mark.parametrize("was_held", [True, False])
@pytest.mark.parametrize("deleted", ["webhook", "app"])
def test_a_kill_while_deleting_is_settled_at_the_next_start(store, hook, monkeypatch, deleted, was_held):
    emit(store, "product_created")
    if was_held:
        pause(store, hook)
    with monkeypatch.context() as patch:
        patch.setattr(held, "_in_batches", _die)
        with pytest.raises(Killed):
            delete_webhook(store, hook.id) if deleted == "webhook" else delete_app(store, hook.app_id)
    held.settle(store)
    assert (made.states(store), made.owed(store)) == ([("FAILED", "The webhook was deleted")], [])


def test_settling_leaves_alone_what_is_in_order(store, hook):
    paused = made.hook(store)
    emit(store, "product_created")
    pause(store, paused)
    before = made.rows(store)
    told: list[Change] = []
    store.bus.subscribe(told.append)
    held.settle(store)
    assert (made.rows(store), made.owed(store), told) == (before, [1], [])


class Endless(BaseException):
    """A listener's way to end a loop that would not end."""


def test_releasing_ends_even_if_the_webhook_is_paused_meanwhile(store, hook):
    made.many(store, hook, 1_200)
    pause(store, hook)
    resume(store, hook)
    rivals: list[int] = []

    def pause_again(change):
        if change == Change.LOG | Change.OUTBOX and rivals[-1:] != [-1]:
            rivals.append(-1)  # what follows is the pause's own
            held.hold_owed(store, hook.id, held.WEBHOOK_INACTIVE)
            rivals[-1] = len(rivals)
        if len(rivals) > 20:
            raise Endless

    store.bus.subscribe(pause_again)
    assert held.release(store, hook.id) == 1_200
    assert counted(store) == {"HELD": 1_200}


def test_a_release_at_a_rate_goes_in_steps_and_waits_after_each(store, hook):
    made.many(store, hook, 25)
    pause(store, hook)
    resume(store, hook)
    waits: list[float] = []
    assert held.release_at(store, hook.id, 100, pause=waits.append) == 25
    assert len(waits) == 3  # of 10, 10 and 5
    assert waits == sorted(waits)
    assert 0 < waits[0] <= 0.1
    assert waits[-1] <= 0.25


def test_a_release_that_is_left_off_keeps_the_rest_held(store, hook):
    made.many(store, hook, 25)
    pause(store, hook)
    resume(store, hook)
    assert next(held.steps(store, hook.id, per_second=100)) == 10
    assert (counted(store), made.owed(store)) == ({"PENDING": 10, "HELD": 15}, list(range(1, 11)))


def test_a_release_ends_where_the_webhook_is_paused_meanwhile(store, hook):
    made.many(store, hook, 25)
    pause(store, hook)
    resume(store, hook)
    work = held.steps(store, hook.id, per_second=100)
    next(work)
    pause(store, hook)
    with pytest.raises(InvalidInput, match="Webhook is inactive"):
        next(work)
    assert (counted(store), made.owed(store)) == ({"HELD": 25}, [])


def test_what_is_released_goes_oldest_first(store, hook, clock):
    made.many(store, hook, 1_100)
    pause(store, hook)
    resume(store, hook)
    held.release(store, hook.id)
    due = store.sql("SELECT log_id FROM outbox ORDER BY due_at, log_id").fetchall()
    assert due == [(log_id,) for log_id in range(1, 1_101)]
