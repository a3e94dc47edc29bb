"""A merchant's first five minutes, on the command line beside `serve`."""

import hashlib
import hmac
import json

from tests.journeys.program import post
from tests.waiting import eventually

SECRET, PLUGIN_SECRET = "3f1c9a", "b0a7d2"


def signed(body, secret):
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def test_from_nothing_to_a_delivered_event_and_a_job_that_sets_one_off(program, sink):
    with program.serving() as served:
        send_a_first_event(program, sink)
        receive_a_first_webhook(program, sink, served.url)
        assert served.end(within=5) == 0


def send_a_first_event(program, sink):
    app = program("app", "create", "Storefront sync")
    assert app["is_active"] is False
    app = program("app", "update", app["id"], "--permission", "MANAGE_PRODUCTS", "--active")
    assert (app["is_active"], app["permissions"]) == (True, ["MANAGE_PRODUCTS"])
    hook = program(
        *("webhook", "create", "--app", app["id"], "--name", "Catalogue", "--url", sink.url),
        *("--event", "product_created", "--event", "product_updated", "--secret", SECRET),
    )
    assert (hook["is_active"], hook["has_secret"]) == (False, True)
    program("webhook", "update", hook["id"], "--active")

    log_id = program("emit", "product_created")["deliveries"][0]

    eventually(lambda: len(sink.requests) == 1)
    got = sink.requests[0]
    assert got.headers["x-nautical-event"] == "product_created"
    assert got.headers["x-nautical-signature"] == signed(got.body, SECRET)
    assert json.loads(got.body)["nautical_event_type"] == "product_created"
    eventually(lambda: program("logs", "show", log_id)["status"] == "DELIVERED")
    row = program("logs", "show", log_id)
    assert (row["webhook_id"], row["status_code"], row["attempts"]) == (hook["id"], 200, 1)
    assert row["uid"] == got.headers["webhook-id"]
    assert program.bytes("logs", "payload", log_id) == got.body
    assert [each["id"] for each in program("logs", "--direction", "emitted")] == [log_id]


def receive_a_first_webhook(program, sink, url):
    program("plugin", "create", "--name", "Harbour ERP", "--provider", "nautical", "--secret", PLUGIN_SECRET)
    address = program("plugin", "show", "harbour-erp")["url"]
    assert address == f"{url}/plugins/harbour-erp/"
    program("jobs", "scheduling", "off")
    body = b'{"external_id": "8146205", "name": "Galvanized Cleat", "base_price": 34.50}'

    headers = {"x-nautical-signature": signed(body, PLUGIN_SECRET), "webhook-id": "their-1"}
    assert post(f"{address}product_create", body, {**headers, "x-nautical-signature": "0" * 64}) == 401
    assert post(f"{address}product_create", body, headers) == 204
    assert post(f"{address}product_create", body, headers) == 204  # sent again: kept once

    (job,) = program("jobs")
    assert (job["job_type"], job["source"], job["status"]) == ("PRODUCT_CREATE", "Harbour ERP", "PENDING")
    assert program("jobs", "toggle", job["id"])["scheduled"] is False
    program("jobs", "scheduling", "on")
    assert program("jobs", "show", job["id"])["status"] == "PENDING"
    assert program("jobs", "toggle", job["id"])["scheduled"] is True

    eventually(lambda: program("jobs", "show", job["id"])["status"] == "SUCCESS")
    eventually(lambda: len(sink.requests) == 2)
    set_off = sink.requests[1]
    assert set_off.headers["x-nautical-event"] == "product_created"
    assert b"Galvanized Cleat" in set_off.body
    received = program("logs", "--direction", "received", "--status", "accepted")
    assert [(row["transaction_id"], row["plugin_id"]) for row in received] == [("their-1", "harbour-erp")]
    assert program.bytes("logs", "payload", received[0]["id"]) == body
