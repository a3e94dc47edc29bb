"""What the log says of refused requests, and the words for them."""

import pytest

from core.incoming.refusals import MINUTE, BadSignatures, Counts, reason


def test_bad_signatures_are_in_the_log_once_for_each_plugin_and_minute_with_their_number(caplog):
    bad = BadSignatures()
    assert not bad.note(["shop"], 0)
    assert bad.note(["shop", "till", "shop"], 10)
    assert bad.note(["shop"], MINUTE - 1)
    assert not bad.note([], MINUTE)
    assert not bad.note([], 2 * MINUTE)
    assert caplog.messages == [
        "bad signatures for the plugin shop: 1",
        "bad signatures for the plugin till: 1",
        "bad signatures for the plugin shop: 3",
    ]


def test_what_is_refused_is_told_and_counted_after_the_clock_was_set_back_too(store, caplog):
    bad, counts = BadSignatures(), Counts()
    for now in (90 * MINUTE, 30 * MINUTE):
        assert not bad.note(["shop"], now)
        counts.add([("shop", "bad_signature")], now)
        assert counts.are_due(now)
        counts.write(store, now)
    assert len(caplog.messages) == 2


@pytest.mark.parametrize(
    ("code", "words"),
    [("bad_signature", "Bad signature"), ("not_json", "Not JSON"), ("too_large", "Too large")],
)
def test_a_refusal_has_the_shortest_true_words(code, words):
    assert reason(code) == words
