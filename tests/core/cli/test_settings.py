"""`settings`: what the window sets, set from the command line, with the same checks."""

import pytest

from core import settings
from core.store.database import open_store


def test_the_settings_are_shown_and_changed(desk):
    assert desk.json("settings")["proxy"] == ""
    said = desk.json("settings", "--proxy", "proxy.example:3128", "--repeat-days", 14)
    assert (said["proxy"], said["repeat_days"]) == ("http://proxy.example:3128", 14)
    assert desk.json("settings") == said
    assert desk.json("settings", "--proxy", "NONE")["proxy"] == "none"
    assert desk.json("settings", "--proxy", "")["proxy"] == ""
    store = open_store(desk.folder)
    with store.connection():
        assert settings.load(store).repeat_days == 14


def test_what_a_person_reads_has_a_line_for_each(desk):
    assert "proxy                http://proxy.example:3128" in (
        desk.run("settings", "--proxy", "proxy.example:3128").out
    )


@pytest.mark.parametrize(
    "words",
    [
        ("--proxy", "ftp://proxy.example"),
        ("--proxy", "no proxy"),
        ("--payload-mb", 0),
        ("--repeat-days", 3_000),
        ("--repeat-days", "soon"),
        ("--public-names", "https://a/b"),
        ("--marketplace-domain", "a b"),
    ],
)
def test_what_the_window_refuses_is_refused(desk, words):
    desk.refused("settings", *words)
    assert desk.json("settings")["payload_mb"] == 25


def test_the_password_of_a_proxy_is_neither_kept_nor_printed(desk):
    ran = desk.run("settings", "--proxy", "http://ann:s3cret@proxy.example:3128")
    assert (ran.status, "s3cret" in ran.out + ran.err) == (2, False)
    assert "https_proxy" in ran.err
    assert desk.json("settings")["proxy"] == ""
