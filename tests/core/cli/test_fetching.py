"""Fetching from the command line what a plugin missed."""

import time

import pytest

from core.incoming.fetching import api
from tests.core.incoming.fetching.standin import running


@pytest.fixture
def standin(desk, monkeypatch):
    with running() as made:
        monkeypatch.setattr(api, "BASES", {"stripe": made.url, "github": made.url})
        desk.run(
            "plugin", "create", "--name", "Pay", "--provider", "stripe", "--secret", "whsec_x", "--id", "pay"
        )
        yield made


def test_what_was_missed_is_fetched_and_told(desk, standin):
    access = desk.json("plugin", "api-access", "pay", "--api-key", standin.key)
    assert (access["has_api_key"], access["was_off"], standin.key in str(access)) == (True, False, False)
    standin.add_event("evt_1", "customer.created", time.time() * 1000, email="a@example.com")
    done = desk.json("plugin", "fetch-missed", "pay", "--since", "2h")
    assert (done["looked_at"], done["stored"]) == (1, 1)
    assert "0 stored, 1 known" in desk.run("plugin", "fetch-missed", "pay", "--since", "2h").out
    assert desk.json("logs", "--plugin", "pay")[0]["fetched_at"] is not None
    assert desk.json("plugin", "api-access", "pay")["fetched_at"] is not None


def test_a_refused_key_is_work_that_failed_and_the_key_is_not_told(desk, standin):
    desk.run("plugin", "api-access", "pay", "--api-key", "sk_wrong")
    ran = desk.run("plugin", "fetch-missed", "pay")
    assert ran.status == 1
    assert "Stripe refuses the API key" in ran.err
    assert "sk_wrong" not in ran.err + ran.out


def test_a_plugin_that_cannot_be_asked_is_bad_input(desk, standin):
    desk.refused("plugin", "fetch-missed", "pay")
    desk.refused("plugin", "fetch-missed", "nobody")
    desk.refused("plugin", "api-access", "pay", "--api-source", "quay/site/settings/hooks/7")
