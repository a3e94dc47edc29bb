import json

import pytest

from core.catalogue import catalogue
from core.clock import iso
from core.errors import InvalidInput, NotFound
from core.log import event_log
from core.outgoing import emit as module
from core.outgoing.apps import update_app
from core.outgoing.emit import MAX_PAYLOAD, emit, send_test
from core.outgoing.webhooks import update_webhook
from tests.core import made

EVENT, PERMISSION = "product_created", "MANAGE_PRODUCTS"


def sent(store, payload=None, event=EVENT):
    """Emit to one webhook and return the bytes it is owed."""
    made.hook(store)
    return event_log.payload(store, emit(store, event, payload).deliveries[0])


def members(clock, event=EVENT):
    return f'"nautical_event_type":"{event}","nautical_event_timestamp":"{iso(clock.now)}"'.encode()


@pytest.mark.parametrize(
    "payload",
    [
        b'{"price": 1.10}',
        b'{ "b" : 1,\r\n\t"a":2 , "b":3 }',
        b'{"big": 123456789012345678901234567890, "e": 1E+2}',
        '{"name": "Öl \\u00d6 \\ud83d"}'.encode(),
        b'{"a": {"nautical_event_type": "inner"}, "s": "}"}',
    ],
)
def test_every_byte_stays_and_type_and_time_come_last(store, clock, payload):
    head = payload.rstrip(b"} ")
    assert sent(store, payload) == head + b"," + members(clock) + payload[len(head) :]


def test_spaces_around_and_an_empty_object_stay_as_they_are(store, clock):
    assert sent(store, b" { } \n") == b" {" + members(clock) + b" } \n"


def test_what_says_its_type_and_time_stays_as_it_is(store):
    payload = b'{"nautical_event_timestamp": null, "nautical_event_type": "mine", "x": 1}'
    assert sent(store, payload) == payload


def test_only_what_is_missing_is_inserted(store):
    payload = b'{"nautical_event_timestamp": "then"}'
    assert sent(store, payload) == payload[:-1] + b',"nautical_event_type":"product_created"}'


def test_without_a_payload_it_is_the_catalogues_sample_with_this_time(store, clock):
    body = json.loads(sent(store))
    sample = dict(catalogue().events[EVENT].sample)
    assert (body.pop("nautical_event_type"), body.pop("nautical_event_timestamp")) == (EVENT, iso(clock.now))
    assert body == {name: value for name, value in sample.items() if not name.startswith("nautical_event_t")}


def test_every_event_has_a_sample_that_can_be_emitted(store):
    made.hook(store)
    for event in catalogue().events:
        (log_id,) = emit(store, event).deliveries
        assert json.loads(event_log.payload(store, log_id))["nautical_event_type"] == event


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"no",
        b"[]",
        b'"text"',
        b"{} {}",
        b'{"a": NaN}',
        b'{"a": 1,}',
        b"\xff{}",
        b"\xef\xbb\xbf{}",
        b'{"a":' * 100_000,
        b'{"a":"' + b"x" * MAX_PAYLOAD + b'"}',
        b'{"a":"' + b"x" * 300_000 + b'"}\x00}',
    ],
    ids=lambda payload: repr(payload[:10]),
)
def test_what_is_no_json_object_of_a_fair_size_is_refused_and_not_kept(store, payload):
    made.hook(store)
    with pytest.raises(InvalidInput) as refused:
        emit(store, EVENT, payload)
    assert (refused.value.field, bool(refused.value.title)) == ("payload", True)
    assert (made.rows(store), made.owed(store)) == ([], [])
    assert store.sql("SELECT count(*) FROM payload").fetchone() == (0,)


def test_the_largest_payload_is_taken(store):
    payload = b'{"a":"' + b"x" * (MAX_PAYLOAD - 8) + b'"}'
    assert len(payload) == MAX_PAYLOAD
    assert sent(store, payload).startswith(payload[:-1])


def test_an_unknown_event_is_refused(store):
    made.hook(store)
    with pytest.raises(InvalidInput, match="tide_turned") as refused:
        emit(store, "tide_turned", b"{}")
    assert refused.value.field == "event"


# Who gets an event, as contract.md has it: what differs from the usual, and what comes of it.
WHO = [
    ({}, ["PENDING"]),
    ({"events": ["any_events"]}, ["PENDING"]),
    ({"events": [EVENT, "any_events"]}, ["PENDING"]),
    ({"events": ["order_created"]}, []),
    ({"permissions": ["MANAGE_ORDERS"]}, []),
    ({"permissions": ["MANAGE_ORDERS"], "events": ["any_events"]}, []),
    ({"permissions": []}, []),
    ({"never_active": True}, []),
    ({"app_never_active": True}, []),
    ({"app_never_active": True, "paused": True}, []),
    ({"paused": True}, ["HELD"]),
    ({"app_paused": True}, ["HELD"]),
    ({"paused": True, "app_paused": True}, ["HELD"]),
    ({"paused": True, "permissions": ["MANAGE_ORDERS"]}, []),
    ({"paused": True, "events": ["order_created"]}, []),
    ({"never_active": True, "app_paused": True}, []),
]


