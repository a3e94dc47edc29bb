"""One HTTP exchange: the whole of it within one time limit, and no more read than is kept."""

import functools
import logging
import ssl
import sys
import time
from typing import NamedTuple

import truststore

from core.outgoing.connector import connect_ms
from core.outgoing.faults import UNKNOWN, Fault, describe_error, no_answer
from core.outgoing.headers import Headers
from core.outgoing.proxies import Proxies, system_proxies
from core.outgoing.request import Request
from core.outgoing.routes import Routes
from core.outgoing.straight import Reply

log = logging.getLogger(__name__)

KEEP = 16 * 1024


class Answer(NamedTuple):
    """What the endpoint answered: the first bytes of the body as they came; how long the whole took.

    `connect_ms` of it went into the connection: 0 on one that was open already.
    """

    status: int
    reason: str
    headers: Headers
    body: bytes
    duration_ms: int
    connect_ms: int = 0


class Failed(Exception):  # it reads as what happened: an attempt failed
    """There was no whole answer. `fault` says why, in words for people; times as of an `Answer`."""

    def __init__(self, fault: Fault, duration_ms: int, connect_ms: int = 0) -> None:
        super().__init__(fault.sentence)
        self.fault = fault
        self.duration_ms = duration_ms
        self.connect_ms = connect_ms


def open_transport(
    tls: ssl.SSLContext | None = None, *, proxies: Proxies | None = None, refuse_private: bool = False
) -> Routes:
    """Make the transport of the running loop; `await transport.aclose()` ends it.

    It opens as many connections as it is asked for: who sends bounds that, or one slow endpoint would
    starve the others. `tls` stands in for the system's own certificates, `proxies` for those that the
    system names. The size of an answer's headers is bounded by aiohttp (128 lines of 8 KiB).
    """
    return Routes(tls or system_tls(), proxies or system_proxies(), refuse_private=refuse_private)


@functools.cache
def system_tls() -> ssl.SSLContext:
    """Return the context that checks certificates against the system's store, made once."""
    return new_tls()


def new_tls() -> ssl.SSLContext:
    """Make a context that checks certificates against the system's store.

    Where OpenSSL itself finds the system's file, it is read once here; truststore would read it again for
    every connection, and hold up the sender's loop for 20 ms each time.
    """
    if sys.platform.startswith("linux") and ssl.get_default_verify_paths().cafile:
        return ssl.create_default_context()
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


async def exchange(
    transport: Routes,
    request: Request,
    *,
    timeout: float,  # noqa: ASYNC109  # it bounds the whole exchange, and its words name it
) -> Answer:
    """Send `request` and return the answer with the first KEEP bytes of its body.

    Connecting, sending and reading together take at most `timeout` seconds. What follows the first KEEP
    bytes is not read: the connection is dropped. Raises Failed, and nothing else, also for an answer that
    breaks off before that.
    """
    started = time.perf_counter()
    connect_ms.set(0)
    limit = transport.time_limits.within(timeout)
    try:
        with limit:
            reply = await transport.send(request.url, request.headers, request.body)
            body = await _read(reply)
    except Exception as error:  # what a stranger's bytes set off in other people's code is a failed attempt
        fault = no_answer(timeout) if limit.is_over else describe_error(error)
        if fault is UNKNOWN:
            log.exception("unexpected while sending")
        raise Failed(fault, _ms_since(started), connect_ms.get()) from error
    return Answer(
        reply.status,
        _ascii(reply.reason),
        _headers(reply.raw_headers),
        body,
        _ms_since(started),
        connect_ms.get(),
    )


async def _read(reply: Reply) -> bytes:
    """Read the first KEEP bytes; a connection that was not read to its end is closed, not drained."""
    body, content = b"", reply.content
    try:
        while len(body) < KEEP and not content.at_eof():
            body += await content.readany()
    finally:
        reply.release()
    return body[:KEEP]


def _ascii(reason: str) -> str:
    return reason if reason.isascii() else reason.encode("ascii", "ignore").decode()


@functools.lru_cache(maxsize=16)  # an endpoint says the same for a second; they may be large
def _headers(raw: tuple[tuple[bytes, bytes], ...]) -> Headers:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw)


def _ms_since(started: float) -> int:
    return round((time.perf_counter() - started) * 1000)
