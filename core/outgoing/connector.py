"""aiohttp's connections, which tell how long it took to open them and carry nothing over.

An idle one may say something that nobody asked for, such as a 408 before it closes: that must not be taken
for the answer to the next delivery. One whose endpoint does not read would be kept open, with what is still
to be written, until it does.
"""

import time
from contextvars import ContextVar

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import Connection
from aiohttp.tracing import Trace

connect_ms: ContextVar[int] = ContextVar("connect_ms", default=0)
"""What the exchange that this task makes has spent on connecting, in milliseconds; whoever starts one sets
it to 0, which it stays on a connection that was open already."""


class Connector(aiohttp.TCPConnector):
    """Opens and keeps connections as aiohttp does, but for what is said above."""

    async def _create_connection(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109  # aiohttp's signature
    ) -> ResponseHandler:
        """Open a connection; how long that took is told also if it came to nothing."""
        started = time.perf_counter()
        try:
            return await super()._create_connection(req, traces, timeout)
        finally:
            connect_ms.set(max(1, round((time.perf_counter() - started) * 1000)))

    async def _get(self, key: aiohttp.client_reqrep.ConnectionKey, traces: list[Trace]) -> Connection | None:
        """Take an idle connection that was quiet since its last answer."""
        found = await super()._get(key, traces)
        while found is not None and (found.protocol is None or found.protocol.should_close):
            found.close()
            found = await super()._get(key, traces)
        return found

    def _release(
        self,
        key: aiohttp.client_reqrep.ConnectionKey,
        protocol: ResponseHandler,
        *,
        should_close: bool = False,
    ) -> None:
        """Take a connection back; one on which something is still to be written is closed at once."""
        if protocol.transport is not None and protocol.transport.get_write_buffer_size():
            protocol.abort()
            should_close = True
        super()._release(key, protocol, should_close=should_close)