@pytest.mark.parametrize(("case", "expected"), WHO, ids=lambda each: str(each))
def test_who_gets_an_event(store, case, expected):
    app = made.app(
        store,
        permissions=case.get("permissions", [PERMISSION]),
        is_active="app_never_active" not in case,
    )
    hook = made.hook(
        store, app_id=app.id, events=case.get("events", [EVENT]), is_active="never_active" not in case
    )
    if "paused" in case:
        update_webhook(store, hook.id, is_active=False)
    if "app_paused" in case:
        update_app(store, app.id, is_active=False)
    made_rows = emit(store, EVENT).deliveries
    assert [row.status for row in made.rows(store)] == expected
    assert len(made_rows) == len(expected)
    assert made.owed(store) == [row.id for row in made.rows(store) if row.status == "PENDING"]


def test_each_webhook_gets_its_row_of_one_event_and_one_payload(store, clock):
    first, second = made.hook(store), made.hook(store, "http://other.example/")
    uid = emit(store, EVENT).uid
    rows = made.rows(store)
    assert [(row.webhook_id, row.app_id, row.target_url) for row in rows] == [
        (first.id, first.app_id, first.target_url),
        (second.id, second.app_id, "http://other.example/"),
    ]
    for row in rows:
        assert (row.uid, row.direction, row.event_type, row.status) == (uid, "EMITTED", EVENT, "PENDING")
        assert (row.date, row.next_attempt_at, row.attempts) == (clock.now, clock.now, 0)
        assert row.size == len(event_log.payload(store, row.id))
    assert store.sql("SELECT count(*) FROM payload").fetchone() == (1,)


def test_an_event_that_nobody_takes_is_told_and_not_kept(store):
    emitted = emit(store, EVENT)
    assert (emitted.deliveries, bool(emitted.uid)) == ((), True)
    assert store.sql("SELECT count(*) FROM payload").fetchone() == (0,)


@pytest.mark.parametrize("webhooks", [0, 1, 3])
def test_many_events_are_each_an_event_of_its_own(store, webhooks, monkeypatch):
    monkeypatch.setattr(module, "BATCH", 4)
    for _ in range(webhooks):
        made.hook(store)
    emitted = emit(store, EVENT, count=7)
    rows = made.rows(store)
    assert (len(rows), len({row.uid for row in rows})) == (7 * webhooks, 7 if webhooks else 0)
    assert (emitted.count, len(emitted.deliveries)) == (7, webhooks)
    assert not rows or emitted.uid == rows[0].uid


@pytest.mark.parametrize("count", [0, -1, 1_000_001])
def test_a_count_out_of_bounds_is_refused(store, count):
    with pytest.raises(InvalidInput) as refused:
        emit(store, EVENT, count=count)
    assert refused.value.field == "count"


def test_a_test_event_is_owed_to_one_webhook_alone(store):
    made.hook(store)
    hook = made.hook(store, events=["order_created", EVENT])
    log_id = send_test(store, hook.id)
    (row,) = made.rows(store)
    assert (row.id, row.webhook_id, row.status) == (log_id, hook.id, "PENDING")
    assert row.event_type in hook.events


def test_a_test_event_is_one_that_the_app_may_have(store):
    app = made.app(store, permissions=["MANAGE_ORDERS"])
    any_hook = made.hook(store, app_id=app.id)
    hook = made.hook(store, app_id=app.id, events=[EVENT, "order_created"])
    send_test(store, any_hook.id)
    send_test(store, hook.id)
    known = catalogue().events
    assert [known[row.event_type].permission for row in made.rows(store)] == ["MANAGE_ORDERS"] * 2


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ({"is_active": False}, "webhook is not active"),
        ({"app_active": False}, "not active"),
        ({"permissions": []}, "no permission"),
        ({"permissions": ["MANAGE_ORDERS"], "events": [EVENT]}, "Manage products"),
    ],
)
def test_a_test_event_that_would_not_arrive_says_why(store, case, words):
    app = made.app(
        store, permissions=case.get("permissions", [PERMISSION]), is_active=case.get("app_active", True)
    )
    hook = made.hook(
        store, app_id=app.id, events=case.get("events", ["any_events"]), is_active=case.get("is_active", True)
    )
    with pytest.raises(InvalidInput, match=words):
        send_test(store, hook.id)
    assert made.rows(store) == []


def test_a_test_event_for_nobody_is_not_found(store):
    with pytest.raises(NotFound):
        send_test(store, 7)
