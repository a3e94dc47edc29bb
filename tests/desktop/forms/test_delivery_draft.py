from dataclasses import replace

import pytest

from core.errors import InvalidInput
from core.outgoing.sending import DEFAULT, Sending
from desktop.forms.delivery_draft import (
    NO_BREAK,
    DeliveryDraft,
    attempts_words,
    delivery_draft_of,
    delivery_faults,
    sending_of,
    summary,
)
from desktop.words import clock

NOW = 1_795_000_000_000
ALL = Sending("short", 30, 4, 50, True)


@pytest.mark.parametrize("sending", [DEFAULT, ALL])
def test_what_is_opened_and_saved_untouched_stays_as_it_was(sending):
    assert sending_of(delivery_draft_of(sending)) == sending


def test_an_empty_limit_is_the_desks_own():
    sending = sending_of(replace(delivery_draft_of(ALL), at_once="", per_second=""))
    assert (sending.at_once, sending.per_second) == (None, None)


def test_each_wrong_number_is_said_in_its_own_words():
    wrong = DeliveryDraft(timeout_s="", at_once="33", per_second="two")
    assert delivery_faults(wrong) == {
        "timeout_s": "A whole number is needed.",
        "at_once": "Choose from 1 to 32 deliveries at once.",
        "per_second": "A whole number is needed.",
    }
    assert delivery_faults(DeliveryDraft(timeout_s="61", at_once="0")) == {
        "timeout_s": "Choose from 1 to 60 seconds for the timeout.",
        "at_once": "Choose from 1 to 32 deliveries at once.",
    }
    assert delivery_faults(delivery_draft_of(ALL)) == {}


def test_a_wrong_number_cannot_be_saved():
    with pytest.raises(InvalidInput) as caught:
        sending_of(DeliveryDraft(per_second="1001"))
    assert caught.value.field == "per_second"


def test_the_times_of_all_attempts_are_named():
    words = attempts_words("short", NOW).replace(NO_BREAK, " ")
    waits = (0, 5, 35, 155, 455, 1_355, 3_455)
    times = [clock(NOW + wait * 1_000, NOW) for wait in waits]
    assert words == (
        f"If every attempt from now on fails: {', '.join(times[:-1])} and {times[-1]}, or a little later."
    )
    assert attempts_words("standard", NOW).count(",") == 9  # ten times, and the end


def test_the_summary_names_only_what_is_set():
    assert summary(DEFAULT) == "retries for three days, 15 s for an answer"
    assert summary(ALL) == (
        "retries for about an hour, 30 s for an answer, 4 at once, 50 a second, in strict order"
    )
