"""ed25519 signatures (`v1a`). The vector was made with the openssl command, from the key of test_standard:

{ printf 302e020100300506032b657004220420; printf 'yardarm-test-key-of-32-bytes-...' | xxd -p -c 32; } |
    tr -d '\\n' | xxd -r -p | openssl pkey -inform DER -out key.pem
{ printf 'evt_1.1800000000.'; printf '%s' '{"price": 1.10, "name": "Öl"}'; } > content
openssl pkeyutl -sign -inkey key.pem -rawin -in content | base64 -w0
openssl pkey -in key.pem -pubout -outform DER | tail -c 32 | base64
"""

import base64
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadSignature, InvalidInput
from core.signing import keys, standard

BODY = '{"price": 1.10, "name": "Öl"}'.encode()
AT = 1_800_000_000
NOW = AT * 1000 + 999
SEED = b"yardarm-test-key-of-32-bytes-..."
PUBLIC_BYTES = base64.b64decode("Gam/GNuq5KW+Sbqn88th0/1tYQrp6j2Yj/bynyhB/Bs=")
PRIVATE = "whsk_" + base64.b64encode(SEED).decode()
PUBLIC = "whpk_" + base64.b64encode(PUBLIC_BYTES).decode()
SIGNATURE = "v1a,AsbzqHVW9WKaRVMiB/crJfaAUMkdxAKvoOnCON4iMt7Q1Iy0rQ16G9jM8T4cHwaJ6SU4ZFyqh+8O+ZXN1bd4DQ=="
OTHER = keys.generate_private()
BOTH_HALVES = "whsk_" + base64.b64encode(SEED + PUBLIC_BYTES).decode()
"""A private key as libsodium writes it."""


def headers(**changes):
    sent = {"webhook_id": "evt_1", "webhook_timestamp": str(AT), "webhook_signature": SIGNATURE} | changes
    return {name.replace("_", "-"): value for name, value in sent.items()}


@pytest.mark.parametrize("secret", [PRIVATE, PRIVATE.rstrip("="), f" {PRIVATE}\n", BOTH_HALVES])
def test_the_signature_and_the_public_key_are_those_that_openssl_computes(secret):
    assert standard.sign([secret], "evt_1", AT, BODY) == SIGNATURE
    assert keys.public_key(secret) == PUBLIC


@pytest.mark.skipif(not shutil.which("openssl"), reason="the openssl command is not installed")
@pytest.mark.parametrize("body", [b"", b"\x00\xff\xfe", BODY, b"x" * 100_000], ids=len)
def test_openssl_accepts_what_is_signed_over_any_bytes(body, tmp_path):
    header = bytes.fromhex("302a300506032b6570032100")  # DER of an ed25519 public key, before its 32 bytes
    (tmp_path / "public").write_bytes(header + PUBLIC_BYTES)
    (tmp_path / "content").write_bytes(f"evt_1.{AT}.".encode() + body)
    item = standard.sign([PRIVATE], "evt_1", AT, body).removeprefix("v1a,")
    (tmp_path / "signature").write_bytes(base64.b64decode(item))
    command = (
        "openssl pkeyutl -verify -pubin -inkey public -keyform DER -rawin -in content -sigfile signature"
    )
    assert subprocess.run(command.split(), cwd=tmp_path, capture_output=True).returncode == 0


@pytest.mark.parametrize(
    "signature", [SIGNATURE, SIGNATURE.rstrip("="), f"v1,zzz v2,no v1a, v1a,@@@ v1a,AAAA {SIGNATURE}"]
)
@pytest.mark.parametrize("public", [PUBLIC, PUBLIC.rstrip("="), f"\t{PUBLIC} "])
def test_a_good_request_is_verified_with_the_public_key(signature, public):
    assert standard.verify(public, headers(webhook_signature=signature), BODY, now_ms=NOW) == "evt_1"


