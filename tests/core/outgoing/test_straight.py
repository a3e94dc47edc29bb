from contextlib import aclosing

import pytest

from core.outgoing.request import Request
from core.outgoing.transport import Failed, exchange, open_transport
from tests.core.outgoing.wire import OK, post, run, serving


def heads(*requests, answer=OK):
    """Send requests over one transport and return the head of each, and the port of each connection."""
    seen, ports = [], []

    async def take(reader, writer):
        ports.append(writer.get_extra_info("peername")[1])
        while head := await reader.readuntil(b"\r\n\r\n"):
            seen.append(head)
            writer.write(answer)

    async def work():
        async with serving(take, reads=False) as url, aclosing(open_transport()) as transport:
            for path, headers in requests:
                await exchange(transport, Request(url + path, headers, b""), timeout=5)

    run(work())
    return seen, ports


def test_a_request_is_its_line_and_its_headers_and_nothing_of_the_one_before():
    (first, second), ports = heads(
        ("?a=%20b&c", (("content-type", "application/json"), ("x-one", "1"))), ("/2", (("x-two", "2"),))
    )
    host, rest = first.split(b"\r\n")[1], first.split(b"\r\n")[2:]
    assert first.startswith(b"POST /hook?a=%20b&c HTTP/1.1\r\n")
    assert host.startswith(b"host: 127.0.0.1:")
    assert rest == [
        *(b"content-type: application/json", b"x-one: 1", b"content-length: 0", b"", b""),
    ]
    assert second.startswith(b"POST /hook/2 HTTP/1.1\r\n" + host + b"\r\n")
    assert b"x-one" not in second
    assert b"x-two: 2\r\n" in second
    assert len(ports) == 1


@pytest.mark.parametrize(
    ("name", "value"), [("x", "a\r\nb: c"), ("x", "a\nb: c"), ("x\r\ny", "a"), ("x", "a\0b"), ("x", "a\r")]
)
def test_what_would_be_another_header_is_not_sent(name, value):
    connections = []

    async def take(reader, writer):
        connections.append(await reader.read())

    async def work():
        async with serving(take, reads=False) as url, aclosing(open_transport()) as transport:
            with pytest.raises(Failed) as failed:
                await exchange(transport, Request(url, ((name, value),), b""), timeout=5)
            return failed.value

    assert isinstance(run(work()).__cause__, ValueError)
    assert connections == []


def test_the_answer_is_the_one_that_comes_after_what_announces_it():
    early = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\n"

    async def work():
        async with serving(early + OK) as url, aclosing(open_transport()) as transport:
            return [await post(url, transport=transport) for _ in range(2)]

    assert [(answer.status, answer.body) for answer in run(work())] == [(200, b"{}")] * 2


def test_an_endpoint_that_wants_another_protocol_has_answered_and_its_connection_is_not_used_again():
    switching = b"HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n"
    seen, ports = heads(("", ()), ("", ()), answer=switching)
    assert len(seen) == len(ports) == 2


def test_a_status_that_does_not_exist_is_not_waited_behind():
    async def work():
        async with serving(b"HTTP/1.1 099 What\r\ncontent-length: 0\r\n\r\n") as url:
            return await post(url, timeout=3)

    assert run(work()).status == 99
