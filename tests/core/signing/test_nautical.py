"""The vectors were made with the openssl command:

printf '%s' '{"price": 1.10, "name": "Öl"}' | openssl dgst -sha256 -hmac 's3cret-key'
printf '%s' '{"price": 1.10, "name": "Öl"}' | openssl dgst -sha256 -hmac 's3cret-key' -binary | base64
"""

import shutil
import subprocess

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.errors import BadSignature
from core.signing import nautical

SECRET = "s3cret-key"
BODY = '{"price": 1.10, "name": "Öl"}'.encode()
HEX = "2efe8590eafe836d6076b506a1e6563685903eea99e723c2c9aaa873a7b6b4f3"
BASE64 = "Lv6FkOr+g21gdrUGoeZWNoWQPuqZ5yPCyaqoc6e2tPM="


def test_the_signature_is_the_one_that_openssl_computes():
    assert nautical.sign(SECRET, BODY) == HEX


@pytest.mark.skipif(not shutil.which("openssl"), reason="the openssl command is not installed")
@pytest.mark.parametrize("body", [b"", b"\x00\xff\xfe", BODY, b"x" * 100_000], ids=len)
def test_openssl_agrees_on_any_bytes(body):
    command = ["openssl", "dgst", "-sha256", "-hmac", SECRET, "-binary"]
    digest = subprocess.run(command, input=body, capture_output=True, check=True).stdout
    assert nautical.sign(SECRET, body) == digest.hex()


def test_without_a_secret_the_signature_is_empty():
    assert nautical.sign("", BODY) == ""


@pytest.mark.parametrize("offered", [HEX, HEX.upper(), f" {HEX} ", BASE64, BASE64.rstrip("=")])
def test_hexadecimal_and_base64_are_accepted(offered):
    nautical.verify(SECRET, {"x-nautical-signature": offered}, BODY)


@pytest.mark.parametrize(
    "offered", ["", HEX[:-1], HEX[::-1], BASE64.lower(), "²", "\udcff", "sha256=", "0" * 5000, "=" * 44]
)
def test_anything_else_is_a_bad_signature(offered):
    with pytest.raises(BadSignature):
        nautical.verify(SECRET, {"x-nautical-signature": offered}, BODY)


def test_one_changed_byte_is_a_bad_signature():
    with pytest.raises(BadSignature, match="Bad signature"):
        nautical.verify(SECRET, {"x-nautical-signature": HEX}, BODY + b" ")


def test_a_request_without_the_header_is_refused():
    with pytest.raises(BadSignature, match="No signature"):
        nautical.verify(SECRET, {}, BODY)


@pytest.mark.parametrize("offered", ["", nautical.sign("", BODY), HEX])
def test_an_empty_secret_never_verifies(offered):
    with pytest.raises(BadSignature, match="No secret key"):
        nautical.verify("", {"x-nautical-signature": offered}, BODY)


@given(st.text(), st.text(st.characters()), st.binary())
def test_what_a_stranger_sends_raises_one_kind_of_error(secret, offered, body):
    try:
        nautical.verify(secret, {"x-nautical-signature": offered}, body)
    except BadSignature:
        return
    raise AssertionError("a made-up signature was accepted")


@given(st.text(min_size=1), st.binary())
def test_what_is_signed_verifies(secret, body):
    nautical.verify(secret, {"x-nautical-signature": nautical.sign(secret, body)}, body)


@given(st.text(min_size=1), st.binary(), st.binary())
def test_what_was_changed_does_not_verify(secret, body, other):
    assume(body != other)
    with pytest.raises(BadSignature):
        nautical.verify(secret, {"x-nautical-signature": nautical.sign(secret, body)}, other)
