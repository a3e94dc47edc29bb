"""How the server ends: at once, but for what is still to be answered."""

import asyncio
import socket

import pytest
import uvicorn

from core.incoming import server as module
from core.incoming.http_protocol import BoundedProtocol
from core.incoming.server import Server
from core.loops import run
from tests.core.incoming import speak


def made(application):
    return Server(
        uvicorn.Config(application, http=BoundedProtocol, ws="none", lifespan="off", log_config=None)
    )


async def refuse_everything(scope, receive, send):
    raise AssertionError("nobody asked")


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


class Slow:
    """An application that answers when it may."""

    def __init__(self):
        self.asked, self.may_answer = asyncio.Event(), asyncio.Event()

    async def __call__(self, scope, receive, send):
        self.asked.set()
        await self.may_answer.wait()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def end_while_one_is_asked(server, slow, listener):
    """Ask, and end the server once it was asked; return the line to it, and what serves."""
    port = listener.getsockname()[1]
    serving = asyncio.create_task(server.serve([listener]))  # noqa: TID251  # awaited by the test
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(speak.request(port=port))
    await slow.asked.wait()
    server.end()
    while server.servers[0].is_serving():  # noqa: ASYNC110  # there is no event for it
        await asyncio.sleep(0)
    return reader, writer, serving


def test_what_is_under_way_is_answered_before_it_ends(listener):
    async def story():
        slow = Slow()
        reader, writer, serving = await end_while_one_is_asked(made(slow), slow, listener)
        assert not serving.done()
        slow.may_answer.set()
        assert (await reader.read()).startswith(b"HTTP/1.1 204 ")
        writer.close()
        await serving

    run(story())


def test_an_answer_that_does_not_come_is_not_waited_for_long(listener, monkeypatch):
    monkeypatch.setattr(module, "ANSWER_SECONDS", 0.01)

    async def story():
        slow = Slow()
        _, writer, serving = await end_while_one_is_asked(made(slow), slow, listener)
        await asyncio.wait_for(serving, 10)
        writer.close()

    run(story())


def test_told_to_end_before_it_serves_it_ends_at_once(listener):
    server = made(refuse_everything)
    server.end()
    run(asyncio.wait_for(server.serve([listener]), 10))
    assert listener.fileno() == -1


def test_told_once_more_after_its_end_nothing_happens(listener):
    server = made(refuse_everything)

    async def story():
        serving = asyncio.create_task(server.serve([listener]))  # noqa: TID251  # awaited by the test
        await asyncio.sleep(0)
        server.end()
        await serving

    run(story())
    server.end()
