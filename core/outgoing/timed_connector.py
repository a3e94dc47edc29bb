"""How long it takes until there is a connection: looking up the name, connecting, and TLS together."""

import time
from contextvars import ContextVar

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.tracing import Trace

connect_ms: ContextVar[int] = ContextVar("connect_ms", default=0)
"""What the exchange that this task makes has spent on connecting, in milliseconds; whoever starts one sets
it to 0, which it stays on a connection that was open already."""


class TimedConnector(aiohttp.TCPConnector):
    """Opens connections as aiohttp does, and says how long that took, also if it came to nothing."""

    async def _create_connection(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109  # aiohttp's signature
    ) -> ResponseHandler:
        started = time.perf_counter()
        try:
            return await super()._create_connection(req, traces, timeout)
        finally:
            connect_ms.set(max(1, round((time.perf_counter() - started) * 1000)))
