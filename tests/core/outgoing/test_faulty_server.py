"""A server with every fault at once: each is one failed attempt in plain words, and the sender goes on.

Nor does the sender's memory grow.
"""

import asyncio
import socket
import struct
import threading
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from core.outgoing.emit import emit
from core.outgoing.sending import Sending
from core.outgoing.transport import KEEP
from tests.core import made
from tests.core.outgoing.sending import attempted, running_sender
from tests.core.outgoing.wire import Authority, read_request
from tests.waiting import eventually

HEAD = b"HTTP/1.1 200 OK\r\n"
MOST_GROWTH_MB = 64
"""Of 90 answers without an end, most of them at once."""


async def reset(reader, writer):
    plain = writer.get_extra_info("socket")
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def dribble(writer, head, piece):
    writer.write(head)
    while True:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0.05)


async def flood(writer, head, piece):
    writer.write(head)
    while True:
        writer.write(piece)
        await writer.drain()


def answering(answer):
    async def write(reader, writer):
        writer.write(answer)
        await writer.drain()

    return write


FAULTS = {
    "reset": (reset, "The connection broke off"),
    "closed": (answering(b""), "The connection broke off"),
    "half a body": (answering(HEAD + b"content-length: 9\r\n\r\nhalf"), "The answer broke off half-way"),
    "half a chunk": (
        answering(HEAD + b"transfer-encoding: chunked\r\n\r\n9\r\nhalf"),
        "The answer broke off half-way",
    ),
    "half its headers": (answering(HEAD + b"content-le"), "The connection broke off"),
    "slow headers": (lambda reader, writer: dribble(writer, HEAD + b"x: ", b"a"), "No answer in 1 s"),
    "slow body": (
        lambda reader, writer: dribble(writer, HEAD + b"content-length: 99999\r\n\r\n", b"a"),
        "No answer in 1 s",
    ),
    "silence": (lambda reader, writer: reader.read(), "No answer in 1 s"),
    "endless headers": (
        lambda reader, writer: flood(writer, HEAD, b"x: " + b"a" * 4_000 + b"\r\n"),
        "The answer is not HTTP",
    ),
    "endless header": (
        lambda reader, writer: flood(writer, HEAD + b"x: ", b"a" * 60_000),
        "The answer's headers are too large",
    ),
    "a negative length": (answering(HEAD + b"content-length: -5\r\n\r\nabc"), "The answer is not HTTP"),
    "no length at all": (answering(HEAD + b"content-length: many\r\n\r\nabc"), "The answer is not HTTP"),
    "two lengths": (
        answering(HEAD + b"content-length: 3\r\ncontent-length: 4\r\n\r\nabc"),
        "The answer is not HTTP",
    ),
    "a broken chunk": (
        answering(HEAD + b"transfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n"),
        "The answer is not HTTP",
    ),
    "more than its length": (
        answering(HEAD + b"content-length: 2\r\n\r\nok and more"),
        "The answer is not HTTP",
    ),
    "not HTTP": (answering(b"SSH-2.0-OpenSSH_9.2\r\n"), "The answer is not HTTP"),
}


async def endless(reader, writer):
    """Answer with a body that has no end: a success, as more than what is kept of it came."""
    await flood(writer, HEAD + b"connection: close\r\n\r\n", b"y" * 60_000)


class Servers:
    """Servers of one thread, each with its behaviour, that end with it."""

    def __init__(self):
        self._loop, self._tasks, self._open = asyncio.new_event_loop(), set(), []
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def listen(self, behaviour, *, host="127.0.0.1", tls=None):
        """Return the address of a server that does so after each request."""

        async def serve(reader, writer):
            self._tasks.add(asyncio.current_task())
            try:
                await read_request(reader)
                await behaviour(reader, writer)
            except (OSError, EOFError, asyncio.CancelledError):
                pass
            finally:
                writer.close()

        opened = asyncio.start_server(serve, host, 0, ssl=tls)
        server = asyncio.run_coroutine_threadsafe(opened, self._loop).result(5)
        self._open.append(server)
        place = f"[{host}]" if ":" in host else host
        return f"{'https' if tls else 'http'}://{place}:{server.sockets[0].getsockname()[1]}/hook"

    async def _end(self):
        for server in self._open:
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def close(self):
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture
def servers():
    running = Servers()
    yield running
    running.close()


@contextmanager
def port_that_never_answers():
    """A port whose queue is full: the handshake of TCP itself is not answered."""
    with ExitStack() as open_, socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        open_.enter_context(socket.create_connection(full.getsockname()))
        yield f"http://127.0.0.1:{full.getsockname()[1]}/hook"


def resident_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20


def owe_one(store, url, authorities=""):
    """Owe a delivery to a new webhook of its own."""
    hook = made.hook(store, url, sending=Sending(timeout_s=1, authorities=authorities))
    made.many(store, hook, 1)
    return hook.id


def test_each_fault_is_one_failed_attempt_in_plain_words_and_none_stops_the_others(
    store, servers, sink, tmp_path
):
    authority = Authority(tmp_path)
    trusted = authority.file.read_text()
    expected = {owe_one(store, servers.listen(act)): words for act, words in FAULTS.values()}
    for wrong, words in (
        ({"name": "other.example"}, "Certificate is for another name"),
        ({"days": -1}, "Certificate has expired"),
    ):
        url = servers.listen(answering(HEAD), tls=authority.serves(**wrong))
        expected[owe_one(store, url, trusted)] = words
    with port_that_never_answers() as url, running_sender(store) as sender:
        expected[owe_one(store, url)] = "No answer in 1 s"
        expected[owe_one(store, "http://[::1]:9/hook")] = "Connection refused"
        good = owe_one(store, sink.url)
        sender.wake()
        eventually(lambda: all(row.attempts == 1 for row in made.rows(store)), within=20)
        emit(store, "product_created")
        eventually(lambda: len(sink.requests) == 2)

    told = {row.webhook_id: (row.error, row.status) for row in made.rows(store)[: len(expected) + 1]}
    assert told.pop(good) == (None, "DELIVERED")
    assert told == {webhook: (words, "PENDING") for webhook, words in expected.items()}


def test_an_endless_body_is_a_success_once_what_is_kept_of_it_came(store, servers):
    owe_one(store, servers.listen(endless))
    with running_sender(store):
        (attempt,) = attempted(store, 1)
    assert (attempt.status_code, attempt.error, len(attempt.response_body)) == (200, None, KEEP)


def test_an_address_of_ipv6_is_sent_to(store, servers):
    owe_one(store, servers.listen(answering(HEAD + b"content-length: 0\r\n\r\n"), host="::1"))
    with running_sender(store):
        assert attempted(store, 1)[0].error is None


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux tells a process's memory so")
def test_endpoints_that_send_without_an_end_do_not_make_memory_grow(store, servers):
    for behaviour in (endless, FAULTS["endless header"][0], FAULTS["endless headers"][0]):
        made.many(store, made.hook(store, servers.listen(behaviour)), 30)
    before = resident_mb()
    with running_sender(store):
        eventually(lambda: all(row.attempts == 1 for row in made.rows(store)), within=20)
        assert resident_mb() - before < MOST_GROWTH_MB
