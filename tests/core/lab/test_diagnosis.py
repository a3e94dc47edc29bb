"""Every cause that the lab knows, undone by the one change that it suggests."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.lab.diagnosis import diagnose, passes
from core.lab.report import Stored, Subject
from core.masking import MASK
from core.signing import SCHEMES, VERIFIERS, Options, Seen, standard

AT = 1_800_000_000
NOW = AT * 1000
BODY = '{"id":1,"price":1.10,"name":"Öl","path":"a/b","lines":[],"deep":{"a":[1,2]}}'.encode()
KEY = "c1ient-secret"


def digest(body=BODY, key=KEY):
    raw = key if isinstance(key, bytes) else key.encode()
    return hmac.digest(raw, body, hashlib.sha256)


def coded(raw):
    return base64.b64encode(raw).decode()


def shopify(body=BODY, signed=None, key=KEY, secret=KEY):
    """A request of Shopify with `body`, signed over `signed` with `key`, checked by `secret`."""
    made = coded(digest(body if signed is None else signed, key))
    return Subject("shopify", secret, Seen({"x-shopify-hmac-sha256": made}, body, NOW))


def stripe(secret=KEY, key=KEY, late=0):
    made = digest(f"{AT}.".encode() + BODY, key).hex()
    seen = Seen({"stripe-signature": f"t={AT},v1={made}"}, BODY, NOW + late * 1000)
    return Subject("stripe", secret, seen)


def standards(secret, key, prefix="webhook", late=0):
    made = coded(digest(f"m1.{AT}.".encode() + BODY, key))
    names = {f"{prefix}-id": "m1", f"{prefix}-timestamp": str(AT), f"{prefix}-signature": f"v1,{made}"}
    return Subject("standard", secret, Seen(names, BODY, NOW + late * 1000))


def cause(subject, others=()):
    """Return the cause that is found, which must be one, and whose change must make it verify."""
    found = diagnose(subject, others)
    assert found.verified is None
    assert found.cause is not None
    if found.cause.changed:
        assert passes(found.cause.changed)
    return found.cause


def test_a_right_signature_is_shown_beside_the_one_that_was_given():
    found = diagnose(shopify())
    [shown] = found.shown
    assert (found.title, found.cause) == ("The signature is right", None)
    assert (shown.content, shown.offered) == (BODY, (shown.expected,))


def test_a_wrong_one_is_shown_beside_the_right_one():
    [shown] = diagnose(shopify(key="another")).shown
    assert shown.expected == coded(digest())
    assert shown.offered == (coded(digest(key="another")),)


def test_what_no_known_cause_explains_has_none():
    found = diagnose(shopify(key="another"))
    assert (found.title, found.cause) == ("Bad signature", None)


SIGNED = {
    "without spaces": BODY,
    "with a space after each comma and colon": json.dumps(json.loads(BODY), ensure_ascii=False).encode(),
    "indented by two": json.dumps(json.loads(BODY), indent=2, ensure_ascii=False).encode(),
    "indented by four": json.dumps(json.loads(BODY), indent=4, ensure_ascii=False).encode(),
    "indented by tabs": json.dumps(json.loads(BODY), indent="\t", ensure_ascii=False).encode(),
    "ö escaped": json.dumps(json.loads(BODY), separators=(",", ":")).encode(),
    "slash escaped": json.dumps(json.loads(BODY), separators=(",", ":")).replace("/", "\\/").encode(),
    "keys in order": json.dumps(json.loads(BODY), sort_keys=True).encode(),
}


@pytest.mark.parametrize("how", SIGNED)
def test_json_that_was_written_anew_on_the_way_is_recognised(how):
    signed = SIGNED[how].replace(b"1.1,", b"1.10,") if "order" not in how else SIGNED[how]
    came = SIGNED["indented by two"].replace(b"1.1,", b"1.10,") if how == "without spaces" else BODY
    if came == signed:
        came = SIGNED["with a space after each comma and colon"]
    found = cause(shopify(came, signed))
    assert (found.kind, found.title) == ("body", "The JSON was written anew")
    assert how in found.advice
    assert found.changed.seen.body == signed


@pytest.mark.parametrize(
    ("came", "signed", "title"),
    [
        (b'{"a":\r\n1}', b'{"a":\n1}', "LF to CRLF"),
        (b'{"a":\n1}', b'{"a":\r\n1}', "CRLF to LF"),
        (b'{"a":1}\n', b'{"a":1}', "A line break was added"),
        (b'{"a":1}', b'{"a":1}\n', "line break at the body's end was lost"),
        (b'{"a":1}', b'{"a":1}\r\n', "line break at the body's end was lost"),
        (b' {"a":1}', b'{"a":1}', "Spaces around"),
        (b'\xef\xbb\xbf{"a":1}', b'{"a":1}', "mark was added"),
        (b'{"a":1}', b'\xef\xbb\xbf{"a":1}', "mark before the body was lost"),
        (b"a=1\r\n", b"a=1", "A line break was added"),
        (b'{"a":1}', b"payload=%7B%22a%22%3A1%7D", "signed as a form"),
        (b"payload=%7B%22a%22%3A1%7D", b'{"a":1}', "before it became a form"),
    ],
)
def test_line_endings_ends_and_forms_that_were_changed_are_recognised(came, signed, title):
    found = cause(shopify(came, signed))
    assert found.kind == "body"
    assert title in found.title


@pytest.mark.parametrize(
    ("entered", "title"),
    [
        (f" {KEY}\n", "space or a line break"),
        (f'"{KEY}"', "quotation marks"),
        (f"whsec_{KEY}", "has no whsec_"),
        (coded(KEY.encode()), "entered in base64"),
    ],
)
def test_a_secret_that_was_entered_in_another_way_is_recognised(entered, title):
    found = cause(shopify(secret=entered))
    assert found.kind == "secret"
    assert title in found.title
    assert found.changed.secret == KEY


def test_the_whole_key_of_stripe_is_asked_for():
    found = cause(stripe(secret="abc", key="whsec_abc"))
    assert (found.kind, found.title) == ("secret", "whsec_ is missing before the secret")


def test_a_key_that_the_sender_decodes_or_does_not_is_recognised():
    secret = "whsec_dGhpcyBpcyBhIHRlc3Qga2V5IG9mIDMyIGJ5dGVz"
    assert "letters" in cause(standards(secret, secret)).title
    binary = coded(b"\xff\x00" * 16)
    assert cause(shopify(secret=binary, key=base64.b64decode(binary))).title.endswith("base64 and decodes it")
    hexadecimal = "ff00" * 16
    found = cause(shopify(secret=hexadecimal, key=bytes.fromhex(hexadecimal)))
    assert found.title == "The sender takes the secret for hexadecimal and decodes it"
    assert found.advice == "Let it do as Shopify does."


@pytest.mark.parametrize("provider", sorted(set(SCHEMES) - {"square", "adyen", "hmac"}))
def test_a_wrong_provider_is_recognised_by_the_secret_that_fits(provider):
    subject = {"stripe": stripe(), "shopify": shopify()}.get(provider)
    secret = standard.generate_secret()
    subject = subject or _signed_by(provider, secret)
    for wrong in ("shopify", "nautical"):
        if wrong != provider:
            found = cause(replace(subject, provider=wrong))
            assert found.kind == "provider"
            assert provider in found.advice or found.changed.provider in ("standard", "svix")


def _signed_by(provider, secret):
    raw = base64.b64decode(secret.removeprefix("whsec_"))
    stamped = {"webhook-id": "m1", "webhook-timestamp": str(AT)}
    signed = f"m1.{AT}.".encode() + BODY
    headers = {
        "nautical": {"x-nautical-signature": digest(key=secret).hex()},
        "standard": stamped | {"webhook-signature": f"v1,{coded(digest(signed, raw))}"},
        "svix": {
            "svix-id": "m1",
            "svix-timestamp": str(AT),
            "svix-signature": f"v1,{coded(digest(signed, raw))}",
        },
        "bigcommerce": stamped | {"webhook-signature": f"v1,{coded(digest(signed, secret))}"},
        "github": {"x-hub-signature-256": f"sha256={digest(key=secret).hex()}"},
        "woocommerce": {"x-wc-webhook-signature": coded(digest(key=secret))},
        "saleor": {"saleor-signature": digest(key=secret).hex()},
        "slack": {
            "x-slack-request-timestamp": str(AT),
            "x-slack-signature": f"v0={digest(f'v0:{AT}:'.encode() + BODY, secret).hex()}",
        },
    }[provider]
    return Subject(provider, secret, Seen(headers, BODY, NOW))


@pytest.mark.parametrize("provider", sorted(set(SCHEMES) - {"square", "adyen", "hmac"}))
def test_what_should_be_signed_is_shown_where_the_signature_is_missing(provider):
    secret = standard.generate_secret()
    signed = {"stripe": stripe(secret, secret), "shopify": shopify(key=secret, secret=secret)}.get(provider)
    signed = signed or _signed_by(provider, secret)
    [shown] = diagnose(signed).shown
    bare = {name: text for name, text in signed.seen.headers.items() if text.find(shown.expected) < 0}
    [unsigned] = diagnose(replace(signed, seen=replace(signed.seen, headers=bare))).shown
    assert unsigned == replace(shown, offered=())


def test_headers_of_another_provider_are_a_hint_where_the_secret_fits_none():
    found = diagnose(replace(stripe(), provider="github", secret="another")).cause
    assert (found.kind, found.changed) == ("provider", None)
    assert found.title == "It looks like a request of Stripe"


SQUARE = b'{"event_id":"1"}'


def square(url, **headers):
    made = coded(digest(url.encode() + SQUARE))
    seen = {"x-square-hmacsha256-signature": made, "host": "127.0.0.1:8765", **headers}
    options = Options(public_url="https://desk.example/plugins/till/")
    return Subject("square", KEY, Seen(seen, SQUARE, NOW, "/plugins/till/?a=1", options))


@pytest.mark.parametrize(
    "url",
    [
        "http://desk.example/plugins/till/",
        "https://desk.example/plugins/till",
        "https://127.0.0.1:8765/plugins/till/",
        "http://127.0.0.1:8765/plugins/till/?a=1",
        "http://127.0.0.1/plugins/till/",
        "https://other.tunnel.example/plugins/till/?a=1",
    ],
)
def test_the_url_behind_a_tunnel_that_was_signed_is_found(url):
    found = cause(square(url, **{"x-forwarded-host": "other.tunnel.example"}))
    assert found.kind == "url"
    assert found.title == f"It was signed for another URL: {url}"
    assert found.changed.seen.options.public_url == url


@pytest.mark.parametrize(
    ("late", "words"),
    [
        (301, "5 minutes before"),
        (-86_400 * 2, "2 days after"),
        (3_600, "1 hour before"),
    ],
)
def test_clocks_that_are_apart_are_told_from_a_wrong_signature(late, words):
    raw = b"k" * 24
    subject = standards(f"whsec_{coded(raw)}", raw, late=late)
    found = cause(subject)
    assert found.kind == "clock"
    assert found.title == f"Its time is {words} this computer's"
    assert diagnose(standards(f"whsec_{coded(raw)}", b"other", late=late)).cause is None


def test_another_stored_secret_that_would_match_is_named_and_not_shown():
    others = [Stored("the plugin A", "shopify", "no"), Stored("the plugin B", "github", "right")]
    found = cause(shopify(key="right"), others)
    assert (found.kind, found.title) == ("stored", "It matches the secret of the plugin B")
    assert "right" not in repr(found) + repr(others)


def test_a_request_for_another_plugin_is_recognised_with_its_provider_and_options():
    options = Options(header="x-acme", algorithm="sha512")
    made = hmac.digest(b"right", BODY, "sha512").hex()
    subject = Subject("nautical", "wrong", Seen({"x-acme": made}, BODY, NOW))
    found = cause(subject, [Stored("the plugin Acme", "hmac", "right", options)])
    assert found.changed.provider == "hmac"


def test_what_was_not_kept_is_said_before_anything_is_guessed():
    found = cause(Subject("bearer", "t0ken", Seen({"authorization": MASK}, BODY, NOW)))
    assert (found.kind, found.title) == ("masked", "What stood in authorization was not kept")
    for lost in ("cut", "redacted", "fetched"):
        assert cause(replace(shopify(signed=BODY + b"more"), lost=lost)).kind == lost
        assert diagnose(replace(shopify(), lost=lost)).verified


@pytest.mark.parametrize(
    ("provider", "entered", "headers"),
    [
        ("bearer", "Bearer t0ken", {"authorization": "Bearer t0ken"}),
        ("basic", coded(b"shop:pass"), {"authorization": f"Basic {coded(b'shop:pass')}"}),
        ("header", "t0ken ", {"x-api-key": "t0ken"}),
    ],
)
def test_a_token_that_was_entered_in_another_way_is_recognised(provider, entered, headers):
    assert cause(Subject(provider, entered, Seen(headers, BODY, NOW))).kind == "secret"


def test_nothing_is_verified_where_nothing_is_asked_for():
    assert diagnose(Subject("none", "", Seen({}, BODY, NOW))).title == "There is nothing to verify"


def test_the_first_try_of_woocommerce_is_no_proof_for_another_provider():
    assert diagnose(Subject("shopify", "k", Seen({}, b"webhook_id=1", NOW))).cause is None


ANY = st.text(st.characters())


@settings(max_examples=150)
@given(
    provider=st.sampled_from(list(VERIFIERS)),
    secret=ANY,
    value=ANY,
    body=st.binary(max_size=60),
    url=ANY | st.just("https://["),
    target=ANY,
)
def test_the_lab_looks_into_anything_without_stumbling(provider, secret, value, body, url, target):
    names = ("x-signature", "stripe-signature", "x-square-hmacsha256-signature", "webhook-signature", "host")
    headers = dict.fromkeys((*names, "webhook-id", "x-forwarded-host", "authorization"), value)
    headers |= {"webhook-timestamp": str(AT)}
    subject = Subject(provider, secret, Seen(headers, body, NOW, target, Options(public_url=url)))
    assert diagnose(subject, [Stored("other", provider, value)]).title
