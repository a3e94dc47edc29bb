"""What is redacted is in no file of the data folder, however it came."""

import pytest

from core.incoming.guards import Request, own_hosts
from core.incoming.intake import take_all
from core.incoming.plugins import create_plugin
from core.log import event_log
from core.outgoing.emit import emit
from core.redaction import MARK, Redaction, save_redaction
from core.signing import nautical
from tests.core import made
from tests.waiting import eventually

PERSON = "ann.moor@quayside.example"
BODY = b'{"sku": "A-1", "customer": {"email": "ann.moor@quayside.example"}, "price": 1.10}'
KEPT = b'{"sku": "A-1", "customer": {"email": "[redacted]"}, "price": 1.10}'


@pytest.fixture
def store(store):
    create_plugin(store, id="shop", name="Shop", provider="nautical", secret="s3cret")
    save_redaction(store, Redaction(("$..email",), ("x-customer",)))
    return store


def files_with(folder, text):
    return [path.name for path in folder.iterdir() if text.encode() in path.read_bytes()]


def take(store, body, signature):
    headers = {"content-type": "application/json", "x-nautical-signature": signature, "x-customer": PERSON}
    request = Request("shop", "PRODUCT_UPDATE", headers, body)
    return [answer.status for answer in take_all(store, [request], own_hosts=own_hosts("127.0.0.1", 8765))]


def test_what_is_received_is_verified_whole_and_stored_without_it(store):
    assert take(store, BODY, nautical.sign("s3cret", BODY)) == [204]
    assert event_log.payload(store, 1) == KEPT
    receipt = event_log.receipt(store, 1)
    assert (receipt.verified, receipt.redacted, dict(receipt.headers)["x-customer"]) == (True, 2, MARK)
    assert files_with(store.path.parent, PERSON) == []


def test_what_is_refused_is_stored_without_it_too(store):
    assert take(store, BODY, "bad") == [401]
    assert take(store, BODY[:60], "bad") == [401]
    assert (event_log.payload(store, 1), event_log.payload(store, 2)) == (KEPT, MARK.encode())
    assert files_with(store.path.parent, PERSON) == []


def test_without_redaction_nothing_is_touched(store):
    save_redaction(store, Redaction())
    take(store, BODY, nautical.sign("s3cret", BODY))
    assert (event_log.payload(store, 1), event_log.receipt(store, 1).redacted) == (BODY, 0)


def test_what_an_endpoint_answers_is_stored_without_it(engine, sink):
    with engine.store.connection():
        store = engine.store
        save_redaction(store, Redaction(("$..email",), ("x-customer",)))
        sink.answers, sink.body = [(200, {"x-customer": PERSON})], BODY
        made.hook(store, sink.url)
        (log_id,) = emit(store, "product_created").deliveries
        eventually(lambda: event_log.get_row(store, log_id).status == "DELIVERED")
        (attempt,) = event_log.attempts(store, log_id)
        assert attempt.response_body == KEPT
        assert dict(attempt.response_headers)["x-customer"] == MARK
        assert files_with(store.path.parent, PERSON) == []
