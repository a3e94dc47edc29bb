"""Storing what comes in one turn of the loop, without a socket."""

import asyncio
from dataclasses import replace

import pytest

from core import settings
from core.bus import Change
from core.errors import StoreError
from core.incoming import guards, intake, refusals
from core.incoming.guards import Answer, Request, own_hosts
from core.incoming.intake import DAY, Intake, Memory, take_all
from core.incoming.plugins import create_plugin, delete_plugin, update_plugin
from core.incoming.refusals import KEEP
from core.signing import nautical
from core.store.database import open_store
from core.store.vault import KEY_FILE
from tests.core import made

OWN = own_hosts("127.0.0.1", 8765)


@pytest.fixture
def store(store):
    """A store with a plugin that verifies and one that does not."""
    create_plugin(store, id="shop", name="Shop", provider="nautical", secret="s3cret", seller="Ann")
    create_plugin(store, id="open", name="Open", provider="none")
    return store


def request(plugin="open", body=b"{}", job_type="STOCK_UPDATE", **headers):
    given = {"host": "127.0.0.1:8765", "content-type": "application/json"}
    signature = nautical.sign("s3cret", body)
    given |= {"x-nautical-signature": signature} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return Request(plugin, job_type, given, body)


def statuses(store, *requests):
    return [answer.status for answer in take_all(store, list(requests), own_hosts=OWN)]


def refused(store):
    return {(each.plugin_id, each.code): each.count for each in refusals.refused(store)}


