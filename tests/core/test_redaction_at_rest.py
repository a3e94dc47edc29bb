"""What is redacted is in no file of the data folder, however it came."""

import asyncio

import pytest

from core.incoming.guards import Request, own_hosts
from core.incoming.intake import Intake, take_all
from core.incoming.plugins import create_plugin
from core.incoming.receipts import LARGE
from core.log import event_log
from core.outgoing.emit import emit
from core.redaction import MARK, Redaction, save_redaction
from core.signing import nautical
from tests.core import made
from tests.waiting import eventually

OWN = own_hosts("127.0.0.1", 8765)
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


def request(body, signature):
    headers = {"content-type": "application/json", "x-nautical-signature": signature, "x-customer": PERSON}
    return Request("shop", "PRODUCT_UPDATE", headers, body)


def take(store, body, signature):
    answers = take_all(store, [request(body, signature)], own_hosts=OWN)
    return [answer.status for answer in answers]


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


@pytest.mark.parametrize(("key", "status"), [("s3cret", 204), ("forged", 401)])
def test_others_are_answered_while_a_large_body_is_made_fit_to_be_kept(store, key, status):
    large = b"[%b]" % b",".join([BODY] * (2 * LARGE // len(BODY)))
    answered = []

    async def come(taken, body, signature):
        answered.append((len(body), (await taken.take(request(body, signature))).status))

    async def come_one_by_one(taken):
        for _ in range(3):
            await come(taken, BODY, nautical.sign("s3cret", BODY))

    async def all_come():
        taken = Intake(store, own_hosts=OWN)
        await asyncio.gather(come(taken, large, nautical.sign(key, large)), come_one_by_one(taken))

    asyncio.run(all_come())
    assert answered == [(len(BODY), 204)] * 3 + [(len(large), status)]
    assert event_log.payload(store, 4) == large.replace(PERSON.encode(), MARK.encode())
    assert event_log.receipt(store, 4).redacted == large.count(b"email") + 1
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
