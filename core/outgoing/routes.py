"""The transport of the sender: each request directly, or through the proxy that is meant for it.

It is driven by aiohttp, and a transport of httpx as well, whose clients then keep to the same addresses.
Deliveries go past httpx's types, and most of them past aiohttp's client: see core.outgoing.straight.
"""

import base64
import functools
import ssl
from collections.abc import AsyncIterator
from urllib.parse import unquote_to_bytes, urlsplit

import aiohttp
import httpx
import yarl
from aiohttp.abc import AbstractResolver
from aiohttp.resolver import ThreadedResolver

from core.outgoing.addresses import check_host
from core.outgoing.connector import Connector
from core.outgoing.headers import Headers
from core.outgoing.proxies import Proxies, ProxyNotFound
from core.outgoing.resolver import CheckedResolver
from core.outgoing.straight import NO_TIMEOUT, Place, Reply, place_of, post
from core.outgoing.time_limits import TimeLimits

KEEP_ALIVE = 4.0
"""Seconds an idle connection stays open: below the 5 s after which Node.js and uvicorn close theirs, for a
request on a connection that is just being closed is a failed attempt."""
PIECE = 256 * 1024
"""A larger body is sent in pieces of so many bytes: in one, it would hold up every other exchange."""


class Routes(httpx.AsyncBaseTransport):
    """Checks every literal address, and sends over connections that stay open for a while."""

    def __init__(self, tls: ssl.SSLContext, proxies: Proxies, *, refuse_private: bool) -> None:
        self._tls = tls
        self._refuse_private = refuse_private
        self.time_limits = TimeLimits()
        self.use(proxies)
        self._connector = _connector(tls, CheckedResolver(refuse_private=refuse_private))
        self._direct = _client(self._connector)
        self._through: dict[str, aiohttp.ClientSession] = {}
        self._place_at = functools.lru_cache(maxsize=1_000)(self._new_place)

    def use(self, proxies: Proxies) -> None:
        """Send through these proxies from the next request on."""
        self._has_proxies = bool(proxies.by_scheme)
        self._proxy_of = functools.lru_cache(maxsize=1_000)(proxies.of)

    async def send(self, url: str, headers: Headers, body: bytes) -> Reply:
        """Send a POST and return its answer, whose content is still to be read, and which is to be released.

        Raises ForbiddenAddress, UnusableProxy, ProxyNotFound, and what aiohttp raises.
        """
        if len(body) > PIECE or (self._has_proxies and self._proxy_of(url) is not None):
            return await self._send_by_client("POST", url, headers, body)
        return await post(self._connector, self._place_at(url), headers, body)

    async def _send_by_client(self, method: str, url: str, headers: Headers, body: bytes) -> Reply:
        """Send any request, of any size, also through a proxy."""
        target = self._checked(url)
        data: bytes | AsyncIterator[bytes] = body
        if len(body) > PIECE:
            headers, data = (*headers, ("content-length", str(len(body)))), _pieces(body)
        proxy = self._proxy_of(url) if self._has_proxies else None
        place, its_headers = (None, None) if proxy is None else _proxy(proxy)
        client = self._direct if proxy is None else self._route(proxy)
        try:
            answer = await client.request(
                method,
                target,
                data=data,
                headers=headers,
                allow_redirects=False,
                proxy=place,
                proxy_headers=its_headers,
            )
        except aiohttp.ClientConnectorDNSError as error:
            if place is None:
                raise
            raise ProxyNotFound(place) from error  # no other name is looked up here
        return Reply(answer.status, answer.reason or "", answer.raw_headers, answer.content, answer.release)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Do the same for a client of httpx: its request and its answer are httpx's."""
        pairs = tuple(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw
        )
        reply = await self._send_by_client(request.method, str(request.url), pairs, await request.aread())
        return httpx.Response(reply.status, headers=reply.raw_headers, stream=_Body(reply))

    async def aclose(self) -> None:
        """Close all connections."""
        for each in (self._direct, *self._through.values()):
            await each.close()

    def _route(self, proxy: str) -> aiohttp.ClientSession:
        """Return the session through a proxy, whose own address may be a private one."""
        if proxy not in self._through:
            self._through[proxy] = _client(_connector(self._tls, ThreadedResolver()))
        return self._through[proxy]

    def _new_place(self, url: str) -> Place:
        return place_of(self._checked(url))

    def _checked(self, url: str) -> yarl.URL:
        target = parsed(url)
        check_host(target.raw_host or "", refuse_private=self._refuse_private)
        return target


@functools.lru_cache(maxsize=1_000)
def parsed(url: str) -> yarl.URL:
    """Parse a target once, not for each delivery."""
    return yarl.URL(url)


class _Body(httpx.AsyncByteStream):
    """The body of an answer, as it comes."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._reply.content.iter_any():
            yield chunk

    async def aclose(self) -> None:
        """Give the connection back; one that was not read to the end is closed, not drained."""
        self._reply.release()


async def _pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), PIECE):
        yield body[start : start + PIECE]


def _proxy(url: str) -> tuple[str, dict[str, str] | None]:
    """Return the address of a proxy without its user, and what tells it who asks."""
    parts = urlsplit(url)
    user, _, place = parts.netloc.rpartition("@")
    if not user:
        return url, None
    credentials = base64.b64encode(unquote_to_bytes(user)).decode()
    return f"{parts.scheme}://{place}", {"authorization": f"Basic {credentials}"}  # aiohttp renames it


def _connector(tls: ssl.SSLContext, resolver: AbstractResolver) -> Connector:
    return Connector(limit=0, keepalive_timeout=KEEP_ALIVE, ssl=tls, resolver=resolver)


def _client(connector: Connector) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        headers={"accept-encoding": "identity"},  # the answer is kept as it comes, and is to be read
        timeout=NO_TIMEOUT,
        trust_env=False,  # Routes chooses
    )
