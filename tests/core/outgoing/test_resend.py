"""An event is edited, looked at and sent, and hangs together with the one it was made from."""

import json

import pytest

from core.errors import InvalidInput, NotFound
from core.log import event_log
from core.outgoing import outbox
from core.outgoing.apps import update_app
from core.outgoing.emit import emit
from core.outgoing.resend import MADE_LATER, Edit, Links, draft, links, resend, would_send
from core.outgoing.sending import Sending
from core.outgoing.webhooks import update_webhook
from core.signing import nautical
from tests.core import made
from tests.core.outgoing.sending import is_now, running_sender
from tests.sink import running_sink

BODY = b'{"sku": "BW-1", "price": 1.10}'


@pytest.fixture
def hook(store):
    return made.hook(store, secret="key")


@pytest.fixture
def log_id(store, hook):
    (log_id,) = emit(store, "product_created", BODY).deliveries
    store.sql("UPDATE event_log SET status = 'DELIVERED', next_attempt_at = NULL")
    store.sql("DELETE FROM outbox")
    return log_id


def test_another_payload_is_another_event_that_is_owed_at_once(store, hook, log_id):
    new_id = resend(store, log_id, Edit(b'{"sku": "BW-2"}', hook.id))
    old, new = event_log.get_row(store, log_id), event_log.get_row(store, new_id)
    assert json.loads(event_log.payload(store, new_id)) == {
        "sku": "BW-2",
        "nautical_event_type": "product_created",
        "nautical_event_timestamp": json.loads(event_log.payload(store, log_id))["nautical_event_timestamp"],
    }
    assert (new.event_type, new.status, new.target_url) == ("product_created", "PENDING", hook.target_url)
    assert new.uid != old.uid
    assert made.owed(store) == [new_id]
    assert event_log.payload(store, log_id).startswith(BODY[:-1])


def test_the_same_bytes_to_another_webhook_are_the_same_event(store, log_id):
    other = made.hook(store, "http://127.0.0.1:9/other")
    new_id = resend(store, log_id, Edit(event_log.payload(store, log_id), other.id))
    old, new = event_log.get_row(store, log_id), event_log.get_row(store, new_id)
    assert (new.uid, new.webhook_id, new.target_url) == (old.uid, other.id, other.target_url)
    assert store.sql("SELECT count(*) FROM payload").fetchone() == (1,)


def test_both_rows_know_of_each_other(store, hook, log_id):
    first, second = (resend(store, log_id, Edit(b'{"a": %d}' % at, hook.id)) for at in range(2))
    assert links(store, log_id) == Links(None, (second, first))
    assert links(store, second) == Links(log_id, ())
    assert links(store, 99) == Links(None, ())


def wrong(store, log_id, *edit):
    with pytest.raises(InvalidInput) as caught:
        draft(store, log_id, Edit(*edit))
    return caught.value.field, f"{caught.value.title} {caught.value.advice}"


def test_what_cannot_be_sent_says_why(store, hook, log_id):
    same = event_log.payload(store, log_id)
    assert wrong(store, log_id, same, hook.id) == (
        None,
        "Nothing was changed. “Send again” repeats an event as it was.",
    )
    assert wrong(store, log_id, same, hook.id, hook.target_url)[1].startswith("Nothing was changed.")
    assert wrong(store, log_id, b"[1]", hook.id)[0] == "payload"
    assert wrong(store, log_id, b'{"a": 1', hook.id)[0] == "payload"
    assert wrong(store, log_id, b"{}", hook.id, "ftp://x")[0] == "target_url"
    assert wrong(store, log_id, b"{}", hook.id, "http://169.254.169.254/")[0] == "target_url"
    with pytest.raises(NotFound):
        draft(store, 99, Edit(b"{}", hook.id))
    with pytest.raises(NotFound):
        draft(store, log_id, Edit(b"{}", 99))


