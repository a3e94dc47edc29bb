"""The vector was made with the openssl command (the key is these 32 characters in hexadecimal):

HEX=$(printf 'yardarm-test-key-of-32-bytes-...' | od -An -tx1 | tr -d ' \\n')
{ printf 'evt_1.1800000000.'; printf '%s' '{"price": 1.10, "name": "Öl"}'; } |
    openssl dgst -sha256 -mac HMAC -macopt hexkey:$HEX -binary | base64
"""

import base64
import shutil
import subprocess
import time
from datetime import UTC, datetime

import pytest
import standardwebhooks
import svix.webhooks
from hypothesis import assume, given
from hypothesis import strategies as st

from core.errors import BadSignature, InvalidInput
from core.signing import keys, standard

KEY = b"yardarm-test-key-of-32-bytes-..."
SECRET = "whsec_eWFyZGFybS10ZXN0LWtleS1vZi0zMi1ieXRlcy0uLi4="
OTHER = "whsec_" + base64.b64encode(b"another key, also of 32 bytes...").decode()
BODY = '{"price": 1.10, "name": "Öl"}'.encode()
AT = 1_800_000_000
NOW = AT * 1000 + 999
SIGNATURE = "v1,4R1km69LNyBdHcD9mxM6VOSDpBcPls2CZshuqIU3tkg="


def headers(**changes):
    sent = {"webhook_id": "evt_1", "webhook_timestamp": str(AT), "webhook_signature": SIGNATURE} | changes
    return {name.replace("_", "-"): value for name, value in sent.items()}


def test_the_signature_is_the_one_that_openssl_computes():
    assert standard.sign([SECRET], "evt_1", AT, BODY) == SIGNATURE


@pytest.mark.skipif(not shutil.which("openssl"), reason="the openssl command is not installed")
@pytest.mark.parametrize("body", [b"", b"\x00\xff\xfe", BODY, b"x" * 100_000], ids=len)
def test_openssl_agrees_on_any_bytes(body):
    command = ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{KEY.hex()}", "-binary"]
    content = f"evt_1.{AT}.".encode() + body
    digest = subprocess.run(command, input=content, capture_output=True, check=True).stdout
    assert standard.sign([SECRET], "evt_1", AT, body) == "v1," + base64.b64encode(digest).decode()


@pytest.mark.parametrize("library", [standardwebhooks.Webhook, svix.webhooks.Webhook])
def test_the_libraries_that_receivers_use_accept_what_is_signed(library):
    now = int(time.time())
    pair = keys.generate_private()
    sent = headers(
        webhook_timestamp=str(now), webhook_signature=standard.sign([pair, OTHER, SECRET], "evt_1", now, BODY)
    )
    library(SECRET).verify(BODY, sent)  # it raises otherwise


def test_what_the_reference_library_signs_is_accepted():
    signature = standardwebhooks.Webhook(SECRET).sign("evt_1", datetime.fromtimestamp(AT, UTC), BODY.decode())
    assert standard.verify(SECRET, headers(webhook_signature=signature), BODY, now_ms=NOW) == "evt_1"


def test_several_secrets_give_several_signatures_and_each_verifies():
    both = standard.sign([SECRET, OTHER], "evt_1", AT, BODY)
    assert both.split() == [SIGNATURE, standard.sign([OTHER], "evt_1", AT, BODY)]
    for secret in (SECRET, OTHER):
        standard.verify(secret, headers(webhook_signature=both), BODY, now_ms=NOW)


def test_signing_without_a_secret_is_refused():
    with pytest.raises(ValueError, match="at least one secret"):
        standard.sign([], "evt_1", AT, BODY)


