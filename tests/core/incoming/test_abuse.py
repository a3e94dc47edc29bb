"""Whatever is sent: an answer in the contract's form or a closed connection, and nothing is left behind."""

import itertools
import json
import random
import socket
from pathlib import Path
from typing import Any

import pytest

from tests.core.incoming import nonsense, speak
from tests.waiting import eventually

MOST_GROWTH = 24 * 1024 * 1024
"""Bytes; less than one body of the largest size."""


def answers(port, sent):
    """Send bytes and close our side; return the statuses of all that comes until the other side closes."""
    heard = b""
    with speak.call(port) as line:
        try:
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
            while got := line.recv(65_536):
                heard += got
        except OSError:
            pass  # it closes on what is no HTTP while we send
    return [check(each) for each in split(heard)]


def split(heard):
    """Return the answers that came over one connection, each a head and a body."""
    while heard:
        head, _, rest = heard.partition(b"\r\n\r\n")
        headers = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        size = int(headers.get(b"content-length", 0))
        yield head, headers, rest[:size]
        heard = rest[size:]


def check(answer):
    """Return the status of an answer that has the contract's form."""
    head, headers, body = answer
    status = int(head.split(b" ", 2)[1])
    assert 100 <= status < 500, answer
    assert not [name for name in headers if name.startswith(b"access-control")]
    if status >= 400 and body:  # HEAD has none
        assert headers[b"content-type"] == b"application/json"
        assert json.loads(body)["error"].keys() == {"code", "message"}
    return status


def memory():
    """Return how many bytes of memory this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4_096


@pytest.mark.parametrize("count", [300, pytest.param(10_000, marks=pytest.mark.long, id="10000")])
def test_nonsense_gets_an_answer_and_leaves_nothing_behind(alone, caplog, count):
    chance = random.Random(count)
    seen = set()
    for number in range(count):
        sent = nonsense.request(chance)
        seen |= set(answers(alone.port, sent))
        if number == count // 2:
            held = memory() if Path("/proc/self/statm").exists() else None
    assert {204, 400, 401, 403, 404, 405, 415} <= seen
    assert [record for record in caplog.records if record.levelname != "WARNING"] == []
    assert held is None or memory() - held < MOST_GROWTH
    assert alone.post().status == 204
    assert alone.count("payload") == alone.count("event_log") == alone.count("receipt")


PAGES: list[dict[str, str | None]] = [
    {"content_type": "text/plain"},
    {"content_type": "application/x-www-form-urlencoded"},
    {"content_type": "multipart/form-data; boundary=x"},
    {"content_type": "application/json"},
    {"content_type": None},
]
"""What a page may send without asking first, and what it must ask for."""
FROM: list[dict[str, str | None]] = [
    {"origin": "https://evil.example", "sec_fetch_site": "cross-site"},
    {"origin": "null", "sec_fetch_site": "cross-site"},
    {"origin": "https://evil.example"},
    {"sec_fetch_site": "same-site"},
    {
        "origin": "http://rebound.example:8765",
        "host": "rebound.example:8765",
        "sec_fetch_site": "same-origin",
    },
    {"host": "rebound.example"},
]


@pytest.mark.parametrize("method", ["POST", "GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
def test_a_page_in_a_browser_makes_nothing_happen(desk, method):
    body = b'{"job_type": "STOCK_UPDATE", "sku": "BW-1", "warehouse_external_id": "L", "quantity": 1}'
    paths = ("/plugins/open/", "/plugins/shop/", "/plugins/std/", "/events/product_created")
    for path, kind, sent_from in itertools.product(paths, PAGES, FROM):
        headers: dict[str, Any] = {**kind, **sent_from, "access_control_request_method": "POST"}
        [status] = answers(desk.port, speak.request(path, body, port=desk.port, method=method, **headers))
        assert 400 <= status < 500
    assert [desk.count(table) for table in ("job", "outbox", "record")] == [0, 0, 0]
    assert {row.status for row in desk.rows()} <= {"REFUSED"}


@pytest.mark.parametrize("count", [60, pytest.param(500, marks=pytest.mark.long, id="500")])
def test_senders_of_a_byte_at_a_time_hold_nobody_else(desk, count):
    whole = speak.request(port=desk.port, body=b'{"a": 1}')
    lines = [speak.call(desk.port) for _ in range(count)]
    for line in lines:
        line.sendall(whole[:40])
    for at in range(40, 60):
        for line in lines:
            line.sendall(whole[at : at + 1])
        assert desk.post().status == 204
    for line in lines:
        line.sendall(whole[60:])
    assert [speak.hear(line).status for line in lines] == [204] * count
    for line in lines:
        line.close()
    eventually(lambda: desk.count("job") == count + 20)
