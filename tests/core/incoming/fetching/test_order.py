"""What was fetched late undoes nothing that happened after it."""

import json

from core.incoming.fetching.fetch import store_missed
from core.incoming.fetching.found import Missed
from core.incoming.fetching.order import job_before
from core.incoming.runner import run_batch
from tests.core import made

HOUR = 60 * 60_000


def customer(at, event_id, **fields):
    """Return an event of Stripe about a customer, at a time in epoch milliseconds."""
    thing = {"email": "a@example.com", **fields}
    body = {"id": event_id, "type": "customer.updated", "created": at // 1000, "data": {"object": thing}}
    return Missed(event_id, "customer.updated", json.dumps(body).encode())


def kept(store):
    (data,) = store.sql("SELECT data FROM record").fetchone()
    return json.loads(data)


def fetch(store, *events):
    store_missed(store, "pay", list(events))
    while run_batch(store):  # a slow machine needs several batches
        pass


def come(store, **fields):
    """Let a job come in now, and run it."""
    made.jobs(store, {"email": "a@example.com", **fields}, job_type="CUSTOMER_CREATE", plugin="shop")
    run_batch(store)


def test_what_happened_before_it_leaves_a_live_change_as_it_is(store, clock):
    yesterday = clock.now - 24 * HOUR
    come(store, first_name="New")
    fetch(store, customer(yesterday, "evt_1", name="Old", phone="1"))
    assert (kept(store)["first_name"], kept(store)["personal_phone"]) == ("New", "1")


def test_what_happened_after_it_is_a_change_although_it_was_fetched_late(store, clock):
    come(store, first_name="Old")
    clock.now += HOUR
    fetch(store, customer(clock.now, "evt_1", name="New"))
    assert kept(store)["first_name"] == "New"


def test_fetched_events_hold_in_the_order_in_which_they_happened(store, clock):
    day = clock.now - 24 * HOUR
    fetch(store, customer(day, "evt_1", name="One"), customer(day + 1_000, "evt_2", name="Two"))
    assert kept(store)["first_name"] == "Two"
    come(store, first_name="Three")
    assert kept(store)["first_name"] == "Three"


def test_a_payload_that_says_no_time_counts_as_it_came(store):
    for payload in ({}, [], {"created": "now"}, {"created": True}, {"created": 10**30}):
        assert job_before(store, "stripe", payload) is None
    assert job_before(store, "github", {"created": 1}) is None
    assert job_before(store, "stripe", {"created": 1}) == 0
