import hashlib
import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from core import VERSION
from core.clock import epoch_ms
from core.masking import masked
from core.outgoing.headers import TOKEN, VISIBLE
from core.outgoing.outbox import Owed, Target
from core.outgoing.request import build
from core.outgoing.webhook_secrets import generate_secret

BODY = b'{"price": 1.10, "name": "\xc3\x96l"}'
NOW = 1_795_000_000_999
SECRET = generate_secret("standard")


def headers(scheme, secret, now=NOW):
    owed = Owed(1, 2, "evt_1", "product_created", 0, 3, len(BODY), BODY)
    target = Target(2, "http://shop.example/in?x=1", scheme, None)
    request = build(owed, target, BODY, secrets=[secret] if secret else [], domain="shop.example", now=now)
    assert (request.url, request.body) == (target.url, BODY)
    return dict(request.headers)


def test_the_marketplaces_scheme_has_every_header_of_the_contract():
    assert headers("nautical", "s3cret") == {
        "accept": "*/*",
        "accept-encoding": "identity",
        "content-type": "application/json",
        "user-agent": f"Yardarm/{VERSION}",
        "x-nautical-event": "product_created",
        "x-nautical-domain": "shop.example",
        "x-nautical-signature": hmac.new(b"s3cret", BODY, hashlib.sha256).hexdigest(),
        "webhook-id": "evt_1",
        "webhook-timestamp": "1795000000",
    }


def test_without_a_secret_the_signature_is_empty():
    assert headers("nautical", "")["x-nautical-signature"] == ""


def test_the_standard_scheme_is_what_the_reference_library_verifies():
    sent = headers("standard", SECRET, now=epoch_ms())
    assert sent["x-nautical-signature"] == ""
    Webhook(SECRET).verify(BODY.decode(), sent)


@pytest.mark.parametrize("secret", ["", "no base64!"])
def test_the_standard_scheme_never_goes_out_unsigned(secret):
    with pytest.raises(Exception, match=r"Standard Webhooks|at least one secret"):
        headers("standard", secret)


@given(
    st.sampled_from(["nautical", "standard"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.lists(
        st.tuples(st.from_regex(TOKEN, fullmatch=True), st.from_regex(VISIBLE, fullmatch=True)), max_size=3
    ),
    st.binary(max_size=50),
)
def test_what_is_recorded_is_what_is_sent_with_credentials_masked(scheme, domain, own, body):
    owed = Owed(1, 2, "evt_1", "product_created", 0, 3, len(body), body)
    target = Target(2, "http://shop.example:8080/in", scheme, None)
    request = build(owed, target, body, secrets=[SECRET], headers=tuple(own), domain=domain, now=NOW)
    recorded = [(name, value) for name, value in json.loads(request.recorded)]
    added = [("host", "shop.example:8080"), ("content-length", str(len(body)))]
    assert sorted(recorded) == sorted(masked([*added, *request.headers]))


def test_what_a_webhook_accepts_of_its_own_stands_in_place_of_the_desks_word():
    owed, target = (
        Owed(1, 2, "evt_1", "product_created", 0, 3, 2, b"{}"),
        Target(2, "http://a/", "nautical", None),
    )
    own = (("accept", "text/plain"),)
    request = build(owed, target, b"{}", secrets=(), headers=own, domain="", now=NOW)
    assert [value for name, value in request.headers if name == "accept"] == ["text/plain"]
