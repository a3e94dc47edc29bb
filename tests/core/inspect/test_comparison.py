"""What a row of the log is compared with, over a real store."""

import json

import pytest

from core.bus import Change
from core.errors import InvalidInput, NotFound
from core.inspect.comparison import (
    compare_attempts,
    compare_rows,
    compare_with_sample,
    counterparts,
)
from core.inspect.json_diff import Budget
from core.log import event_log
from core.store.records import AttemptRecord, LogRecord, PayloadRecord, ReceiptRecord


@pytest.fixture
def put(store):
    """Put a row into the log and return its id."""

    def put(body, **values):
        row = {"date": 1_795_000_000_000, "direction": "EMITTED", "status": "DELIVERED", "attempts": 0}
        row |= {"event_type": "product_updated", "webhook_id": 1} | values
        raw = json.dumps(body).encode()
        with store.write(Change.LOG):
            payload_id = store.run(PayloadRecord.insert(body=raw))
            return store.run(LogRecord.insert(**row, size=len(raw), payload_id=payload_id))

    return put


@pytest.fixture
def attempt(store):
    def put(log_id, number, **values):
        row = {"at": 1, "duration_ms": 1, "status_code": 200, "error": None, "response_body": b"ok"}
        row |= {"request_headers": "[]", "response_headers": "[]"} | values
        with store.write(Change.LOG):
            store.run(AttemptRecord.insert(log_id=log_id, number=number, **row))

    return put


def paths(found):
    return [each.path for each in found.differences]


def test_the_rows_of_the_same_kind_around_it_are_offered(store, put):
    ids = [put({"n": at}) for at in range(3)]
    put({}, event_type="order_created")
    put({}, webhook_id=2)
    found = counterparts(store, event_log.get_row(store, ids[1]))
    assert (found.before.id, found.after.id, found.has_sample) == (ids[0], ids[2], True)


def test_of_those_near_one_about_the_same_thing_is_preferred(store, put):
    same, _, own, _, later = (put({"id": each}) for each in ("a", "b", "a", "c", "a"))
    found = counterparts(store, event_log.get_row(store, own))
    assert (found.before.id, found.after.id) == (same, later)


def test_a_row_that_is_alone_has_nothing_beside_it(store, put):
    found = counterparts(store, event_log.get_row(store, put({}, event_type="", direction="RECEIVED")))
    assert (found.before, found.after, found.has_sample) == (None, None, False)


def test_two_rows_are_compared_with_their_headers(store, put, attempt):
    old, new = put({"price": "32.00"}), put({"price": "34.50"}, direction="RECEIVED")
    attempt(old, 1, request_headers='[["x-shop", "1"]]')
    with store.write(Change.LOG):
        receipt = {"headers": '[["X-Shop", "2"]]', "scheme": "none", "detail": ""}
        store.run(ReceiptRecord.insert(log_id=new, **receipt))
    assert paths(compare_rows(store, old, new, Budget())) == ["$.price", "header x-shop"]
    with pytest.raises(NotFound):
        compare_rows(store, old, 99, Budget())


def test_a_payload_is_compared_with_the_sample_of_its_event(store, put):
    found = compare_with_sample(store, event_log.get_row(store, put({"only": 1})), Budget())
    assert paths(found)[0] == "$.only"
    assert {each.kind for each in found.differences[1:]} == {"removed"}


def test_an_attempt_is_compared_with_the_next(store, put, attempt):
    log_id = put({})
    attempt(log_id, 1, status_code=500, error="500 Internal Server Error", response_body=b'{"e": 1}')
    attempt(log_id, 2, request_headers='[["webhook-timestamp", "2"]]', response_body=b'{"e": 2}')
    assert paths(compare_attempts(store, log_id, 1, Budget())) == [
        "status",
        "error",
        "request header webhook-timestamp",
        "response $.e",
    ]
    with pytest.raises(InvalidInput):
        compare_attempts(store, log_id, 2, Budget())
