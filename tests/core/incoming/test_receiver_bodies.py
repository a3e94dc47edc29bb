"""How large a body may be that the receiver takes, and in which forms it may come."""

import gzip
import http.client
import json
import zlib
from contextlib import ExitStack, closing

import pytest

from core.incoming import body
from core.log import event_log
from core.settings import save
from core.signing import nautical
from tests.core.incoming import speak
from tests.core.incoming.conftest import SECRET
from tests.waiting import eventually

MB = 1_000_000


def big(size):
    return b'{"a":"' + b"x" * (size - 8) + b'"}'


def post_plainly(desk, path, content):
    """Send all of a body before reading the answer, as simple clients do."""
    line = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=20)
    line.request("POST", path, content, {"content-type": "application/json"})
    with closing(line), line.getresponse() as answer:
        return answer.status, json.loads(answer.read() or b"null")


def test_25_mb_are_taken(desk):
    assert post_plainly(desk, "/plugins/open/STOCK_UPDATE", big(25 * MB)) == (204, None)
    assert [row.size for row in desk.rows()] == [25 * MB]


@pytest.mark.parametrize("size", [25 * MB + 1, 60 * MB])
@pytest.mark.parametrize("chunked", [True, False])
def test_more_is_refused_and_the_sender_hears_it(desk, size, chunked):
    content = (big(MB) for _ in range(size // MB + 1)) if chunked else big(size)
    status, said = post_plainly(desk, "/plugins/open/STOCK_UPDATE", content)
    assert (status, said["error"]["code"]) == (413, "too_large")
    assert [(row.status, row.error, row.size) for row in desk.rows()] == [("REFUSED", "Too large", 0)]


@pytest.mark.parametrize("path", ["/nowhere", "/plugins/open"])
def test_a_large_body_to_nowhere_hears_its_answer_too(desk, path):
    assert post_plainly(desk, path, b"x" * 20 * MB)[0] == 404


def test_who_waits_for_a_word_before_sending_is_told_at_once(desk):
    with speak.call(desk.port) as line:
        head = speak.request(port=desk.port, expect="100-continue", content_length=str(30 * MB), body=b"")
        line.sendall(head)
        assert speak.hear(line).status == 413
    with speak.call(desk.port) as line:
        line.sendall(speak.request(port=desk.port, expect="100-continue", content_length="2", body=b""))
        assert speak.hear(line).status == 100
        line.sendall(b"{}")
        assert speak.hear(line).status == 204


def test_chunks_are_taken_without_a_length_and_not_encoded(desk):
    chunks = b"1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"
    head = {"port": desk.port, "content_length": None, "transfer_encoding": "chunked", "body": chunks}
    assert speak.ask(desk.port, speak.request(**head)).status == 204
    assert speak.ask(desk.port, speak.request(**head, content_encoding="br")).status == 415
    assert desk.count("job") == 1


@pytest.mark.parametrize("coding", ["gzip, chunked", "identity, chunked"])
def test_only_chunks_are_a_way_to_send_without_a_length(desk, coding):
    answer = desk.signed(transfer_encoding=coding, content_length=None, body=b"2\r\n{}\r\n0\r\n\r\n")
    assert (answer.status, answer.code) == (415, "encoded")


@pytest.mark.parametrize(("coding", "packed"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_what_comes_compressed_is_verified_and_kept_as_it_was_before(desk, coding, packed):
    content = b'{"price": 1.10}'
    signature = nautical.sign(SECRET, content)
    sent = {"content_encoding": coding, "x_nautical_signature": signature}
    assert desk.post("/plugins/shop/stock_update", packed(content), **sent).status == 204
    [row] = desk.rows()
    with desk.store.connection():
        assert event_log.payload(desk.store, row.id) == content


def test_a_deflate_bomb_is_refused_before_it_is_inflated(desk):
    bomb = zlib.compress(b"0" * 100 * MB)
    answer = desk.post("/plugins/open/", bomb, content_encoding="deflate")
    assert (answer.status, answer.code, desk.count("job")) == (413, "too_large", 0)


def test_the_largest_body_is_a_setting(desk):
    save(desk.store, payload_mb=1)
    assert desk.post(body=big(MB)).status == 204
    assert desk.post(body=big(MB + 1)).status == 413
    save(desk.store, payload_mb=2)
    assert desk.post(body=big(MB + 1)).status == 204
    save(desk.store, payload_mb=25)


def test_bodies_share_a_room_and_who_finds_none_is_asked_to_come_again(desk, monkeypatch):
    monkeypatch.setattr(body, "UNCOUNTED", 0)
    half = speak.request(port=desk.port, content_length=str(24 * MB), body=b" " * 23 * MB)
    with ExitStack() as open_lines:
        for _ in range(body.MOST_AT_ONCE // (24 * MB)):
            line = open_lines.enter_context(speak.call(desk.port))
            line.sendall(half)
        eventually(lambda: desk.post(body=big(20 * MB)).status == 429)
        answer = desk.post(body=big(20 * MB))
        assert (answer.code, answer.headers["retry-after"]) == ("too_much_at_once", "1")
    eventually(lambda: desk.post(body=big(20 * MB)).status == 204)
