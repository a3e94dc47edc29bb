"""The commands that need no store."""

import base64
import hashlib
import hmac
import json

import pytest


def test_events_job_types_and_permissions_are_listed(desk):
    desk.unmake()
    events = {event["name"]: event for event in desk.json("catalogue", "events")}
    types = {job_type["name"]: job_type for job_type in desk.json("catalogue", "job-types")}
    codes = {permission["code"] for permission in desk.json("catalogue", "permissions")}

    assert events["product_created"]["permission"] in codes
    assert events["product_created"]["sample"]["name"] == "Galvanized Cleat"
    assert (types["STOCK_UPDATE"]["kind"], types["STOCK_UPDATE"]["event"]) == ("stock", "stock_updated")
    assert not desk.folder.exists()


def test_people_see_what_came_later_and_what_is_inferred(desk):
    lines = desk.run("catalogue", "events").out.splitlines()

    assert next(line for line in lines if "license_key_issued" in line).endswith("inferred, later")
    assert next(line for line in lines if " product_created" in line).endswith("documented")


@pytest.fixture
def captured(tmp_path):
    """Write a request down in two files; return the arguments that name them."""

    def write(headers, body):
        (tmp_path / "headers").write_text(headers)
        (tmp_path / "body").write_bytes(body)
        return "--headers", tmp_path / "headers", "--body", tmp_path / "body"

    return write


BODY = b'{"price": 1.10}'
SIGNED = hmac.new(b"k3y", BODY, hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    "headers",
    [
        f"POST /plugins/shop/ HTTP/1.1\r\nX-Nautical-Signature: {SIGNED}\r\nwebhook-id: evt_1\r\n\r\n",
        json.dumps({"X-Nautical-Signature": SIGNED, "Webhook-Id": "evt_1"}),
        json.dumps([["x-nautical-signature", SIGNED], ["webhook-id", "evt_1"]]),
    ],
)
def test_a_captured_request_is_verified(desk, captured, headers):
    found = desk.json("verify", "--provider", "nautical", "--secret", "k3y", *captured(headers, BODY))

    assert found == {"verified": True, "transaction_id": "evt_1", "topic": None}


def test_a_wrong_signature_is_failed_work_and_says_why(desk, captured):
    files = captured(f"x-nautical-signature: {SIGNED}", BODY + b" ")

    ran = desk.run("verify", "--provider", "nautical", "--secret", "k3y", *files, "--json")

    assert ran.status == 1
    assert json.loads(ran.out)["verified"] is False
    assert json.loads(ran.err)["error"]["code"] == "bad_signature"
    assert "Bad signature" in desk.run("verify", "--provider", "nautical", "--secret", "k3y", *files).err


def test_a_request_of_another_day_is_verified_for_its_own_time(desk, captured):
    digest = hmac.new(b"key", b"m1.1700000000." + BODY, hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(digest).decode()}"
    files = captured(f"webhook-id: m1\nwebhook-timestamp: 1700000000\nwebhook-signature: {signature}", BODY)
    base = ("verify", "--provider", "standard", "--secret", "whsec_a2V5", *files)

    assert desk.run(*base).status == 1
    assert desk.json(*base, "--at", "2023-11-14T22:13:20Z")["transaction_id"] == "m1"


@pytest.mark.parametrize("headers", ["{", "[1]", '{"a": 1}', "[" * 10_000])
def test_headers_that_cannot_be_read_are_bad_input(desk, captured, headers):
    desk.refused("verify", "--provider", "nautical", "--secret", "k", *captured(headers, BODY))


def test_an_unknown_provider_is_bad_input(desk, captured):
    error = desk.refused("verify", "--provider", "acme", "--secret", "k", *captured("", BODY))

    assert "acme" in error["message"]
