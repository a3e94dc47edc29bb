"""What `verify` says of a request that fails, and of one that is in the log."""

import base64
import hashlib
import hmac
import json

import pytest

from core.incoming.guards import Request, own_hosts
from core.incoming.intake import take_all
from core.incoming.plugins import create_plugin
from core.store.database import open_store

BODY = b'{"a": 1}'


def coded(body, key="right"):
    return base64.b64encode(hmac.digest(key.encode(), body, hashlib.sha256)).decode()


@pytest.fixture
def failing(desk, tmp_path):
    """Run `verify` on a request of Shopify, which must fail; return what it prints as JSON and for people."""

    def run(body=BODY, signed=BODY, *more):
        (tmp_path / "headers").write_text(f"x-shopify-hmac-sha256: {coded(signed)}")
        (tmp_path / "body").write_bytes(body)
        files = ("--headers", tmp_path / "headers", "--body", tmp_path / "body")
        told = ("verify", "--provider", "shopify", "--secret", "right", *files, *more)
        ran, people = desk.run(*told, "--json"), desk.run(*told)
        assert ran.status == people.status == 1
        return json.loads(ran.out), people

    return run


def test_what_was_signed_and_both_signatures_are_printed_with_the_one_change(failing):
    found, people = failing(BODY + b"\n")
    assert found["cause"]["kind"] == "body"
    assert found["signatures"] == [
        {
            "signed": base64.b64encode(BODY + b"\n").decode(),
            "size": 9,
            "expected": coded(BODY + b"\n"),
            "given": [coded(BODY)],
        }
    ]
    for part in (r'{"a": 1}\n', coded(BODY), coded(BODY + b"\n"), "A line break was added after the body."):
        assert part in people.out


def test_secrets_of_the_desk_are_tried_and_never_printed(desk, failing):
    desk.json("plugin", "create", "--name", "Till", "--provider", "shopify", "--secret", "right")
    found, people = failing(BODY, BODY, "--secret", "wrong")
    assert found["cause"]["title"] == "It matches the secret of the plugin Till (till)"
    assert "right" not in people.out + people.err


def test_without_a_database_none_is_made(desk, failing):
    desk.unmake()
    found, people = failing(BODY, BODY, "--secret", "wrong")
    assert found["cause"] is None
    assert "No known cause explains it" in people.out
    assert not desk.folder.exists()


def test_the_url_that_was_signed_is_given(desk, tmp_path):
    url = "https://desk.example/hooks"
    (tmp_path / "h").write_text(f"x-square-hmacsha256-signature: {coded(url.encode() + BODY)}")
    (tmp_path / "b").write_bytes(BODY)
    files = ("--headers", tmp_path / "h", "--body", tmp_path / "b")
    base = ("verify", "--provider", "square", "--secret", "right", *files, "--url")
    assert desk.json(*base, url)["verified"]
    ran = desk.run(*base, "http://desk.example/hooks/", "--json")
    assert json.loads(ran.out)["cause"]["title"] == f"It was signed for another URL: {url}"


def test_a_request_in_the_log_is_checked_by_the_secret_of_its_plugin(desk):
    store = open_store(desk.folder)
    with store.connection():
        create_plugin(store, name="Till", provider="shopify", secret="right")
        headers = {"content-type": "application/json", "x-shopify-hmac-sha256": coded(BODY)}
        for body in (BODY, BODY + b"\n"):
            take_all(store, [Request("till", "", headers, body)], own_hosts=own_hosts("127.0.0.1", 8765))
    taken, refused = (row["id"] for row in desk.json("logs")[::-1])
    assert desk.json("verify", "--log", taken)["verified"]
    assert json.loads(desk.run("verify", "--log", refused, "--json").out)["cause"]["kind"] == "body"
    as_hub = desk.run("verify", "--log", taken, "--provider", "github", "--json")
    assert json.loads(as_hub.out)["cause"]["change"].startswith("Choose the provider Shopify")


@pytest.mark.parametrize("more", [(), ("--log", "7"), ("--provider", "shopify", "--secret", "k")])
def test_without_a_request_it_is_wrong_usage(desk, more):
    desk.refused("verify", *more)


def test_what_was_sent_has_no_receipt_to_look_into(desk):
    app = desk.json("app", "create", "Feed", "--permission", "MANAGE_PRODUCTS", "--active")["id"]
    url = "http://127.0.0.1:9/"
    desk.json(
        *("webhook", "create", "--app", app, "--name", "H", "--url", url, "--event", "any_events", "--active")
    )
    desk.json("emit", "product_created")
    assert "was sent, not received" in desk.refused("verify", "--log", "1")["message"]
