"""Times on the command line."""

import sys
import time

import pytest

from core.errors import InvalidInput
from core.times import midnight, read_time

NOW = 1_000_000_000_000


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("90s", NOW - 90_000),
        ("15m", NOW - 900_000),
        ("2h", NOW - 7_200_000),
        ("7d", NOW - 7 * 86_400_000),
        ("1w", NOW - 7 * 86_400_000),
        ("1970-01-01T00:00:01Z", 1000),
        ("1970-01-01T00:00:01", 1000),
        ("1970-01-01T02:00:01.5+02:00", 1500),
        ("1970-01-02", 86_400_000),
    ],
)
def test_iso_times_and_ages_are_read(text, at):
    assert read_time(text, now=NOW) == at


@pytest.mark.parametrize("text", ["", "soon", "2 hours", "-2h", "2H", "9999999h", "2026-13-01", "\u0661h"])
def test_what_is_no_time_is_bad_input(text):
    with pytest.raises(InvalidInput, match="is no time"):
        read_time(text, now=NOW)


@pytest.fixture
def zone(monkeypatch):
    """Move this computer to another time zone."""

    def move(name):
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps its zone to itself")
@pytest.mark.parametrize(
    ("now", "began"),
    [
        ("2026-10-31T16:00Z", "2026-10-31T04:00Z"),  # any other day
        ("2026-11-01T16:00Z", "2026-11-01T04:00Z"),  # the clocks went back at two
        ("2026-03-08T16:00Z", "2026-03-08T05:00Z"),  # and forward
        ("2026-03-08T05:00Z", "2026-03-08T05:00Z"),
    ],
)
def test_a_day_begins_at_midnight_on_the_days_on_which_the_clocks_change_too(zone, now, began):
    zone("America/New_York")
    assert midnight(read_time(now, now=0)) == read_time(began, now=0)
