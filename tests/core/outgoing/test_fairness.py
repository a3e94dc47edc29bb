"""No webhook waits for another: neither for one that hangs nor for one that is owed very much."""

import threading
from functools import partial
from itertools import islice

import pytest

from core.outgoing import outbox
from core.outgoing.emit import emit
from core.outgoing.lane import as_they_are
from core.outgoing.outbox import Tried
from core.outgoing.pace import AT_ONCE_EACH
from core.outgoing.turns import Turns
from tests.core import made
from tests.core.outgoing.sending import flying, running_sender
from tests.sink import running_sink
from tests.waiting import eventually

OTHERS = 19


def arrived(sink, count):
    return len(sink.requests) == count


@pytest.fixture
def hanging():
    """An endpoint that answers nothing until the test has ended, or says so."""
    released = threading.Event()

    def wait(_got):
        released.wait(20)

    with running_sink() as sink:
        sink.before_answer = wait
        yield sink, released
        released.set()


def test_what_is_owed_to_others_goes_in_the_very_next_turn_of_one_that_is_owed_very_much(store):
    app = made.app(store)
    greedy = made.hook(store, app_id=app.id)
    made.many(store, greedy, 3_000)
    turns = Turns(store)
    others = [made.hook(store, app_id=app.id).id for _ in range(OTHERS)]
    turns.retarget(outbox.targets(store))
    assert [each.owed.webhook_id for each in turns.next_owed()] == [greedy.id] * AT_ONCE_EACH
    emit(store, "product_created")
    turns.look_again()
    assert sorted(each.owed.webhook_id for each in turns.next_owed()) == others


def test_in_the_place_of_what_landed_goes_the_next_one_and_what_another_is_owed_first_of_all(store):
    app = made.app(store)
    greedy = made.hook(store, app_id=app.id)
    made.many(store, greedy, 3_000)
    turns = Turns(store)
    other = made.hook(store, app_id=app.id)
    turns.retarget(outbox.targets(store))
    under_way = [each.owed for each in turns.next_owed()]
    assert turns.next_at_hand() is None  # it has as many under way as it may
    turns.landed(under_way[0], _delivered(under_way[0]))
    following = turns.next_at_hand()
    assert following and following.owed.log_id > under_way[-1].log_id
    emit(store, "product_created")
    turns.look_again()
    turns.landed(following.owed, _delivered(following.owed))
    found = {each.owed.webhook_id for each in (turns.next_at_hand(), turns.next_at_hand()) if each}
    assert other.id in found


def test_what_was_made_ready_is_made_anew_where_it_was_not_sent_before_settings_changed(store):
    hook = made.hook(store, app_id=made.app(store).id)
    made.many(store, hook, 100)
    made_ready = []

    def prepare(deliveries, target):
        made_ready.extend(each.log_id for each in deliveries)
        return as_they_are(deliveries, target)

    turns = Turns(store, prepare)
    turns.retarget(outbox.targets(store))
    sent = [each.owed.log_id for each in islice(turns.next_owed(), 5)]
    turns.retarget(outbox.targets(store))
    sent += [each.owed.log_id for each in turns.next_owed()]
    assert sent == list(range(sent[0], sent[0] + AT_ONCE_EACH))
    assert len(made_ready) > len(set(made_ready)) and set(sent) <= set(made_ready)


def _delivered(owed):
    return Tried(owed, 0, True, 200, None, 1, "[]", "[]", b"")


def test_with_twenty_webhooks_of_which_one_hangs_the_others_get_all_at_once(store, sink, hanging):
    app = made.app(store)
    endpoint, released = hanging
    slow = made.hook(store, endpoint.url, app_id=app.id)
    for _ in range(OTHERS):
        made.hook(store, sink.url, app_id=app.id)
    with running_sender(store) as sender:
        for count in (OTHERS, 2 * OTHERS, 3 * OTHERS):
            emit(store, "product_created")
            eventually(partial(arrived, sink, count))
        assert flying(sender, slow.id) == 3
        released.set()  # or stopping would wait for it
