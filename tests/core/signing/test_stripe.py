"""What Stripe signs, against its own library."""

import base64
import hmac
import warnings

import pytest

from core.signing import VERIFIERS, Verified
from tests.core.signing.sent import AT, BODY, SECRET, refused, seen

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of its own making
    import stripe


def stripe_header(secret=SECRET, at=AT, body=BODY):
    return stripe.WebhookSignature.generate_signature_header(body.decode(), secret, at)


def test_what_stripes_library_signs_is_taken_and_says_which_event_it_is():
    found = VERIFIERS["stripe"](SECRET, seen(stripe_signature=stripe_header()))
    assert found == Verified("evt_1", "order.paid")


def test_the_key_of_stripe_is_the_whole_text_and_not_what_it_encodes():
    decoded = base64.b64decode(SECRET.removeprefix("whsec_"))
    signature = hmac.new(decoded, f"{AT}.".encode() + BODY, "sha256").hexdigest()
    refused("stripe", seen(stripe_signature=f"t={AT},v1={signature}"))
    refused("stripe", seen(stripe_signature=stripe_header()), SECRET.removeprefix("whsec_"))


def test_while_a_secret_of_stripe_is_replaced_one_of_several_signatures_is_enough():
    old = stripe_header("whsec_old").split(",")[1]
    VERIFIERS["stripe"](SECRET, seen(stripe_signature=f"{stripe_header()},{old}"))
    VERIFIERS["stripe"](SECRET, seen(stripe_signature=f"t={AT},{old},{stripe_header().split(',')[1]}"))


def test_the_test_signature_v0_of_stripe_proves_nothing():
    refused("stripe", seen(stripe_signature=stripe_header().replace("v1=", "v0=")), match="v1=")


@pytest.mark.parametrize("late", [-900, -1, 300])
def test_stripe_is_taken_up_to_five_minutes_late_and_however_early(late):
    VERIFIERS["stripe"](SECRET, seen(late=late, stripe_signature=stripe_header()))


def test_what_stripe_signed_more_than_five_minutes_ago_is_too_old():
    refused("stripe", seen(late=301, stripe_signature=stripe_header()), match="Too old")
