"""A POST written straight onto one of aiohttp's connections, in half the time that its client takes.

aiohttp looks up, opens, checks, keeps and closes the connections, and reads the answers. What is left out are
its client's layers (redirects, cookies, authorisation, middleware), of which a webhook wants none, and that
each request is put together from nothing. It does not document a connection's protocol: pyproject.toml names
the releases that this works with.
"""

import asyncio
from collections.abc import Callable
from typing import NamedTuple

import aiohttp
import yarl

from core.outgoing.headers import Headers

NO_TIMEOUT = aiohttp.ClientTimeout()
"""Whoever sends bounds the whole exchange."""
FINAL = 101
"""The one status below 200 after which no other one comes (RFC 9110, 15.2)."""


class Reply(NamedTuple):
    """An answer. `release` gives its connection back, or closes it if `content` was not read to its end."""

    status: int
    reason: str
    raw_headers: tuple[tuple[bytes, bytes], ...]
    content: aiohttp.StreamReader
    release: Callable[[], object]


class Place(NamedTuple):
    """Where requests go: what aiohttp finds a connection by, and the two lines that each starts with."""

    asked: aiohttp.ClientRequest
    start: str


def place_of(url: yarl.URL) -> Place:
    """Return the place of a target in the running loop, for any number of requests."""
    asked = aiohttp.ClientRequest("POST", url, loop=asyncio.get_running_loop())
    return Place(asked, f"POST {url.raw_path_qs} HTTP/1.1\r\nhost: {asked.headers['host']}")


async def post(connector: aiohttp.BaseConnector, place: Place, headers: Headers, body: bytes) -> Reply:
    """Send a request and return its answer.

    Raises ValueError for what would be two headers instead of one, and what aiohttp raises.
    """
    request = _head(place, headers, len(body)) + body
    connection = await connector.connect(place.asked, [], NO_TIMEOUT)
    try:
        protocol = connection.protocol
        if protocol is None or protocol.transport is None:  # closed as soon as it was open
            raise aiohttp.ServerDisconnectedError
        protocol.set_response_params(auto_decompress=False, read_until_eof=True)
        protocol.transport.write(request)
        message, content = await protocol.read()
        while 100 <= message.code < 200 and message.code != FINAL:
            message, content = await protocol.read()
    except BaseException:
        connection.close()
        raise
    return Reply(message.code, message.reason, message.raw_headers, content, connection.release)


def _head(place: Place, headers: Headers, size: int) -> bytes:
    lines = [f"{name}: {value}" for name, value in headers]
    head = "\r\n".join([place.start, *lines, f"content-length: {size}\r\n\r\n"])
    ends = len(lines) + 4  # of the start two, of the length one, and an empty line
    if head.count("\n") != ends or head.count("\r") != ends or "\0" in head:
        raise ValueError("a header holds a line break")
    return head.encode()
