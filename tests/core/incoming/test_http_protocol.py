"""Senders that are slow, endless, or speak no HTTP."""

import socket
import struct
import time
from contextlib import ExitStack

import pytest

from core.incoming import http_protocol
from tests.core.incoming import speak

HEAD = b"POST /plugins/open/ HTTP/1.1\r\n"


def lives(desk):
    """Whether the receiver still takes requests."""
    return desk.post().status == 204


@pytest.mark.parametrize(
    "sent",
    [
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 100,
        b"POST /plugins/open/ HTTP/9.9\r\n\r\n",
        b"POST /plugins/\xff\xfe/ HTTP/1.1\r\ncontent-length: 0\r\n\r\n",
        b"TIDE /plugins/open/ HTTP/1.1\r\n\r\n",
        HEAD + b"content-length: 1\r\ncontent-length: 2\r\n\r\n",
        HEAD + b"content-length: x\r\n\r\n",
        HEAD + b"content-length: -1\r\n\r\n",
        HEAD + b"content-length: 99999999999999999999999999\r\n\r\n",
        HEAD + b"transfer-encoding: chunked\r\ncontent-length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        HEAD + b"transfer-encoding: chunked\r\n\r\nzz\r\n",
        b"POST /plugins/op\x00en/ HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}",
        HEAD + b"content-length: 2, 2\r\n\r\n{}",
        HEAD + b"content-length: +2\r\n\r\n{}",
        HEAD + b"transfer-encoding: chunked, gzip\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        HEAD + b"no colon here\r\n\r\n",
        HEAD + b"a\x00b: c\r\n\r\n",
        HEAD + b"host: a\r\n b\r\n\r\n" + b"x" * 10,
    ],
    ids=lambda sent: repr(sent[:40]),
)
def test_what_is_no_http_is_answered_400_in_the_contracts_form(desk, sent):
    answer = speak.ask(desk.port, sent)
    assert (answer.status, answer.code) == (400, "bad_request")
    assert (answer.headers["content-type"], answer.headers["connection"]) == ("application/json", "close")
    assert lives(desk)


def ends(desk, sent, more=b"", pieces=400):
    """Send without end; the receiver must close the connection, not remember it all."""
    with speak.call(desk.port) as line:
        line.sendall(sent)
        try:
            for _ in range(pieces):
                line.sendall(more)
        except ConnectionError:
            return True
        return speak.is_closed(line)


@pytest.mark.parametrize(
    "sent",
    [
        b"POST /" + b"a" * 10_000,
        HEAD + b"x: ",
        HEAD + b"x",
        HEAD + b"transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nx: ",
        HEAD + b"transfer-encoding: chunked\r\n\r\n2;x=",
    ],
    ids=["path", "header", "name", "trailer", "extension"],
)
def test_a_line_without_end_is_cut_off(desk, sent, monkeypatch):
    monkeypatch.setattr(http_protocol, "HEADER_SECONDS", 60.0)
    assert ends(desk, sent, b"a" * 10_000)
    assert lives(desk)


@pytest.mark.parametrize("count", [http_protocol.MAX_HEADERS - 3, http_protocol.MAX_HEADERS + 1])
def test_headers_are_bounded_in_number(desk, count):
    answer = desk.post(**{f"x_{number}": "1" for number in range(count)})
    assert answer.status == (204 if count < http_protocol.MAX_HEADERS else 400)


@pytest.mark.parametrize("size", [70_000, 150_000, 300_000])  # in one piece, as it is read, and in two
def test_headers_are_bounded_in_size(desk, size):
    assert desk.post(x_long="a" * 60_000).status == 204
    with speak.call(desk.port) as line:
        line.sendall(speak.request(port=desk.port, x_long="a" * size))
        assert speak.hear(line).status == 400


def test_a_body_in_many_small_pieces_is_no_endless_header(desk):
    body = b'{"a":"' + b"x" * 100_000 + b'"}'
    with speak.call(desk.port) as line:
        line.sendall(speak.request(port=desk.port, content_length=str(len(body)), body=b""))
        for start in range(0, len(body), 1_000):
            line.sendall(body[start : start + 1_000])
        assert speak.hear(line).status == 204
        line.sendall(speak.request(port=desk.port))
        assert speak.hear(line).status == 204


