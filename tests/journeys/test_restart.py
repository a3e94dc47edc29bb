"""Stopping and starting again: what was owed is sent, what was asked for is done, and ending is quick."""

import socket
import threading

from tests.journeys.program import post
from tests.waiting import eventually


def make_webhook(program, url, event="any_events"):
    codes = ("MANAGE_PRODUCTS", "MANAGE_INVENTORY")
    granted = [word for code in codes for word in ("--permission", code)]
    app = program("app", "create", "Storefront sync", "--active", *granted)
    base = ("--app", app["id"], "--name", "Feed", "--url", url, "--event", event, "--active")
    return program("webhook", "create", *base)


def test_what_was_emitted_while_nothing_ran_is_sent_after_the_start(program, sink):
    make_webhook(program, sink.url)
    emitted = program("emit", "product_created", "--count", 3)
    assert emitted["count"] == 3
    assert [row["status"] for row in program("logs")] == ["PENDING"] * 3

    with program.serving():
        eventually(lambda: [row["status"] for row in program("logs")] == ["DELIVERED"] * 3)

    uids = {got.headers["webhook-id"] for got in sink.requests}
    assert uids == {row["uid"] for row in program("logs")}
    assert len(uids) == 3


def test_a_job_that_waited_over_a_restart_runs_once(program, sink):
    make_webhook(program, sink.url)
    program("plugin", "create", "--name", "Till", "--provider", "none")
    program("jobs", "scheduling", "off")
    body = b'{"sku": "BW-CLT-08", "warehouse_external_id": "LOC-88", "quantity": 36}'
    with program.serving() as served:
        assert post(f"{served.url}/plugins/till/stock_update", body, {"webhook-id": "their-1"}) == 204
        served.kill()
    program("jobs", "scheduling", "on")

    with program.serving("--port", served.port) as again:
        eventually(lambda: program("jobs")[0]["status"] == "SUCCESS")
        assert post(f"{again.url}/plugins/till/stock_update", body, {"webhook-id": "their-1"}) == 204
        eventually(lambda: sink.requests)

    (job,) = program("jobs")
    assert job["attempts"] == 1
    (event,) = program("logs", "--direction", "emitted")
    assert (event["event_type"], event["status"]) == ("stock_updated", "DELIVERED")
    assert len(sink.requests) == 1


def test_serve_ends_in_time_beside_an_endpoint_that_hangs_and_a_sender_that_stalls(program, sink):
    arrived, hold = threading.Event(), threading.Event()

    def hang(got):
        arrived.set()
        hold.wait(30)

    sink.before_answer = hang
    make_webhook(program, sink.url)
    program("plugin", "create", "--name", "Till", "--provider", "none")
    try:
        with program.serving() as served, socket.create_connection(("127.0.0.1", served.port)) as sender:
            sender.sendall(b"POST /plugins/till/ HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{")
            log_id = program("emit", "product_created")["deliveries"][0]
            assert arrived.wait(10)

            assert served.end(within=5) == 0
    finally:
        hold.set()

    assert program("logs", "show", log_id)["status"] == "PENDING"
