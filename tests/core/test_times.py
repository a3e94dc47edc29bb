"""Times on the command line."""

import pytest

from core.errors import InvalidInput
from core.times import read_time

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