@pytest.mark.parametrize(
    "broken",
    [
        {"webhook_id": "evt_2"},
        {"webhook_timestamp": str(AT + 1)},
        {"webhook_signature": SIGNATURE.replace("v1a,", "v1,")},
        {"webhook_signature": SIGNATURE.lower()},
        {"webhook_signature": "v1a"},
        {"webhook_signature": "v1a,\udcff"},
        {"webhook_signature": standard.sign([OTHER], "evt_1", AT, BODY)},
    ],
    ids=["other id", "other time", "other version", "lower case", "no value", "not text", "other key"],
)
def test_whatever_does_not_verify_is_one_kind_of_error(broken):
    with pytest.raises(BadSignature):
        standard.verify(PUBLIC, headers(**broken), BODY, now_ms=NOW)


def test_a_changed_body_does_not_verify():
    with pytest.raises(BadSignature, match="Bad signature"):
        standard.verify(PUBLIC, headers(), BODY + b" ", now_ms=NOW)


def test_only_the_first_of_many_signatures_cost_anything():
    crowd = " ".join(["v1a,AAAA"] * standard.PAIR_ITEMS + [SIGNATURE])
    with pytest.raises(BadSignature):
        standard.verify(PUBLIC, headers(webhook_signature=crowd), BODY, now_ms=NOW)


def test_while_a_key_is_replaced_receivers_of_both_are_served():
    shared = standard.generate_secret()
    signature = standard.sign([OTHER, PRIVATE, shared], "evt_1", AT, BODY)
    assert [item.partition(",")[0] for item in signature.split()] == ["v1a", "v1a", "v1"]
    for verifier in (keys.public_key(OTHER), PUBLIC, shared):
        standard.verify(verifier, headers(webhook_signature=signature), BODY, now_ms=NOW)


def test_a_generated_private_key_is_32_random_bytes():
    made = keys.generate_private()
    standard.check_secret(made)
    assert made != keys.generate_private()
    assert len(base64.b64decode(made.removeprefix("whsk_"))) == 32
    assert keys.public_key(made).startswith("whpk_")


def test_a_shared_secret_has_no_public_half():
    assert keys.public_key(standard.generate_secret()) == ""


@pytest.mark.parametrize(
    "secret",
    [
        PUBLIC,
        "whsk_",
        "whsk_not base64",
        "whsk_" + base64.b64encode(SEED[:31]).decode(),
        "whsk_" + base64.b64encode(SEED + SEED).decode(),
    ],
)
def test_what_cannot_sign_is_refused_beside_its_field(secret):
    with pytest.raises(InvalidInput) as refused:
        standard.check_secret(secret)
    assert refused.value.field == "secret"
    with pytest.raises(InvalidInput):
        standard.sign([secret], "evt_1", AT, BODY)


@pytest.mark.parametrize("secret", [PRIVATE, "whpk_", "whpk_" + base64.b64encode(SEED[:31]).decode(), ""])
def test_what_cannot_verify_is_refused_beside_its_field(secret):
    with pytest.raises(InvalidInput) as refused:
        standard.check_verifier(secret)
    assert refused.value.field == "secret"
    with pytest.raises(BadSignature):
        standard.verify(secret, headers(), BODY, now_ms=NOW)


@given(st.text(st.characters()), st.binary())
def test_made_up_signatures_raise_one_kind_of_error(signature, body):
    with pytest.raises(BadSignature):
        standard.verify(PUBLIC, headers(webhook_signature=f"v1a,{signature}"), body, now_ms=NOW)


@given(st.binary(min_size=32, max_size=32), st.binary())
def test_what_is_signed_verifies(seed, body):
    secret = "whsk_" + base64.b64encode(seed).decode()
    sent = headers(webhook_signature=standard.sign([secret], "evt_1", AT, body))
    assert standard.verify(keys.public_key(secret), sent, body, now_ms=NOW) == "evt_1"
