"""Fetching from a stand-in what was missed."""

import json
import socket

import pytest

from core.errors import InvalidInput, NotFound
from core.incoming import jobs
from core.incoming.fetching import api, fetch
from core.incoming.fetching.access import DAY, get_access, set_access
from core.incoming.fetching.api import FetchError, checked_base
from core.incoming.plugins import create_plugin, update_plugin
from core.log import event_log
from tests.core import made

HOUR = 60 * 60_000


def run(store, plugin="pay", since=None):
    """Fetch, and return the progress with the pauses that were made."""
    pauses = []
    done = fetch.run(store, plugin, since=since, pause=pauses.append)
    return done.looked, done.stored, [each for each in pauses if each]


def happen(standin, clock, *ids):
    """Let customers be made at Stripe, an hour after each other, the last one just now."""
    for at, event_id in enumerate(ids):
        moment = clock.now - (len(ids) - 1 - at) * HOUR
        standin.add_event(event_id, "customer.created", moment, email=f"{event_id}@example.com", balance=0)


def kept(store, plugin="pay"):
    return [row.transaction_id for row in made.rows(store) if row.plugin_id == plugin]


def test_what_stripe_kept_is_stored_oldest_first_marked_and_becomes_jobs(store, standin, clock):
    happen(standin, clock, "evt_1", "evt_2", "evt_3", "evt_4", "evt_5")
    assert run(store, since=clock.now - DAY) == (5, 5, [])
    rows = made.rows(store)
    assert [(row.transaction_id, row.fetched_at, row.status) for row in rows] == [
        (f"evt_{number}", clock.now, "ACCEPTED") for number in range(1, 6)
    ]
    assert [(job.job_type, job.topic, job.status) for job in jobs.older(store, None, limit=1)] == [
        ("CUSTOMER_CREATE", "customer.created", "PENDING")
    ]
    receipt = event_log.receipt(store, rows[0].id)
    assert receipt.detail.startswith("Fetched from Stripe")


def test_an_event_of_stripe_keeps_its_exact_bytes(store, standin, clock):
    happen(standin, clock, "evt_1")
    run(store, since=clock.now - DAY)
    body = event_log.payload(store, made.rows(store)[0].id)
    assert json.loads(body) == standin.events[0]
    assert b'\n      "id": "evt_1",' in body  # as it stood in the page


def test_what_is_known_is_kept_once(store, standin, clock):
    happen(standin, clock, "evt_1", "evt_2")
    assert run(store, since=clock.now - DAY)[:2] == (2, 2)
    happen(standin, clock, "evt_3")
    assert run(store, since=clock.now - DAY)[:2] == (3, 1)
    assert kept(store) == ["evt_1", "evt_2", "evt_3"]
    assert "delivery_success=false" in standin.asked[0]


def test_github_is_asked_for_each_payload_that_is_new_and_a_guid_is_one_event(store, standin, clock):
    standin.add_delivery(1, "g-1", "ping", clock.now - 5 * DAY, {"zen": "old"})
    standin.add_delivery(2, "g-2", "push", clock.now - 3 * HOUR, {"ref": "a", "size": 1.10})
    standin.add_delivery(3, "g-3", "ping", clock.now - 2 * HOUR, {"zen": "b"})
    standin.add_delivery(4, "g-2", "push", clock.now - HOUR, {"ref": "a"})
    standin.add_delivery(5, "g-5", "push", clock.now, {"ref": "c"})
    assert run(store, "code", since=clock.now - 30 * DAY)[:2] == (4, 3)
    assert kept(store, "code") == ["g-3", "g-2", "g-5"]
    assert not any("deliveries/1" in path or "deliveries/2" in path for path in standin.asked)
    newest = jobs.older(store, None, limit=1)[0]
    assert (newest.topic, newest.status) == ("push", "SUCCESS")
    headers = dict(event_log.receipt(store, newest.log_id).headers)
    assert headers["x-github-event"] == "push"
    asked = len(standin.asked)
    assert run(store, "code", since=clock.now - 30 * DAY)[:2] == (4, 0)
    assert len(standin.asked) == asked + 3