def test_only_a_webhook_that_takes_the_event_gets_it(store, hook, log_id):
    other = made.hook(store, events=["order_created"])
    assert "does not take product_created" in wrong(store, log_id, b"{}", other.id)[1]
    update_webhook(store, hook.id, is_active=False)
    assert "not active" in wrong(store, log_id, b"{}", hook.id)[1]
    update_webhook(store, hook.id, is_active=True)
    update_app(store, hook.app_id, permissions=["MANAGE_ORDERS"])
    assert "needs" in wrong(store, log_id, b"{}", hook.id)[1]
    with pytest.raises(InvalidInput):
        resend(store, log_id, Edit(b"{}", hook.id))
    assert made.owed(store) == []


def test_what_was_received_is_not_sent(store, hook, log_id):
    received = store.sql(
        "INSERT INTO event_log (date, direction, status, event_type, payload_id, size)"
        " VALUES (1, 'RECEIVED', 'ACCEPTED', 'PRODUCT_CREATE', 1, 2)"
    ).lastrowid
    assert "received" in wrong(store, received, b"{}", hook.id)[1]


def test_what_would_be_sent_is_shown_without_secrets(store, log_id):
    hook = made.hook(store, secret="key", headers=[("x-shop", "s3cret")], authorization="Bearer s3cret")
    request = would_send(store, draft(store, log_id, Edit(b'{"a": 1}', hook.id)))
    headers = dict(request.headers)
    assert request.url == hook.target_url
    assert request.body.startswith(b'{"a": 1,"nautical_event_type":"product_created"')
    assert (headers["webhook-id"], headers["x-nautical-signature"]) == (MADE_LATER, MADE_LATER)
    assert {"x-shop", "authorization"} <= set(headers)
    assert "s3cret" not in str(request)


def test_another_address_gets_no_headers_of_the_webhook(store, log_id):
    hook = made.hook(store, headers=[("x-shop", "s3cret")], authorization="Bearer s3cret")
    request = would_send(store, draft(store, log_id, Edit(b"{}", hook.id, "https://else.example/x")))
    assert request.url == "https://else.example/x"
    assert not {"x-shop", "authorization"} & set(dict(request.headers))


@pytest.mark.parametrize("status", [200, 410, 500])
def test_another_address_is_tried_once_and_its_answer_says_nothing_of_the_webhook(store, sink, status):
    with running_sink() as elsewhere:
        hook = made.hook(
            store, sink.url, secret="key", headers=[("x-shop", "s3cret")], sending=Sending(in_order=True)
        )
        (log_id,) = emit(store, "product_created").deliveries
        with running_sender(store):
            is_now(store, "DELIVERED")
            elsewhere.answers = [status]
            new_id = resend(store, log_id, Edit(b'{"a": 1}', hook.id, elsewhere.url))
            outcome = "DELIVERED" if status == 200 else "FAILED"
            is_now(store, "DELIVERED", outcome)
            emit(store, "product_created")
            is_now(store, "DELIVERED", outcome, "DELIVERED")
        (got,) = elsewhere.requests
        assert got.body == event_log.payload(store, new_id)
        assert got.headers["x-nautical-signature"]
        assert "x-shop" not in got.headers
        assert len(sink.requests) == 2
        assert set(outbox.targets(store)) == {hook.id}
        assert made.owed(store) == []


def test_an_edited_payload_is_signed_and_sent_as_shown(store, sink):
    hook = made.hook(store, sink.url, secret="key")
    (log_id,) = emit(store, "product_created").deliveries
    with running_sender(store):
        is_now(store, "DELIVERED")
        edit = Edit(b'{ "price": 1.10 }', hook.id)
        shown = would_send(store, draft(store, log_id, edit))
        resend(store, log_id, edit)
        is_now(store, "DELIVERED", "DELIVERED")
    got = sink.requests[1]
    assert got.body == shown.body
    assert set(dict(shown.headers)) <= set(got.headers)
    nautical.verify("key", got.headers, got.body)