@pytest.mark.parametrize(
    "secret", [SECRET, SECRET.removeprefix("whsec_"), SECRET.rstrip("="), f" {SECRET}\n"]
)
def test_a_secret_counts_with_or_without_its_prefix_and_padding(secret):
    standard.check_secret(secret)
    assert standard.sign([secret], "evt_1", AT, BODY) == SIGNATURE


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "whsec_a", "whsec_not base64", "whsec_Öl", "whsec_====", "²"]
)
def test_a_secret_that_is_no_key_is_refused_beside_its_field(secret):
    with pytest.raises(InvalidInput) as refused:
        standard.check_secret(secret)
    assert refused.value.field == "secret"
    with pytest.raises(InvalidInput):
        standard.sign([secret], "evt_1", AT, BODY)
    with pytest.raises(BadSignature):
        standard.verify(secret, headers(), BODY, now_ms=NOW)


def test_a_generated_secret_is_32_random_bytes():
    one, other = standard.generate_secret(), standard.generate_secret()
    standard.check_secret(one)
    assert one != other
    assert len(base64.b64decode(one.removeprefix("whsec_"))) == 32


@pytest.mark.parametrize(
    "signature", [SIGNATURE, SIGNATURE.rstrip("="), f"v2,zzz v1a,zzz  {SIGNATURE} v1,no"]
)
@pytest.mark.parametrize("late", [-300, 0, 300])
def test_a_good_request_gives_its_id(signature, late):
    sent = headers(webhook_signature=signature)
    assert standard.verify(SECRET, sent, BODY, now_ms=NOW + late * 1000) == "evt_1"


@pytest.mark.parametrize(("late", "title"), [(301, "Too old"), (-301, "From the future")])
def test_a_time_more_than_five_minutes_off_is_refused(late, title):
    with pytest.raises(BadSignature, match=title):
        standard.verify(SECRET, headers(), BODY, now_ms=NOW + late * 1000)


@pytest.mark.parametrize(
    "broken",
    [
        {"webhook_id": ""},
        {"webhook_id": "evt_2"},
        {"webhook_id": "\udcff"},
        {"webhook_timestamp": ""},
        {"webhook_timestamp": "soon"},
        {"webhook_timestamp": "²"},
        {"webhook_timestamp": f"+{AT}"},
        {"webhook_timestamp": f"0{AT}"},
        {"webhook_timestamp": f"{AT}.0"},
        {"webhook_timestamp": "9" * 5000},
        {"webhook_signature": ""},
        {"webhook_signature": "v1"},
        {"webhook_signature": "v1,"},
        {"webhook_signature": "v1,abc"},
        {"webhook_signature": "v1,\udcff"},
        {"webhook_signature": SIGNATURE.replace("v1,", "v2,")},
        {"webhook_signature": SIGNATURE.lower()},
    ],
    ids=repr,
)
def test_whatever_a_stranger_sends_is_one_kind_of_error(broken):
    with pytest.raises(BadSignature):
        standard.verify(SECRET, headers(**broken), BODY, now_ms=NOW)


@given(st.text(st.characters()), st.text(st.characters()), st.text(st.characters()), st.binary())
def test_made_up_headers_raise_one_kind_of_error(uid, stamp, signature, body):
    sent = headers(webhook_id=uid, webhook_timestamp=stamp, webhook_signature=signature)
    with pytest.raises(BadSignature):
        standard.verify(SECRET, sent, body, now_ms=NOW)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.binary(min_size=1), st.binary())
def test_what_is_signed_verifies(uid, key, body):
    secret = base64.b64encode(key).decode()
    sent = headers(webhook_id=uid, webhook_signature=standard.sign([secret], uid, AT, body))
    assert standard.verify(secret, sent, body, now_ms=NOW) == uid


@given(st.binary(), st.binary(), st.integers(-1, 1))
def test_what_was_changed_does_not_verify(body, other, later):
    assume(body != other or later)
    sent = headers(
        webhook_signature=standard.sign([SECRET], "evt_1", AT, body), webhook_timestamp=str(AT + later)
    )
    with pytest.raises(BadSignature):
        standard.verify(SECRET, sent | {"webhook-id": "evt_1"}, other if not later else body, now_ms=NOW)
