"""What the window's foot says of what came in."""

from core.bus import Change
from core.incoming import refusals
from core.incoming.last_request import LastRequest, last_request
from tests.core import made


def test_the_last_request_is_one_that_was_taken_or_one_that_was_refused(store, clock):
    assert last_request(store) == LastRequest(None, None)
    made.jobs(store, b"{}")
    taken_at = clock.now
    assert last_request(store) == LastRequest(taken_at, None)
    clock.now += 5
    with store.write(Change.LOG):
        refusals.note(store, [("shop", "too_fast", 1, clock.now)])
    refused = refusals.Refusals("shop", "too_fast", 1, clock.now)
    assert last_request(store) == LastRequest(clock.now, refused)
    clock.now += 5
    made.jobs(store, b"{}")
    assert last_request(store) == LastRequest(clock.now, refused)


def test_it_is_read_as_fast_however_much_was_sent_since(store):
    made.jobs(store, b"{}")
    before = made.steps(store, lambda: last_request(store))
    made.jobs(store, *[b"{}"] * 2_000)
    assert made.steps(store, lambda: last_request(store)) <= before + 2
