from dataclasses import replace

import pytest

from core.outgoing.health import Health
from core.outgoing.kinds import UNKNOWN_AUTHORITY, Kind
from desktop.forms.health_words import HealthWords, health_words, last_day
from desktop.words import clock

NOW = 1_795_000_000_000
FIRST = NOW - 7_200_000
FAILING = Health(
    *(1, "failing", "500 Internal Server Error", Kind.SERVER_ERROR, 3, FIRST, NOW + 28_000),
)
WELL = Health(1, "well", attempts=1_210, succeeded=1_209, p50_ms=120, p95_ms=2_400)
WARNING = "It has only failed for 2 days. After 5 days it is disabled; what it is owed is kept."


def test_a_webhook_that_was_never_sent_to_has_nothing_to_say():
    assert health_words(Health(1, "unknown"), NOW) == HealthWords()


def test_one_that_is_well_has_one_quiet_line():
    line = "Last 24 hours: 99.9 % of 1,210 attempts succeeded, half answered within 120 ms, 95 % within 2.4 s"
    assert health_words(WELL, NOW) == HealthWords(quiet=line)


@pytest.mark.parametrize(
    ("attempts", "succeeded", "share"), [(1, 1, "100 %"), (3, 0, "0 %"), (100_000, 99_999, "99.9 %")]
)
def test_only_what_wholly_succeeded_is_said_to_be_100_percent(attempts, succeeded, share):
    found = replace(WELL, attempts=attempts, succeeded=succeeded)
    assert last_day(found).startswith(f"Last 24 hours: {share} of ")


def test_one_that_fails_says_why_since_when_and_when_it_is_tried_again():
    words = health_words(FAILING, NOW)
    assert (words.tone, words.title, words.can_resume) == ("wait", "The last 3 attempts failed", False)
    assert words.text == (
        "The endpoint has an error of its own: 500 Internal Server Error."
        f" First failure: {clock(FIRST, NOW)}. Next try: in 28 s."
    )


def test_a_reason_that_is_plain_already_stands_alone():
    found = replace(FAILING, reason="Host not found", kind=Kind.HOST_NOT_FOUND, failures=1)
    words = health_words(found, NOW)
    assert words.title == "The last attempt failed"
    assert words.text.startswith("Host not found. First failure: ")


def test_a_certificate_of_an_unknown_authority_leads_to_the_ca_file():
    found = replace(FAILING, reason=UNKNOWN_AUTHORITY, kind=Kind.CERTIFICATE)
    words = "Certificate from an unknown authority. If it is your own, choose its CA file in the delivery"
    assert health_words(found, NOW).text.startswith(words)


def test_a_paused_one_says_when_it_is_probed_and_can_be_resumed():
    words = health_words(replace(FAILING, state="paused", failures=12), NOW)
    assert (words.title, words.can_resume) == ("Paused after 12 failures in a row", True)
    assert words.text.endswith("One delivery is tried in 28 s; once it arrives, the others follow.")


@pytest.mark.parametrize("state", ["failing", "paused"])
def test_where_nothing_is_owed_no_time_is_promised(state):
    words = health_words(replace(FAILING, state=state, next_try_at=None), NOW)
    assert words.text.endswith("Nothing waits to be sent.")


def test_the_warning_before_it_is_disabled_is_said_last():
    assert health_words(replace(FAILING, warning=WARNING), NOW).text.endswith(f" {WARNING}")


def test_a_disabled_one_says_why_since_when_and_what_to_do():
    gone = Health(1, "disabled", "The endpoint answered 410 Gone.", disabled_at=NOW - 3_600_000)
    words = health_words(gone, NOW)
    assert (words.tone, words.title) == ("bad", "This webhook was disabled")
    assert words.text == (
        f"The endpoint answered 410 Gone. Disabled: {clock(NOW - 3_600_000, NOW)}."
        " What it is owed is kept: mend the endpoint,"
        " then activate the webhook."
    )
