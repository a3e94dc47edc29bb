"""`resend`: an edited event from the command line."""

import json

import pytest


@pytest.fixture
def sent(desk):
    """A desk with a delivery."""
    desk.webhook()
    desk.json("emit", "product_created")
    return desk


def test_an_edited_payload_is_sent_as_a_row_of_its_own(sent, tmp_path):
    (tmp_path / "edited.json").write_bytes(b'{"sku": "BW-2"}')
    made = sent.json("resend", 1, "--payload", tmp_path / "edited.json")
    assert made == {"id": 2, "resent_from": 1}
    old, new = (sent.json("logs", "show", log_id) for log_id in (1, 2))
    assert (old["resent_from"], old["resent_as"], new["resent_from"], new["resent_as"]) == (None, [2], 1, [])
    assert json.loads(sent.json("logs", "payload", 2)["payload"])["sku"] == "BW-2"


def test_what_would_be_sent_is_told_and_nothing_is_done(sent):
    told = sent.json("resend", 1, "--url", "https://else.example/x", "--dry-run")
    assert told["url"] == "https://else.example/x"
    assert told["request"].startswith("POST /x HTTP/1.1\r\nhost: else.example\r\n")
    assert "POST /x HTTP/1.1" in sent.run("resend", 1, "--url", "https://else.example/x", "--dry-run").out
    assert [row["id"] for row in sent.json("logs")] == [1]


def test_what_cannot_be_sent_is_refused(sent):
    assert sent.refused("resend", 1)["message"].startswith("Nothing was changed.")
    assert sent.refused("resend", 9)["code"] == "not_found"
    assert "Target URL" in sent.refused("resend", 1, "--url", "ftp://x")["message"]