@pytest.mark.parametrize(
    ("trouble", "pauses"),
    [
        ((429, {"retry-after": "7"}, b""), [7]),
        ((429, {}, b""), [30]),
        ((503, {"retry-after": "3"}, b""), [3]),
        ((502, {}, b""), [2]),
        ((403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1795000060"}, b""), [60]),
    ],
)
def test_a_provider_that_asks_for_a_pause_gets_it(store, standin, clock, trouble, pauses):
    happen(standin, clock, "evt_1", "evt_2", "evt_3")
    standin.troubles.append(trouble)
    assert run(store, since=clock.now - DAY) == (3, 3, pauses)


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ((401, {}, b""), "refuses the API key"),
        ((403, {}, b""), "may not read"),
        ((404, {}, b""), "knows no such webhook"),
        ((429, {"retry-after": "99999"}, b""), "takes no more requests for"),
        ((302, {"location": "http://127.0.0.1:9/"}, b""), "answered 302"),
        ((200, {}, b"no"), "cannot be read"),
        ((200, {}, b'{"data": [{}], "has_more": true}'), "cannot be read"),
    ],
)
def test_what_waiting_does_not_mend_is_told_in_words(store, standin, clock, trouble, words):
    standin.troubles.append(trouble)
    with pytest.raises(FetchError, match=words) as refused:
        run(store, since=clock.now - DAY)
    assert refused.value.advice
    assert standin.key not in str(refused.value)
    assert get_access(store, "pay").fetched_at is None


def test_trouble_that_stays_ends_after_three_tries(store, standin, clock):
    standin.troubles += [(500, {}, b"")] * 4
    with pytest.raises(FetchError, match=r"has trouble now \(500\)"):
        run(store, since=clock.now - DAY)
    assert len(standin.asked) == 4


def test_a_provider_out_of_reach_is_told_after_one_more_try(store, monkeypatch, clock):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setattr(api, "BASES", {"stripe": f"http://127.0.0.1:{port}"})
    with pytest.raises(FetchError, match="Stripe cannot be reached"):
        run(store, since=clock.now - DAY)


def test_a_fetch_that_is_left_off_keeps_what_it_stored_and_the_next_one_fetches_the_rest(
    store, standin, clock, monkeypatch
):
    monkeypatch.setattr("core.incoming.fetching.found.BATCH", 2)
    happen(standin, clock, "evt_1", "evt_2", "evt_3", "evt_4")
    work = fetch.steps(store, "pay", since=clock.now - DAY)
    while next(work).stored == 0:
        pass
    work.close()
    assert kept(store) == ["evt_1", "evt_2"]
    assert run(store, since=clock.now - DAY)[1] == 2


def test_an_answer_without_bounds_is_not_taken_in(store, standin, clock, monkeypatch):
    monkeypatch.setattr(api, "MAX_BODY", 1_000)
    standin.troubles.append((200, {}, b"x" * 5_000))
    with pytest.raises(FetchError, match="too large"):
        run(store, since=clock.now - DAY)


def test_a_next_page_on_another_host_is_not_asked_for(store, standin, clock):
    link = {"link": '<http://127.0.0.1:9/steal>; rel="next"'}
    standin.troubles.append((200, link, b"[]"))
    assert run(store, "code", since=clock.now - DAY)[:2] == (0, 0)
    standin.add_delivery(1, "g", "ping", clock.now, {})
    listed = json.dumps(
        [{"id": 1, "guid": "g", "delivered_at": standin.deliveries[0]["delivered_at"]}]
    ).encode()
    standin.troubles.append((200, link, listed))
    with pytest.raises(FetchError, match="next page elsewhere"):
        run(store, "code", since=clock.now - DAY)


@pytest.mark.parametrize(
    "base",
    ["http://api.stripe.com", "https://api.stripe.com.evil.example", "https://192.0.2.1", "https://x.test"],
)
def test_the_key_goes_to_the_providers_host_alone(base):
    with pytest.raises(ValueError, match="does not go"):
        checked_base(base, "stripe")
    assert checked_base("https://api.stripe.com/", "stripe") == "https://api.stripe.com"


def test_a_plugin_that_cannot_be_asked_says_why(store):
    create_plugin(store, id="shop", name="Shop", provider="nautical", secret="x")
    with pytest.raises(InvalidInput, match="cannot be asked"):
        run(store, "shop")
    set_access(store, "pay", key="")
    with pytest.raises(NotFound, match="needs an API key"):
        run(store, "pay")
    set_access(store, "code", source="")
    with pytest.raises(NotFound, match="address of its webhook"):
        run(store, "code")


def test_a_plugin_that_is_not_active_takes_nothing(store, standin, clock):
    happen(standin, clock, "evt_1")
    update_plugin(store, "pay", is_active=False)
    with pytest.raises(InvalidInput, match="not active"):
        run(store, since=clock.now - DAY)


def test_more_than_is_fetched_at_once_is_told(store, standin, clock, monkeypatch):
    monkeypatch.setattr("core.incoming.fetching.stripe_events.MOST", 2)
    happen(standin, clock, "evt_1", "evt_2", "evt_3")
    with pytest.raises(FetchError, match="More than"):
        run(store, since=clock.now - DAY)
