"""How a provider is asked, and since when something may be missing."""

import pytest

from core.bus import Change
from core.errors import InvalidInput
from core.incoming.fetching import fetch, listening
from core.incoming.fetching.access import DAY, OVERLAP, check_source, get_access, open_key, set_access
from core.incoming.fetching.listening import Gap, Heartbeat, gaps, last_listening, note_listening
from core.store.database import open_store
from tests.waiting import eventually

HOUR = 60 * 60_000


def off(store, clock, hours):
    """Let the receiver stop for some hours, and listen again."""
    note_listening(store)
    clock.now += hours * HOUR
    note_listening(store)


def test_a_time_off_is_from_the_last_beat_to_the_next_start(store, clock):
    start = clock.now
    note_listening(store)
    assert gaps(store, after=0) == []
    off(store, clock, 2)
    assert gaps(store, after=0) == [Gap(start, start + 2 * HOUR)]
    clock.now += 60_000
    off(store, clock, 0)
    assert len(gaps(store, after=0)) == 1  # a restart is no time off


def test_a_time_off_that_goes_on_counts_as_well(store, clock):
    note_listening(store)
    start = clock.now
    clock.now += HOUR
    assert gaps(store, after=0) == [Gap(start, clock.now)]


def test_times_off_are_forgotten_after_a_month(store, clock):
    note_listening(store)
    off(store, clock, 1)
    clock.now += 40 * DAY
    note_listening(store)
    clock.now += 40 * DAY
    note_listening(store)
    assert len(gaps(store, after=0)) == 1


def test_it_is_fetched_from_the_first_time_off_that_was_not_fetched_yet(store, clock, standin):
    note_listening(store)
    clock.now += 60_000
    first = clock.now
    off(store, clock, 1)
    off(store, clock, 1)
    assert get_access(store, "pay").since == first - OVERLAP
    fetch.run(store, "pay", since=None, pause=lambda seconds: None)
    access = get_access(store, "pay")
    assert (access.fetched_at, access.gap) == (clock.now, None)
    clock.now += 60_000
    second = clock.now
    off(store, clock, 5)
    assert get_access(store, "pay").since == second - OVERLAP


def test_no_more_is_asked_for_than_the_provider_keeps(store, clock):
    note_listening(store)
    off(store, clock, 24 * 20)
    assert get_access(store, "code").since == clock.now - 3 * DAY
    assert get_access(store, "pay").since == clock.now - 20 * DAY - OVERLAP


def test_without_a_time_off_it_is_from_what_came_last(store, clock, standin):
    made_at = clock.now
    clock.now += HOUR
    assert get_access(store, "pay").since == made_at - OVERLAP
    standin.add_event("evt_1", "customer.created", clock.now, email="a@example.com")
    fetch.run(store, "pay", since=clock.now - 1, pause=lambda seconds: None)
    assert get_access(store, "pay").since == clock.now - OVERLAP


def test_a_fetch_of_a_shorter_time_leaves_the_rest_missing(store, clock, standin):
    note_listening(store)
    off(store, clock, 5)
    fetch.run(store, "pay", since=clock.now - HOUR, pause=lambda seconds: None)
    assert get_access(store, "pay").fetched_at is None


def test_the_key_is_sealed_and_opened_only_to_be_sent(store, standin):
    access = set_access(store, "pay", key=f" {standin.key} ")
    assert (access.has_key, access.is_ready) == (True, True)
    (sealed,) = store.sql("SELECT api_key FROM plugin WHERE id = 'pay'").fetchone()
    assert standin.key.encode() not in sealed
    assert open_key(store, "pay") == standin.key
    assert standin.key not in repr(access)
    assert not set_access(store, "pay", key="").has_key


@pytest.mark.parametrize("key", ["a b", "a\nb", "é", "x" * 501])
def test_what_cannot_stand_in_a_header_is_no_key(store, key):
    with pytest.raises(InvalidInput) as refused:
        set_access(store, "pay", key=key)
    assert refused.value.field == "api_key"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://github.com/quay/site/settings/hooks/7", "repos/quay/site/hooks/7"),
        (" github.com/quay/site/settings/hooks/7", None),
        ("quay/site/settings/hooks/7/", "repos/quay/site/hooks/7"),
        ("https://github.com/organizations/quay/settings/hooks/7", "orgs/quay/hooks/7"),
        ("repos/quay/site/hooks/7", "repos/quay/site/hooks/7"),
        ("orgs/quay/hooks/7", "orgs/quay/hooks/7"),
        ("", ""),
        ("https://evil.example/quay/site/settings/hooks/7", None),
        ("quay/../hooks/7", None),
        ("repos/quay/site/hooks/7/../../secrets", None),
    ],
)
def test_the_webhook_is_named_by_its_address_in_github(given, kept):
    if kept is None:
        with pytest.raises(InvalidInput):
            check_source("github", given)
    else:
        assert check_source("github", given) == kept


def test_stripe_needs_no_webhook_named(store):
    with pytest.raises(InvalidInput):
        set_access(store, "pay", source="quay/site/settings/hooks/7")


def test_a_receiver_that_does_not_listen_is_off(tmp_path):
    store = open_store(tmp_path / "other")
    beat = Heartbeat(store, lambda: False)
    beat.start()
    beat.stop()
    with store.connection():
        assert last_listening(store) is None


def test_the_heartbeat_notes_when_it_begins_and_ends(tmp_path):
    store = open_store(tmp_path / "other")
    beat = Heartbeat(store, lambda: True)
    beat.start()

    def noted():
        with store.connection():
            return last_listening(store) is not None

    eventually(noted)
    beat.stop()
    with store.connection():
        assert gaps(store, after=0) == []


def test_the_last_note_keeps_nobody_waiting_while_another_program_holds_the_database(
    tmp_path, monkeypatch, caplog
):
    monkeypatch.setattr(listening, "PATIENCE", 0.05)
    store = open_store(tmp_path / "desk")
    beat = Heartbeat(store, lambda: True)
    with open_store(tmp_path / "desk").write(Change.NONE):
        beat.start()
        beat.stop()
        assert not beat.is_alive()
    assert "Another program holds the database" in caplog.text
