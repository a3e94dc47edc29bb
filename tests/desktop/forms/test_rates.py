"""How long it takes to release or replay, in words."""

import pytest

from desktop.forms.rates import takes_words


@pytest.mark.parametrize(
    ("number", "rate", "words"),
    [
        (5, 10, "takes under a second"),
        (10, 10, "takes about 1 s"),
        (1_312, 10, "takes about 2 min"),
        (5, None, ""),
        (0, 10, ""),
    ],
)
def test_how_long_a_rate_takes_is_said_in_whole_units(number, rate, words):
    assert takes_words(number, rate) == words
