"""Saleor's own keys: PyJWT, which Saleor uses, signs."""

import base64
import json

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from core.errors import BadSignature
from core.signing import VERIFIERS, Seen, Verified
from core.signing.saleor_jws import MOST_KEYS, UNKNOWN_KEY, read_keys
from tests.core.signing.saleor import jws, key_set

BODY = '{"id": "T3JkZXI6MQ==", "name": "Öl"}'.encode()
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def seen(signature, body=BODY, name="saleor-signature"):
    return Seen({name: signature, "saleor-event": "order_paid"}, body, now=0)


def refused(keys, request):
    with pytest.raises(BadSignature) as caught:
        VERIFIERS["saleor-jws"](keys, request)
    return caught.value


@pytest.mark.parametrize("name", ["saleor-signature", "x-saleor-signature"])
def test_what_saleor_signs_over_the_raw_body_is_taken(name):
    found = VERIFIERS["saleor-jws"](key_set(KEY), seen(jws(KEY, BODY), name=name))
    assert found == Verified(None, "order_paid")


def test_a_signature_over_the_encoded_body_is_taken_too():
    whole = jwt.api_jws.encode(BODY, KEY, "RS256", {"kid": "1"})
    head, _, signature = whole.split(".")
    VERIFIERS["saleor-jws"](key_set(KEY), seen(f"{head}..{signature}"))


def test_one_changed_byte_is_a_bad_signature():
    assert refused(key_set(KEY), seen(jws(KEY, BODY), BODY + b" ")).code == "bad_signature"
    assert refused(key_set(KEY), seen(jws(OTHER, BODY))).code == "bad_signature"


def test_of_several_keys_the_named_one_counts_and_without_a_name_any():
    both = json.loads(key_set(OTHER, "old"))
    both["keys"] += json.loads(key_set(KEY, "new"))["keys"]
    VERIFIERS["saleor-jws"](json.dumps(both), seen(jws(KEY, BODY, kid="new")))
    VERIFIERS["saleor-jws"](json.dumps(both), seen(jws(KEY, BODY, kid=None)))
    refused(json.dumps(both), seen(jws(KEY, BODY, kid="old")))


@pytest.mark.parametrize("keys", ["", "{}", "[]", "null", '{"keys": [1, {}, {"kty": "RSA"}]}'])
def test_a_key_that_is_not_in_the_set_is_told_apart_for_another_set_may_have_it(keys):
    assert refused(keys, seen(jws(KEY, BODY))).code == UNKNOWN_KEY
    assert refused(key_set(KEY, "1"), seen(jws(KEY, BODY, kid="2"))).code == UNKNOWN_KEY


def test_a_key_that_comes_with_the_request_is_not_looked_at():
    own = json.loads(key_set(OTHER))["keys"][0]
    forged = jws(OTHER, BODY, kid="1", jwk=own, jku="https://evil.example/jwks.json")
    assert refused(key_set(KEY), seen(forged)).code == "bad_signature"


def encoded(head):
    return base64.urlsafe_b64encode(json.dumps(head).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "head",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": "RS512", "b64": False},
        {"alg": "RS256", "crit": ["b64", "exp"]},
        {"alg": "RS256", "crit": "b64"},
        {"alg": "RS256", "kid": 1},
        {},
        [],
        "alg",
    ],
    ids=str,
)
def test_another_algorithm_or_a_head_that_is_not_understood_proves_nothing(head):
    signature = jws(KEY, BODY).split(".")[2]
    refused(key_set(KEY), seen(f"{encoded(head)}..{signature}"))


@pytest.mark.parametrize("text", ["", "a", "a.b", "..", "a..b", "a.b.c", "ä..ü", "!..!", "." * 500])
def test_what_is_no_detached_jws_is_one_kind_of_error(text):
    refused(key_set(KEY), seen(text))


def test_short_keys_other_kinds_and_what_is_more_than_a_few_are_left_out():
    short = json.loads(RSAAlgorithm.to_jwk(rsa.generate_private_key(65537, 1024).public_key()))
    good = json.loads(key_set(KEY))["keys"][0]
    given = [short, good | {"kty": "EC"}, good | {"use": "enc"}, good | {"n": 7}, *[good] * (MOST_KEYS + 9)]
    assert len(read_keys(json.dumps({"keys": given}))) == MOST_KEYS - 4
