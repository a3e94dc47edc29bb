from core.incoming.fetching.access import DAY, Access
from core.incoming.fetching.fetch import Progress
from core.incoming.fetching.listening import Gap
from core.incoming.plugins import Plugin
from desktop.forms.fetch_words import done_words, off_words, progress_words, reach_words, usual_words

NOW = 1_795_000_000_000
PLUGIN = Plugin("pay", "Pay", "stripe", "", True, True, 0)


def access(gap=None):
    return Access(PLUGIN, True, "", None, NOW - DAY, gap)


def test_a_time_off_is_named_and_chosen():
    gap = Gap(NOW - 2 * DAY, NOW - DAY)
    assert off_words(access(gap), NOW).startswith("The receiver was off from ")
    assert "has not been off" in off_words(access(), NOW)
    assert (usual_words(access(gap)), usual_words(access())) == ("Since it was off", "Since the last one")
    assert reach_words("github") == "All 3 days"


def test_a_fetch_says_how_far_it_is_and_why_it_waits():
    assert progress_words("Stripe", Progress()) == "Asking Stripe…"
    assert progress_words("Stripe", Progress(1, 0)) == "1 event looked at, 0 stored."
    assert progress_words("GitHub", Progress(1_200, 7, 30.0)).endswith("7 stored. GitHub asks to wait 30 s.")


def test_a_fetch_says_what_came_of_it():
    assert done_words(Progress()) == "Nothing was missed."
    assert done_words(Progress(5, 0)) == "All of it was here already."
    assert done_words(Progress(1, 1)) == "1 event was fetched."
    assert done_words(Progress(9, 2)) == "2 events were fetched; 7 were here already."
