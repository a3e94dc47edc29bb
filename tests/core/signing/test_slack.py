"""What Slack signs, against its own library; and its commands, interactions and challenges."""

import pytest
from slack_sdk.signature import SignatureVerifier

from core.signing import FORMS, VERIFIERS, Verified
from tests.core.signing.sent import AT, refused, seen

EVENT = b'{"type": "event_callback", "event_id": "Ev1", "event": {"type": "app_mention"}}'


def slack(body, at=AT):
    signature = SignatureVerifier("s1gning").generate_signature(timestamp=str(at), body=body)
    return {"x_slack_request_timestamp": str(at), "x_slack_signature": signature}


def test_what_slacks_library_signs_is_taken():
    assert VERIFIERS["slack"]("s1gning", seen(EVENT, **slack(EVENT))) == Verified("Ev1", "app_mention")
    assert "slack" in FORMS


@pytest.mark.parametrize(
    ("body", "topic"),
    [
        (b"token=x&command=%2Fstock&text=cleat", "/stock"),
        (b"payload=%7B%22type%22%3A+%22block_actions%22%2C+%22actions%22%3A+%5B%5D%7D", "block_actions"),
        (b"payload=nonsense", None),
        (b"payload=%ff", None),
    ],
)
def test_a_form_of_slack_says_which_command_or_interaction_it_is(body, topic):
    assert VERIFIERS["slack"]("s1gning", seen(body, **slack(body))) == Verified(None, topic)


def test_slacks_look_at_the_certificate_is_answered_and_is_no_command():
    body = b"token=x&ssl_check=1"
    assert VERIFIERS["slack"]("s1gning", seen(body, **slack(body))).handshake == {}


@pytest.mark.parametrize(("late", "title"), [(301, "Too old"), (-301, "From the future")])
def test_slack_is_refused_when_the_clocks_are_apart_both_ways(late, title):
    refused("slack", seen(EVENT, late=late, **slack(EVENT)), "s1gning", match=title)


def test_slacks_challenge_is_answered_only_when_it_is_signed():
    body = b'{"type": "url_verification", "challenge": "3eZbrw1a"}'
    assert VERIFIERS["slack"]("s1gning", seen(body, **slack(body))).handshake == {"challenge": "3eZbrw1a"}
    refused("slack", seen(body), "s1gning")
