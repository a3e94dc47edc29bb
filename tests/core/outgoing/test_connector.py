"""What one exchange leaves behind on its connection is nothing to the next one."""

import asyncio
import socket
from contextlib import aclosing, asynccontextmanager

import pytest

from core.outgoing import routes
from core.outgoing.transport import Failed, open_transport
from tests.core.outgoing.wire import OK, post, read_request, run, serving

UNASKED = b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nunasked"


def idle(transport):
    (connections,) = transport._connector._conns.values()
    (connection,) = connections
    return connection[0]


async def heard(connection):
    while not connection.should_close:  # noqa: ASYNC110  # aiohttp has no event for it
        await asyncio.sleep(0)


def test_what_an_endpoint_says_unasked_is_no_answer_to_the_next_delivery():
    async def work():
        said = asyncio.Event()

        async def talk_on(reader, writer):
            await read_request(reader)
            writer.write(OK)
            await said.wait()
            writer.write(UNASKED)
            await reader.read()

        async with serving(talk_on, reads=False) as url, aclosing(open_transport()) as transport:
            await post(url, transport=transport)
            said.set()
            await asyncio.wait_for(heard(idle(transport)), 5)
            return await post(url, transport=transport)

    assert run(work()).body == b"{}"


SIZE = 3_000_000
"""Bytes of a body of which more is left than the system takes from the program."""


@pytest.fixture(params=[routes.PIECE, SIZE], ids=["in pieces", "at once"])
def way(request, monkeypatch):
    """Both ways of sending: by aiohttp's client, and straight."""
    monkeypatch.setattr(routes, "PIECE", request.param)


@asynccontextmanager
async def deaf():
    """Serve an endpoint that reads just the head of requests; give its address, and what takes one."""
    loop, taken = asyncio.get_running_loop(), list[socket.socket]()
    with socket.socket() as narrow:
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        narrow.setblocking(False)
        narrow.bind(("127.0.0.1", 0))
        narrow.listen()

        async def take():
            connection, _ = await loop.sock_accept(narrow)
            taken.append(connection)
            head = b""
            while b"\r\n\r\n" not in head:
                head += await loop.sock_recv(connection, 1)
            return connection

        yield f"http://127.0.0.1:{narrow.getsockname()[1]}/hook", take
        for each in taken:
            each.close()


async def size_of_rest(connection):
    size = 0
    while piece := await asyncio.get_running_loop().sock_recv(connection, 65536):
        size += len(piece)
    return size


@pytest.mark.usefixtures("way")
def test_a_body_that_an_endpoint_does_not_read_is_let_go_once_the_attempt_is_over():
    async def work():
        async with deaf() as (url, take), aclosing(open_transport()) as transport:
            sending = asyncio.ensure_future(post(url, body=b"x" * SIZE, timeout=0.2, transport=transport))
            connection = await take()
            with pytest.raises(Failed):
                await sending
            return await asyncio.wait_for(size_of_rest(connection), 5)

    assert 0 < run(work()) < SIZE


@pytest.mark.usefixtures("way")
def test_a_delivery_does_not_wait_behind_a_body_whose_answer_came_early():
    async def work():
        async with deaf() as (url, take), aclosing(open_transport()) as transport:
            loop, statuses = asyncio.get_running_loop(), []
            for body in (b"x" * SIZE, b"{}"):
                sending = asyncio.ensure_future(post(url, body=body, transport=transport))
                await loop.sock_sendall(await asyncio.wait_for(take(), 4), OK)
                statuses.append((await sending).status)
            return statuses

    assert run(work()) == [200, 200]