@pytest.mark.parametrize(
    ("limit", "sent"),
    [
        ("HEADER_SECONDS", b""),
        ("HEADER_SECONDS", HEAD + b"x: "),
        ("BODY_SECONDS", HEAD + b"content-length: 10\r\n\r\n{"),
        ("BODY_SECONDS", b"POST /nowhere HTTP/1.1\r\ncontent-length: 10\r\n\r\n{"),
    ],
    ids=["nothing", "headers", "body", "refused body"],
)
def test_who_is_slow_is_cut_off(desk, monkeypatch, limit, sent):
    monkeypatch.setattr(http_protocol, limit, 0.1)
    started = time.monotonic()
    with speak.call(desk.port) as line:
        line.sendall(sent)
        assert speak.is_closed(line)
    assert time.monotonic() - started < 5  # the limits are of 10 and 60 otherwise
    assert desk.count("event_log") == 0


def test_a_drip_of_bytes_does_not_stretch_the_time(desk, monkeypatch):
    monkeypatch.setattr(http_protocol, "HEADER_SECONDS", 0.2)
    started = time.monotonic()
    with speak.call(desk.port) as line:
        line.settimeout(0.02)
        line.sendall(HEAD)
        while time.monotonic() - started < 8:
            try:
                line.sendall(b"x")
                if not line.recv(1):
                    break
            except TimeoutError:
                continue
            except ConnectionError:
                break
    assert time.monotonic() - started < 5


def test_between_two_requests_a_connection_has_its_time(desk, monkeypatch):
    monkeypatch.setattr(http_protocol, "HEADER_SECONDS", 0.1)
    with speak.call(desk.port) as line:
        for _ in range(2):
            line.sendall(speak.request(port=desk.port))
            assert speak.hear(line).status == 204
            time.sleep(0.15)  # noqa: TID251  # longer than a request may take to come: this is no wait


def test_of_too_many_connections_the_one_that_waits_longest_makes_room(desk, monkeypatch):
    with ExitStack() as lines:

        def line(sent):
            opened = lines.enter_context(speak.call(desk.port))
            opened.sendall(sent)
            return opened

        half, idle = line(HEAD), line(speak.request(port=desk.port))
        assert speak.hear(idle).status == 204
        monkeypatch.setattr(http_protocol, "MAX_CONNECTIONS", 2)
        for closed in (half, idle):
            assert speak.hear(line(speak.request(port=desk.port))).status == 204
            assert speak.is_closed(closed)


@pytest.mark.parametrize("upgrade", ["h2c", "websocket"])
def test_an_upgrade_is_passed_over_and_the_request_taken(desk, upgrade):
    assert desk.post(connection="Upgrade", upgrade=upgrade).status == 204


def test_an_upgrade_is_passed_over_wherever_the_pieces_of_the_request_break(desk):
    sent = speak.request(port=desk.port, connection="Upgrade", upgrade="h2c")
    start = sent.lower().index(b"\r\nupgrade:")
    with speak.call(desk.port) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for at in range(start + 1, start + len(b"\r\nupgrade: ")):
            line.sendall(sent[:at])
            time.sleep(0.01)  # noqa: TID251  # so that it comes in two pieces
            line.sendall(sent[at:])
            assert speak.hear(line).status == 204, sent[:at]


def test_a_sender_that_goes_away_leaves_nothing_behind(desk, caplog):
    with speak.call(desk.port) as line:
        line.sendall(speak.request(port=desk.port, content_length="100"))
    with speak.call(desk.port) as line:
        line.sendall(speak.request(port=desk.port))  # and does not wait for the answer
    assert lives(desk)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_an_answer_of_one_request_stands_before_the_nonsense_after_it(desk):
    with speak.call(desk.port) as line:
        line.sendall(speak.request(port=desk.port) + b"nonsense\r\n\r\n")
        statuses = [speak.hear(line).status]
        assert statuses[0] in (204, 400)
        assert speak.is_closed(line)


def test_a_sender_that_has_closed_its_side_is_answered(desk):
    with speak.call(desk.port) as line:
        line.sendall(speak.request(port=desk.port) * 2)
        line.shutdown(socket.SHUT_WR)
        assert [speak.hear(line).status for _ in range(2)] == [204, 204]
        assert speak.is_closed(line)


def test_half_a_request_of_a_sender_that_has_closed_its_side_is_dropped(desk):
    with speak.call(desk.port) as line:
        line.sendall(speak.request(port=desk.port, content_length="100"))
        line.shutdown(socket.SHUT_WR)
        assert speak.is_closed(line)
    assert desk.count("event_log") == 0


def test_a_sender_that_goes_away_with_several_requests_under_way_leaves_nothing_behind(desk, caplog):
    for _ in range(20):
        with speak.call(desk.port) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # hang up at once
            line.sendall(speak.request("/plugins/none/", port=desk.port) * 3)
    assert lives(desk)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
