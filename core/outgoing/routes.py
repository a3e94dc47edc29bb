"""The transport of the sender: each request directly, or through the proxy that is meant for it."""

import base64
import functools
import ssl
from collections.abc import AsyncIterator
from urllib.parse import unquote_to_bytes, urlsplit

import aiohttp
import yarl
from aiohttp.abc import AbstractResolver
from aiohttp.resolver import ThreadedResolver

from core.outgoing.addresses import check_host
from core.outgoing.proxies import Proxies, ProxyNotFound
from core.outgoing.request import Request
from core.outgoing.resolver import CheckedResolver
from core.outgoing.timed_connector import TimedConnector

KEEP_ALIVE = 4.0
"""Seconds an idle connection stays open: below the 5 s after which Node.js and uvicorn close theirs, for a
request on a connection that is just being closed is a failed attempt."""
PIECE = 256 * 1024
"""A larger body is sent in pieces of so many bytes: in one, it would hold up every other exchange."""
NO_TIMEOUT = aiohttp.ClientTimeout()
"""Whoever sends bounds the whole exchange."""


class Routes:
    """Checks every literal address, and sends over connections that stay open for a while."""

    def __init__(self, tls: ssl.SSLContext, proxies: Proxies, *, refuse_private: bool) -> None:
        self._tls = tls
        self._refuse_private = refuse_private
        self.use(proxies)
        self._direct = _session(tls, CheckedResolver(refuse_private=refuse_private))
        self._through: dict[str, aiohttp.ClientSession] = {}

    def use(self, proxies: Proxies) -> None:
        """Send through these proxies from the next request on."""
        self._has_proxies = bool(proxies.by_scheme)
        self._proxy_of = functools.lru_cache(maxsize=1_000)(proxies.of)

    async def send(self, request: Request) -> aiohttp.ClientResponse:
        """Send a request and return its answer, of which the body is still to be read or released.

        Raises ForbiddenAddress, UnusableProxy, ProxyNotFound, and what aiohttp raises.
        """
        url = parsed(request.url)
        check_host(url.raw_host or "", refuse_private=self._refuse_private)
        proxy = self._proxy_of(request.url) if self._has_proxies else None
        if proxy is None:
            return await _post(self._direct, url, request)
        address, headers = _proxy(proxy)
        try:
            return await _post(self._route(proxy), url, request, proxy=address, proxy_headers=headers)
        except aiohttp.ClientConnectorDNSError as error:  # no other name is looked up here
            raise ProxyNotFound(address) from error

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


async def _post(
    session: aiohttp.ClientSession,
    url: yarl.URL,
    request: Request,
    *,
    proxy: str | None = None,
    proxy_headers: dict[str, str] | None = None,
) -> aiohttp.ClientResponse:
    headers, body = request.headers, request.body
    data: bytes | AsyncIterator[bytes] = body
    if len(body) > PIECE:
        headers, data = (*headers, ("content-length", str(len(body)))), _pieces(body)
    return await session.post(
        url, data=data, headers=headers, allow_redirects=False, proxy=proxy, proxy_headers=proxy_headers
    )


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
