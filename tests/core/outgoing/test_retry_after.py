import datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.outgoing.retry_after import retry_at, wait_ms

NOW = 1_795_000_000_000  # Wed, 18 Nov 2026 11:06:40 GMT
DAY = 24 * 3600
moments = st.integers(0, 253_000_000_000).map(lambda at: datetime.datetime.fromtimestamp(at, datetime.UTC))


@pytest.mark.parametrize(
    ("value", "ms"),
    [
        ("0", 0),
        ("120", 120_000),
        (" 7 ", 7_000),
        ("Wed, 18 Nov 2026 11:07:30 GMT", 50_000),
        ("Wednesday, 18-Nov-26 11:07:30 GMT", 50_000),
        ("Wed Nov 18 11:07:30 2026", 50_000),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
    ],
)
def test_seconds_and_all_three_dates_of_http_are_understood(value, ms):
    assert wait_ms(value, now=NOW) == ms


@pytest.mark.parametrize(
    "value", ["", "soon", "-5", "1.5", "٣", "Wed, 99 Nov 2026 11:07:30 GMT", "1e3", "\0"]
)
def test_what_means_nothing_is_passed_over(value):
    assert wait_ms(value, now=NOW) is None


@given(st.integers(0, 10**11))
def test_any_number_of_seconds_is_that_many(seconds):
    assert wait_ms(str(seconds), now=NOW) == seconds * 1000


@given(moments)
def test_any_date_is_waited_for_and_never_backwards(moment):
    wait = wait_ms(format_datetime(moment, usegmt=True), now=NOW)
    assert wait == max(0, int(moment.timestamp()) * 1000 - NOW)


@given(st.text() | st.from_regex(r"\A[0-9]{1,9000}\Z") | st.from_regex(r"\A\w{3}, \d{1,9} \w{3} [\d:. ]*\Z"))
def test_whatever_a_stranger_says_the_wait_is_bounded(value):
    at = retry_at(429, (("Retry-After", value),), now=NOW, longest=DAY)
    assert at is None or NOW <= at <= NOW + DAY * 1000


@pytest.mark.parametrize(
    ("status", "honoured"), [(429, True), (503, True), (500, False), (200, False), (301, False)]
)
def test_it_counts_on_429_and_503(status, honoured):
    at = retry_at(status, (("x", "1"), ("retry-after", "60")), now=NOW, longest=DAY)
    assert at == (NOW + 60_000 if honoured else None)


def test_an_answer_without_it_asks_for_nothing():
    assert retry_at(429, (("content-length", "0"),), now=NOW, longest=DAY) is None
