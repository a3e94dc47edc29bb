"""No webhook waits for another: neither for one that hangs nor for one that is owed very much."""

import threading
from functools import partial
from itertools import islice

import pytest

from core.outgoing import outbox
from core.outgoing.emit import emit
from core.outgoing.outbox import Tried
from core.outgoing.pace import AT_ONCE_EACH
from core.outgoing.turns import AT_ONCE, Turns
from tests.core import made
from tests.core.outgoing.sending import running_sender
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
    assert {each.webhook_id for each in islice(turns.next_owed(), AT_ONCE)} == {greedy.id}
    assert len(turns.flying[greedy.id]) == AT_ONCE_EACH
    emit(store, "product_created")
    turns.look_again()
    assert sorted(each.webhook_id for each in turns.next_owed()) == others


def test_what_was_read_goes_in_the_place_of_what_landed_unless_another_is_to_be_read_first(store):
    app = made.app(store)
    greedy = made.hook(store, app_id=app.id)
    made.many(store, greedy, 3_000)
    turns = Turns(store)
    other = made.hook(store, app_id=app.id)
    turns.retarget(outbox.targets(store))
    under_way = list(turns.next_owed())
    assert turns.next_at_hand() is None  # it has as many under way as it may
    turns.landed(under_way[0], None)
    list(turns.next_owed())
    turns.landed(under_way[1], _delivered(under_way[1]))
    following = turns.next_at_hand()
    assert following and following.log_id > under_way[-1].log_id
    emit(store, "product_created")
    turns.look_again()
    turns.landed(following, _delivered(following))
    assert turns.next_at_hand() is None
    assert other.id in {each.webhook_id for each in turns.next_owed()}


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
        assert len(sender._turns.flying[slow.id]) == 3
        released.set()  # or stopping would wait for it
