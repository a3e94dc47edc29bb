"""Errors in words for people."""

import pytest

from core.errors import BadSignature, DeskError


@pytest.mark.parametrize(
    ("title", "advice", "said"),
    [
        ("It is full.", "Free some space.", "It is full. Free some space."),
        ("Bad signature", "Compare the keys.", "Bad signature. Compare the keys."),
        ("Bad signature", "", "Bad signature"),
        ("It is full.", "", "It is full."),
    ],
)
def test_an_error_reads_as_sentences(title, advice, said):
    assert str(DeskError(title, advice)) == str(BadSignature(title, advice)) == said
