"""What Square signs, against its own library: the registered URL and the body."""

import pytest
from square.utils.webhooks_helper import verify_signature

from core.signing import VERIFIERS, Options, Verified
from tests.core.signing.sent import SECRET, in_base64, refused, seen

URL = "https://desk.example/plugins/till/?shop=1"
SQUARE = b'{"merchant_id": "M", "type": "payment.updated", "event_id": "sq_1"}'


def square(url=URL, body=SQUARE):
    return in_base64(body=url.encode() + body)


def test_square_signs_the_registered_url_and_the_body():
    assert verify_signature(
        request_body=SQUARE.decode(),
        signature_header=square(),
        signature_key=SECRET,
        notification_url=URL,
    )
    request = seen(SQUARE, options=Options(public_url=URL), x_square_hmacsha256_signature=square())
    assert VERIFIERS["square"](SECRET, request) == Verified("sq_1", "payment.updated")


@pytest.mark.parametrize("url", [URL.replace("https", "http"), URL + "/", URL.upper(), ""])
def test_the_url_of_square_counts_byte_for_byte(url):
    sent = {"x_square_hmacsha256_signature": square(url)}
    refused("square", seen(SQUARE, options=Options(public_url=URL), **sent))


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_without_a_public_url_what_was_asked_for_counts(scheme):
    sent = {"host": "desk.example", "x_square_hmacsha256_signature": square(URL.replace("https", scheme))}
    VERIFIERS["square"](SECRET, seen(SQUARE, target="/plugins/till/?shop=1", **sent))
    refused("square", seen(SQUARE, target="/plugins/till/", **sent))


def test_the_older_signature_of_square_is_not_looked_at():
    refused("square", seen(SQUARE, x_square_signature="x"), match="No signature")
