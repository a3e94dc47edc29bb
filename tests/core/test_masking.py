"""Which headers are kept, and of which only that they were there."""

import json

import pytest

from core.masking import MASK, masked, masked_json


@pytest.mark.parametrize(
    "name",
    [
        "authorization",
        "proxy-authorization",
        "cookie",
        "set-cookie",
        "x-api-key",
        "x-key",
        "apikey",
        "x-auth-token",
        "x-client-secret",
        "x-password",
        "x-amz-security-token",
    ],
)
def test_a_header_that_carries_credentials_is_masked(name):
    assert masked([(name, "s3cret")]) == [(name, MASK)]


@pytest.mark.parametrize(
    "name", ["content-type", "x-shop", "x-monkey", "webhook-id", "webhook-signature", "idempotency-key"]
)
def test_any_other_header_is_kept(name):
    assert masked([(name, "7")]) == [(name, "7")]


def test_headers_that_are_kept_are_json_with_the_same_masks():
    headers = [("host", 'a "b"\\'), ("cookie", "s3cret"), ("x-shop", "Åland\n"), ("x-mine", "s3cret")]
    assert masked_json(headers, also="x-mine") == json.dumps(masked(headers, also="x-mine"))
    assert masked_json([]) == "[]"
