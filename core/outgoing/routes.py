"""The transport of the sender: each request directly, or through the proxy that is meant for it.

It is driven by aiohttp, and a transport of httpx as well, whose clients then keep to the same addresses.
Deliveries go past httpx's types: to make those takes a quarter as long as the exchange itself.
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
from core.outgoing.headers import Headers
from core.outgoing.proxies import Proxies, ProxyNotFound
from core.outgoing.resolver import CheckedResolver
from core.outgoing.time_limits import TimeLimits
from core.outgoing.timed_connector import TimedConnector

KEEP_ALIVE = 4.0
"""Seconds an idle connection stays open: below the 5 s after which Node.js and uvicorn close theirs, for a
request on a connection that is just being closed is a failed attempt."""
PIECE = 256 * 1024
"""A larger body is sent in pieces of so many bytes: in one, it would hold up every other exchange."""
NO_TIMEOUT = aiohttp.ClientTimeout()
"""Whoever sends bounds the whole exchange."""


class Routes(httpx.AsyncBaseTransport):
    """Checks every literal address, and sends over connections that stay open for a while."""

    def __init__(self, tls: ssl.SSLContext, proxies: Proxies, *, refuse_private: bool) -> None:
        self._tls = tls
        self._refuse_private = refuse_private
        self.time_limits = TimeLimits()
        self.use(proxies)
        self._direct = _session(tls, CheckedResolver(refuse_private=refuse_private))
        self._through: dict[str, aiohttp.ClientSession] = {}

    def use(self, proxies: Proxies) -> None:
        """Send through these proxies from the next request on."""
        self._has_proxies = bool(proxies.by_scheme)
        self._proxy_of = functools.lru_cache(maxsize=1_000)(proxies.of)

    async def send(
        self, url: str, headers: Headers, body: bytes, *, method: str = "POST"
    ) -> aiohttp.ClientResponse:
        """Send a request and return its answer, of which the content is still to be read or released.

        Raises ForbiddenAddress, UnusableProxy, ProxyNotFound, and what aiohttp raises.
        """
        target = parsed(url)
        check_host(target.raw_host or "", refuse_private=self._refuse_private)
        data: bytes | AsyncIterator[bytes] = body
        if len(body) > PIECE:
            headers, data = (*headers, ("content-length", str(len(body)))), _pieces(body)
        if not self._has_proxies or (proxy := self._proxy_of(url)) is None:
            return await self._direct.request(
                method, target, data=data, headers=headers, allow_redirects=False
            )
        place, its_headers = _proxy(proxy)
        try:
            return await self._route(proxy).request(
                method,
                target,
                data=data,
                headers=headers,
                allow_redirects=False,
                proxy=place,
                proxy_headers=its_headers,
            )
        except aiohttp.ClientConnectorDNSError as error:  # no other name is looked up here
            raise ProxyNotFound(place) from error

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Do the same for a client of httpx: its request and its answer are httpx's."""
        pairs = tuple(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw
        )
        response = await self.send(str(request.url), pairs, await request.aread(), method=request.method)
        return httpx.Response(response.status, headers=response.raw_headers, stream=_Body(response))

    async def aclose(self) -> None:
        """Close all connections."""
        for each in (self._direct, *self._through.values()):
            await each.close()

    def _route(self, proxy: str) -> aiohttp.ClientSession:
        """Return the session through a proxy, whose own address may be a private one."""
        if proxy not in self._through:
            self._through[proxy] = _session(self._tls, ThreadedResolver())
        return self._through[proxy]


@functools.lru_cache(maxsize=1_000)
def parsed(url: str) -> yarl.URL:
    """Parse a target once, not for each delivery."""
    return yarl.URL(url)


class _Body(httpx.AsyncByteStream):
    """The body of an answer, as it comes."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._response.content.iter_any():
            yield chunk

    async def aclose(self) -> None:
        """Give the connection back; one that was not read to the end is closed, not drained."""
        self._response.release()


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


def _session(tls: ssl.SSLContext, resolver: AbstractResolver) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=TimedConnector(limit=0, keepalive_timeout=KEEP_ALIVE, ssl=tls, resolver=resolver),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        headers={"accept-encoding": "identity"},  # the answer is kept as it comes, and is to be read
        timeout=NO_TIMEOUT,
        trust_env=False,  # Routes chooses
    )
