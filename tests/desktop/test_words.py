import sys
import time
from datetime import datetime

import pytest

from desktop import words

NOW = int(datetime(2026, 11, 23, 14, 22, 7).astimezone().timestamp() * 1000)
S, MIN, H, D = 1_000, 60_000, 3_600_000, 86_400_000


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (-5 * S, "now"),
        (0, "now"),
        (999, "now"),
        (S, "1 s"),
        (59 * S, "59 s"),
        (MIN, "1 min"),
        (H, "1 h"),
        (3 * D, "3 d"),
    ],
)
def test_an_age_is_one_unit(ms, text):
    assert words.age(NOW - ms, NOW) == text
    assert words.ago(NOW - ms, NOW) == (text if text == "now" else f"{text} ago")


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (-S, "now"),
        (28 * S, "in 28 s"),
        (5 * MIN, "in 5 min"),
        (H, "in 1 h"),
        (H + 40 * MIN, "in 1 h 40 min"),
        (2 * D, "at 25 Nov 14:22"),
    ],
)
def test_what_is_due_is_said_relative_to_now(ms, text):
    assert words.due(NOW + ms, NOW) == text


def test_a_time_of_today_is_a_clock_time_and_of_another_day_a_date():
    assert words.clock(NOW - 21 * S, NOW) == "14:21:46"
    assert words.clock(NOW - D, NOW) == "22 Nov 14:22"
    assert words.clock(NOW - 400 * D, NOW) == "19 Oct 2025"


def test_a_clock_time_becomes_a_date_at_midnight():
    last = NOW + (23 - 14) * H + (59 - 22) * MIN + (59 - 7) * S
    assert words.clock(NOW, last) == "14:22:07"
    assert words.clock(NOW, last + S) == "23 Nov 14:22"


def test_a_full_date_is_local_and_utc():
    local, utc = words.full_date(NOW).splitlines()
    assert local.startswith("Mon, 23 November 2026, 14:22:07")
    assert utc.endswith(" UTC")


def test_numbers_carry_their_unit():
    assert words.count(1, "event") == "1 event"
    assert words.count(1284, "event") == "1,284 events"
    assert words.took(184) == "184 ms"
    assert words.took(15_020) == "15.0 s"
    assert [words.size(n) for n in (71, 2_716, 5_000_000)] == ["71 bytes", "2.7 KB", "5.0 MB"]


def test_a_tip_shows_exactly_its_text():
    assert "&lt;b&gt;x&lt;/b&gt;" in words.plain_tip("<b>x</b>")
    assert words.plain_tip("") == ""


def test_only_https_is_left_out_of_an_address():
    assert words.bare_url("https://shop.example/in") == "shop.example/in"
    assert words.bare_url("http://shop.example/in") == "http://shop.example/in"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps its zone to itself")
def test_a_computer_that_travels_shows_the_times_of_where_it_is(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Berlin")
    words.follow_zone()
    noon = 1_795_000_000_000 // D * D + 12 * H
    assert words.clock(noon, noon) == "13:00:00"
    monkeypatch.setenv("TZ", "America/New_York")
    words.follow_zone()
    assert words.clock(noon, noon) == "07:00:00"
    monkeypatch.undo()
    time.tzset()
    words.follow_zone()
