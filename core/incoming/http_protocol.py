"""uvicorn's HTTP protocol with the bounds it leaves open: header bytes and count, and time."""

import asyncio
import json
import re
from collections import deque
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

MAX_HEADER_BYTES = 64 * 1024
"""Bytes that may come without one of a body among them: headers, trailers, what stands beside chunks."""
MAX_HEADERS = 100
HEADER_SECONDS = 10.0
BODY_SECONDS = 60.0
MAX_CONNECTIONS = 1_000
UPGRADE = re.compile(rb"(\r\nupgrade):", re.IGNORECASE)
LOOK_BACK = len(b"\r\nupgrade")
"""Bytes of a head before the next piece that the offer of another protocol may have begun in."""


class BoundedProtocol(HttpToolsProtocol):
    """Closes a connection whose request is endless or slow; answers nonsense as JSON."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._in_headers = True
        self._head_before = b""
        self._beside = self._header_bytes = 0
        self._waits_since = 0.0
        self._deadline: asyncio.TimerHandle | None = None
        self._unanswered: deque[RequestResponseCycle] = deque()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Give the first request its time; of too many connections, one that keeps us waiting makes room."""
        super().connection_made(transport)
        self._waits_since = self.loop.time()
        self._allow(HEADER_SECONDS)
        if len(self.connections) > MAX_CONNECTIONS:
            others = (each for each in self.connections - {self} if isinstance(each, BoundedProtocol))
            waiting = (each for each in others if each.waits())
            min(waiting, key=lambda each: each._waits_since, default=self).transport.close()

    def waits(self) -> bool:
        """Tell whether the sender has the next word: it is idle, or has sent half a request."""
        return not self.transport.is_closing() and (not self._unanswered or self._unanswered[-1].more_body)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadline, and tell all requests under way; uvicorn tells the last one alone."""
        self._allow(None)
        for cycle in self._unanswered:
            cycle.disconnected = True
            cycle.message_event.set()
        super().connection_lost(exc)

    def eof_received(self) -> bool:  # type: ignore[override]  # asyncio's signature; uvicorn's is narrower
        """Answer what came whole from a sender that has closed its side; hang up on anything else."""
        if not self._unanswered or self._unanswered[-1].more_body:
            return False
        self._unanswered[-1].keep_alive = False
        return True

    def data_received(self, data: bytes) -> None:
        """Count what is no body, as uvicorn would keep any of it; pass over offers of another protocol."""
        self._beside += len(data)
        super().data_received(self._without_offers(data) if self._in_headers else data)
        if self._beside > MAX_HEADER_BYTES and not self.transport.is_closing():
            self.send_400_response("The request's headers are too large.")

    def _without_offers(self, data: bytes) -> bytes:
        """Give an offer of another protocol a name that means nothing, wherever the sender's pieces break.

        After such an offer (some clients make one with every request) the parser would skip the body.
        """
        before = self._head_before
        head, end, rest = (before + data).partition(b"\r\n\r\n")
        self._head_before = (before + data)[-LOOK_BACK:]
        return (UPGRADE.sub(rb"\1-offered:", head) + end + rest)[len(before) :]

    def on_message_begin(self) -> None:
        """Start counting a request."""
        super().on_message_begin()
        self._beside = self._header_bytes = 0
        self._allow(HEADER_SECONDS)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Refuse the header that is one too many, or too large; the parser turns the error into a 400.

        What came whole in one piece was not counted yet.
        """
        self._header_bytes += len(name) + len(value)
        if len(self.headers) >= MAX_HEADERS or self._header_bytes > MAX_HEADER_BYTES:
            raise ValueError("too many headers, or too large ones")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """From here on it is the body's time."""
        self._in_headers = False
        self._allow(BODY_SECONDS)
        super().on_headers_complete()
        self._unanswered.append(self.cycle)

    def on_body(self, body: bytes) -> None:
        """Start counting again: what is body has its own bound."""
        self._beside = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole; how long its answer takes is ours."""
        self._in_headers, self._head_before, self._beside = True, b"", 0
        self._allow(None)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """The oldest request is answered."""
        self._unanswered.popleft()
        self._waits_since = self.loop.time()
        super().on_response_complete()

    def shutdown(self) -> None:
        """End once what is whole is answered; half a request is not waited for."""
        super().shutdown()
        if self._unanswered and self._unanswered[-1].more_body:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Answer what is not HTTP, in the contract's form, and close."""
        content = json.dumps({"error": {"code": "bad_request", "message": msg}}).encode()
        head = "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-type: application/json\r\n"
        self.transport.write(f"{head}content-length: {len(content)}\r\n\r\n".encode() + content)
        self.transport.close()

    def _allow(self, seconds: float | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None if seconds is None else self.loop.call_later(seconds, self._too_slow)

    def _too_slow(self) -> None:
        self.transport.close()
