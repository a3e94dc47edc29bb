"""Secret keys on the command line: schemes, pairs, rotation, and what is noted when one is shown."""

import json

import pytest

from core.outgoing import rotation
from core.signing import keys
from core.store.database import open_store


def audit(desk):
    store = open_store(desk.folder)
    with store.connection():
        return store.sql("SELECT act, subject FROM audit").fetchall()


def secret(desk):
    return desk.json("webhook", "show", 1, "--reveal")["secret"]


def test_a_pair_shows_its_public_half_alone(desk):
    made = desk.webhook("--scheme", "standard", "--key-pair")
    private = secret(desk)
    assert made["public_key"] == keys.public_key(private)
    assert "secret" not in made
    assert desk.json("webhook", "list")[0]["public_key"] == made["public_key"]
    assert made["public_key"] in desk.run("webhook", "show", 1).out


def test_a_shared_secret_has_no_public_key(desk):
    assert "public_key" not in desk.webhook("--scheme", "standard")


def test_a_pair_means_the_standard_scheme(desk):
    assert desk.webhook("--key-pair")["scheme"] == "standard"
    desk.json("webhook", "update", 1, "--scheme", "nautical", "--secret", "s3cret")
    assert desk.json("webhook", "update", 1, "--key-pair")["public_key"]
    assert desk.refused("webhook", "update", 1, "--key-pair", "--scheme", "nautical")["code"] == "usage"
    assert desk.refused("webhook", "update", 1, "--key-pair", "--secret", "s3cret")["code"] == "usage"


def test_a_private_key_of_ones_own_is_taken(desk):
    private = keys.generate_private()
    assert desk.webhook("--scheme", "standard", "--secret", private)["public_key"] == keys.public_key(private)


def test_rotation_makes_another_key_and_says_until_when_the_old_one_counts(desk):
    desk.webhook("--secret", "first")
    rotated = desk.json("webhook", "rotate-secret", 1, "--overlap", 60)
    assert rotated["old_secret_until"] > rotated["created_at"]
    assert "secret" not in rotated
    assert secret(desk) != "first"
    assert desk.refused("webhook", "rotate-secret", 1)["code"] == "rotating"
    assert "old_secret_until" not in desk.json("webhook", "rotate-secret", 1, "--end")
    desk.json("webhook", "rotate-secret", 1, "--secret", "third", "--overlap", 0)
    assert secret(desk) == "third"
    assert "old_secret_until" not in desk.json("webhook", "show", 1)


def test_an_old_key_whose_time_is_over_is_told_no_more(desk, monkeypatch):
    desk.webhook("--secret", "first")
    rotated = desk.json("webhook", "rotate-secret", 1)
    monkeypatch.setattr("core.cli.webhooks.epoch_ms", lambda: 32_503_680_000_000)  # the year 3000
    assert "old_secret_until" in rotated
    assert "old_secret_until" not in desk.json("webhook", "show", 1)


def test_a_shared_secret_can_be_followed_by_a_pair(desk):
    desk.webhook("--scheme", "standard")
    assert desk.json("webhook", "rotate-secret", 1, "--key-pair")["public_key"]


@pytest.mark.parametrize("overlap", ["-1", "soon", str(rotation.LONGEST_OVERLAP + 1)])
def test_an_overlap_that_is_none_is_refused(desk, overlap):
    desk.webhook("--secret", "first")
    desk.refused("webhook", "rotate-secret", 1, f"--overlap={overlap}")
    assert secret(desk) == "first"


def test_a_webhook_that_is_not_there_cannot_be_rotated(desk):
    assert desk.refused("webhook", "rotate-secret", 9)["code"] == "not_found"


def test_showing_a_secret_is_noted_and_showing_the_webhook_is_not(desk):
    desk.webhook("--secret", "first")
    desk.json("webhook", "show", 1)
    assert audit(desk) == []
    secret(desk)
    assert audit(desk) == [("secret shown", "webhook 1")]


def test_the_data_key_is_moved_to_the_keychain_and_back(desk, keychain):
    desk.webhook("--secret", "first")
    assert desk.json("key") == {"place": "file", "has_keychain": True}
    assert desk.json("key", "keychain")["place"] == "keychain"
    assert secret(desk) == "first"
    assert desk.json("key", "file")["place"] == "file"
    assert secret(desk) == "first"


def test_without_a_keychain_the_data_key_stays_in_its_file(desk):
    ran = desk.run("key", "keychain", "--json")
    assert (ran.status, json.loads(ran.err)["error"]["code"]) == (1, "key_unreadable")
    assert desk.json("key") == {"place": "file", "has_keychain": False}
