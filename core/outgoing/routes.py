"""The transport of the sender: each request directly, or through the proxy that is meant for it."""

import base64
import functools
import ssl

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver
from aiohttp.resolver import ThreadedResolver
from httpx_aiohttp import AiohttpTransport

from core.outgoing.addresses import check_host
from core.outgoing.proxies import Proxies
from core.outgoing.resolver import CheckedResolver
from core.outgoing.timed_connector import TimedConnector

KEEP_ALIVE = 4.0
"""Seconds an idle connection stays open: below the 5 s after which Node.js and uvicorn close theirs, for a
request on a connection that is just being closed is a failed attempt."""


class Routes(httpx.AsyncBaseTransport):
    """Checks every literal address, and sends over connections that stay open for a while."""

    def __init__(self, tls: ssl.SSLContext, proxies: Proxies, *, refuse_private: bool) -> None:
        self._tls = tls
        self._refuse_private = refuse_private
        self._has_proxies = bool(proxies.by_scheme)
        self._proxy_of = functools.lru_cache(maxsize=1_000)(proxies.of)
        self._direct = AiohttpTransport(
            verify=tls, client=_session(tls, CheckedResolver(refuse_private=refuse_private))
        )
        self._through: dict[str, AiohttpTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request. Raises ForbiddenAddress, UnusableProxy, and what the transport raises."""
        check_host(request.url.host, refuse_private=self._refuse_private)
        proxy = self._proxy_of(str(request.url)) if self._has_proxies else None  # writing a URL is dear
        route = self._direct if proxy is None else self._route(proxy)
        return await route.handle_async_request(request)

    async def aclose(self) -> None:
        """Close all connections."""
        for each in (self._direct, *self._through.values()):
            await each.aclose()

    def _route(self, proxy: str) -> AiohttpTransport:
        """Return the transport through a proxy, whose own address may be a private one."""
        if proxy not in self._through:
            session = _session(self._tls, ThreadedResolver())
            self._through[proxy] = AiohttpTransport(verify=self._tls, client=session, proxy=_proxy(proxy))
        return self._through[proxy]


def _proxy(url: str) -> httpx.Proxy:
    """Return a proxy without the user in its address: the transport's own way to send one is deprecated."""
    named = httpx.Proxy(url)
    if named.raw_auth is None:
        return named
    credentials = base64.b64encode(b":".join(named.raw_auth)).decode()
    return httpx.Proxy(named.url, headers={"authorization": f"Basic {credentials}"})  # aiohttp renames it


def _session(tls: ssl.SSLContext, resolver: AbstractResolver) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=TimedConnector(limit=0, keepalive_timeout=KEEP_ALIVE, ssl=tls, resolver=resolver),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        headers={"accept-encoding": "identity"},  # the answer is kept as it comes, and is to be read
        skip_auto_headers=("user-agent",),
        trust_env=False,  # Routes chooses
    )
