"""Endpoints that answer with the request that they got."""

import json

import pytest

from core.log import event_log
from core.masking import MASK
from core.outgoing.echo import without_echo
from core.outgoing.emit import emit
from core.outgoing.headers import basic, bearer
from core.outgoing.transport import Answer
from tests.core import made
from tests.core.outgoing.sending import is_now, running_sender

TOKEN = 't0/ken"7\\z'


def answered(body, sent, headers=()):
    return without_echo(Answer(401, "Not abc123xyz", tuple(headers), body, 1), sent)


@pytest.mark.parametrize("form", [TOKEN, json.dumps(TOKEN), TOKEN.replace("/", "\\/"), f"Bearer {TOKEN}"])
def test_a_token_that_is_repeated_is_masked_in_whatever_form(form):
    kept = answered(f"<{form}>".encode(), (("authorization", bearer(TOKEN)),)).body.decode()
    assert "ken" not in kept
    assert MASK in kept


def test_a_password_is_masked_as_it_was_entered_and_as_it_was_sent():
    value = basic("ann:pässword")
    kept = answered(f"{value} {value[6:]} ann:pässword".encode(), (("authorization", value),))
    assert kept.body.decode() == f"{MASK} {MASK} {MASK}"


def test_a_header_that_carries_credentials_is_masked_and_another_is_not():
    sent = (("x-shop", "nordwind"), ("x-api-key", "abc123xyz"), ("x-session", "yes"))
    kept = answered(b"nordwind abc123xyz yes", sent, [("x-echo", "k=abc123xyz")])
    assert (kept.body.decode(), kept.headers) == (f"nordwind {MASK} yes", (("x-echo", f"k={MASK}"),))
    assert kept.reason == f"Not {MASK}"


def test_what_was_repeated_is_not_on_the_disk(store, sink):
    made.hook(store, sink.url, authorization=bearer("t0k3nt0k3n"), headers=[("x-api-key", "k3yk3yk3y")])
    sink.body = b'{"authorization": "Bearer t0k3nt0k3n", "x-api-key": "k3yk3yk3y", "ok": true}'
    with running_sender(store):
        emit(store, "product_created")
        is_now(store, "DELIVERED")
    (attempt,) = event_log.attempts(store, 1)
    assert json.loads(attempt.response_body) == {"authorization": MASK, "x-api-key": MASK, "ok": True}
    files = b"".join(file.read_bytes() for file in store.path.parent.iterdir())
    assert b"t0k3nt0k3n" not in files
    assert b"k3yk3yk3y" not in files