def count(store, table):
    return store.sql(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_what_comes_together_is_stored_together_and_told_once(store):
    told: list[Change] = []
    store.bus.subscribe(told.append)
    asked = [request(), request("nobody"), request("shop"), request("shop", x_nautical_signature="bad")]
    assert statuses(store, *asked) == [204, 404, 204, 401]
    assert told == [Change.LOG | Change.JOBS]
    assert [row.status for row in made.rows(store)] == ["ACCEPTED", "ACCEPTED", "REFUSED"]


def come_in_turns(store, count):
    """Let a request come in each of so many turns of a loop; return what was told, and the answers."""
    told: list[Change] = []
    store.bus.subscribe(told.append)

    async def come(taken, turns):
        for _ in range(turns):
            await asyncio.sleep(0)
        return await taken.take(request())

    async def all_come():
        taken = Intake(store, own_hosts=OWN)
        return await asyncio.gather(*(come(taken, turns) for turns in range(count)))

    return told, [answer.status for answer in asyncio.run(all_come())]


def test_what_comes_in_turns_that_follow_on_each_other_is_stored_together(store):
    assert come_in_turns(store, 9) == ([Change.LOG | Change.JOBS], [204] * 9)


def test_what_comes_without_end_is_stored_after_so_many(store, monkeypatch):
    monkeypatch.setattr(intake, "MOST_AT_ONCE", 4)
    told, answers = come_in_turns(store, 12)
    assert (answers, count(store, "job")) == ([204] * 12, 12)
    assert len(told) > 2


def test_repeats_in_one_turn_are_kept_once(store):
    asked = [
        request(webhook_id="msg_1"),
        request(webhook_id="msg_1", body=b"[]"),
        request("shop", webhook_id="msg_1"),
    ]
    assert statuses(store, *asked) == [204, 204, 204]
    assert [(row.plugin_id, row.size) for row in made.rows(store)] == [("open", 2), ("shop", 2)]
    assert count(store, "job") == 2


def test_a_job_knows_where_it_came_from(store, clock):
    statuses(store, request("shop"))
    row = store.sql(
        "SELECT source, seller, plugin_id, status, scheduled, attempts, created_at FROM job"
    ).fetchone()
    assert row == ("Shop", "Ann", "shop", "PENDING", 1, 0, clock.now)


def test_what_is_refused_is_kept_where_there_is_something_to_look_into_and_counted_in_all(store, clock):
    asked = [request("nobody"), request(origin="x"), request(origin="x"), request(body=b"no")]
    assert statuses(store, *asked) == [404, 403, 403, 400]
    assert [(row.status, row.error) for row in made.rows(store)] == [("REFUSED", "Not JSON")]
    assert count(store, "job") == 0
    assert refused(store) == {
        ("", "no_such_plugin"): 1,
        ("open", "from_a_browser"): 2,
        ("open", "not_json"): 1,
    }
    clock.now += 5
    assert statuses(store, request(origin="x")) == [403]
    assert refusals.refused(store)[0] == refusals.Refusals("open", "from_a_browser", 3, clock.now)


def test_what_is_only_counted_is_written_once_a_second(store, clock):
    told: list[Change] = []
    store.bus.subscribe(told.append)
    memory = Memory()

    def refuse():
        assert take_all(store, [request(origin="x")], own_hosts=OWN, memory=memory)[0].status == 403

    for _ in range(5):
        refuse()
    assert (len(told), refused(store)) == (1, {("open", "from_a_browser"): 1})
    clock.now += 1_000
    refuse()
    assert (len(told), refused(store)) == (2, {("open", "from_a_browser"): 6})


def test_what_was_refused_before_its_body_was_whole_is_kept_without_it(store):
    early = Answer(413, "too_large", "A payload has at most 1 MB.")
    asked = [replace(request(plugin), refusal=early) for plugin in ("shop", "nobody")]
    assert statuses(store, *asked) == [413, 413]
    [row] = made.rows(store)
    assert (row.status, row.error, row.plugin_id) == ("REFUSED", "Too large", "shop")
    assert refused(store) == {("shop", "too_large"): 1, ("", "too_large"): 1}


def test_what_is_refused_for_an_inactive_plugin_is_counted_as_its_own(store):
    update_plugin(store, "open", is_active=False)
    assert statuses(store, request()) == [404]
    assert refused(store) == {("open", "no_such_plugin"): 1}
    delete_plugin(store, "open")
    assert refused(store) == {}


def test_a_repeat_is_known_for_as_long_as_the_settings_say(store, clock):
    assert statuses(store, request(webhook_id="msg_1")) == [204]
    clock.now += 7 * DAY - 1
    assert statuses(store, request(webhook_id="msg_1")) == [204]
    assert count(store, "job") == 1
    clock.now += 1
    assert statuses(store, request(webhook_id="msg_1")) == [204]
    assert count(store, "job") == 2
    clock.now += 2 * DAY
    settings.save(store, repeat_days=1)
    assert statuses(store, request(webhook_id="msg_1")) == [204]
    assert count(store, "job") == 3


def test_requests_a_second_are_limited_for_each_plugin_and_in_all(store, clock):
    settings.save(store, plugin_per_second=2, received_per_second=3)
    memory = Memory()

    def ask(*plugins):
        answers = take_all(store, [request(each) for each in plugins], own_hosts=OWN, memory=memory)
        return [answer.status for answer in answers]

    assert ask("open", "open", "open", "shop", "shop") == [204, 204, 429, 204, 429]
    clock.now += 500
    assert ask("open", "open") == [204, 429]
    assert count(store, "job") == 4
    assert refused(store) == {("open", "too_fast"): 2, ("shop", "too_fast"): 1}


def test_a_public_name_is_taken_as_the_receivers_own(store):
    asked = request(host="hooks.example")
    assert statuses(store, asked) == [403]
    settings.save(store, public_names="hooks.example")
    assert statuses(store, asked, request(host="evil.example")) == [204, 403]
    assert [answer.code for answer in take_all(store, [asked], own_hosts=frozenset())] == ["not_verified"]


def test_who_cannot_sign_takes_nothing_from_what_the_sender_may_send(store):
    settings.save(store, plugin_per_second=1)
    forged = [request("shop", x_nautical_signature="bad")] * 5
    assert statuses(store, *forged, request("shop")) == [401] * 5 + [204]


def test_refused_requests_are_bounded_for_each_plugin_with_all_that_belongs_to_them(store):
    create_plugin(store, id="other", name="Other", provider="nautical", secret="s3cret")
    accepted = request("shop")
    for number in range(KEEP + 20):
        bad = request("shop", body=b"%d" % number, x_nautical_signature="bad")
        assert statuses(store, bad, accepted if number == 0 else bad)[0] == 401
    assert statuses(store, request("other", x_nautical_signature="bad")) == [401]
    refused = [row for row in made.rows(store) if row.status == "REFUSED"]
    assert len([row for row in refused if row.plugin_id == "shop"]) == KEEP
    assert len([row for row in refused if row.plugin_id == "other"]) == 1
    assert refused[0].id > 2
    assert count(store, "payload") == count(store, "receipt") == count(store, "event_log") == KEEP + 2


def test_a_refusal_takes_no_longer_however_much_its_plugin_has_received(store):
    bad = request("shop", x_nautical_signature="bad")
    before = made.steps(store, lambda: take_all(store, [bad], own_hosts=OWN))
    made.jobs(store, *[b"{}"] * 3_000, plugin="shop")
    assert made.steps(store, lambda: take_all(store, [bad], own_hosts=OWN)) < before + 10


def test_of_a_large_refused_body_the_beginning_is_kept(store):
    body = b'{"a":"' + b"x" * refusals.MAX_BODY + b'"}'
    assert statuses(store, request("shop", body=body, x_nautical_signature="bad")) == [401]
    assert made.rows(store)[0].size == refusals.MAX_BODY


def test_a_secret_that_cannot_be_read_refuses_its_own_requests_alone(store):
    (store.path.parent / KEY_FILE).write_bytes(b"k" * 32)
    locked = open_store(store.path.parent)
    with locked.connection():
        assert statuses(locked, request("open"), request("shop")) == [204, 503]
    assert [row.plugin_id for row in made.rows(store)] == ["open"]


def test_a_bug_with_one_request_refuses_that_one_alone(store, monkeypatch, caplog):
    judge = guards.judge

    def stumble(request, origin, **options):
        if request.body == b"[1]":
            raise ValueError("a bug")
        return judge(request, origin, **options)

    monkeypatch.setattr(guards, "judge", stumble)
    assert statuses(store, request(), request(body=b"[1]"), request("shop")) == [204, 503, 204]
    assert "a bug" in caplog.text


def test_a_full_disk_keeps_none_of_them(store):
    store.sql(f"PRAGMA max_page_count = {store.sql('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(StoreError, match="disk is full"):
        statuses(store, request(), request(body=b'{"a":"' + b"x" * 1_000_000 + b'"}'))
    store.sql("PRAGMA max_page_count = 1000000")
    assert made.rows(store) == []
    assert statuses(store, request()) == [204]


def test_credentials_in_headers_are_not_kept(store):
    statuses(
        store,
        request(authorization="Bearer hidden", cookie="hidden", x_api_key="hidden", user_agent="Shop/1"),
    )
    (headers,) = store.sql("SELECT headers FROM receipt").fetchone()
    assert "hidden" not in headers
    assert "Shop/1" in headers


def test_a_token_in_a_header_that_only_the_plugin_names_is_not_kept(store):
    create_plugin(
        store, id="acme", name="Acme", provider="header", secret="hidden", options={"header": "x-acme"}
    )
    assert statuses(store, request("acme", x_acme="hidden"), request("acme", x_acme="hidden too")) == [
        204,
        401,
    ]
    for (headers,) in store.sql("SELECT headers FROM receipt").fetchall():
        assert '"x-acme"' in headers
        assert "hidden" not in headers
