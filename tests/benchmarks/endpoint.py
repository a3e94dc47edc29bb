"""A customer's endpoint, which in life is another machine: it takes as little of this one as it can.

`python -m tests.benchmarks.endpoint` prints its port and answers 200 to everything, under a path that ends in
`/hang` after 15 s; `GET /count` tells how many POSTs it has answered.
"""

import asyncio
import os
import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import urlopen

from core.loops import run

HANG_S = 15


class Answers(asyncio.Protocol):
    """Answers each request of one connection; `served` counts the POSTs of all."""

    def __init__(self, served: Counter[str]) -> None:
        self._served = served
        self._taken = bytearray()
        self._transport: asyncio.Transport

    def connection_made(self, transport):
        self._transport = transport

    def data_received(self, data):
        self._taken += data
        while (end := self._taken.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._taken[:end])
            length = LENGTH.search(head)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._taken) < whole:
                return
            del self._taken[:whole]
            self._answer(*head.split(maxsplit=2)[:2])

    def _answer(self, method, path):
        if method != b"POST":
            self._transport.write(_said(b"%d" % self._served["POST"]))
            return
        self._served["POST"] += 1
        if path.endswith(b"/hang"):
            asyncio.get_running_loop().call_later(HANG_S, self._accept)
        else:
            self._accept()

    def _accept(self):
        if not self._transport.is_closing():
            self._transport.write(OK)


def _said(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body)


LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
OK = _said(b"ok")


@contextmanager
def running_endpoint() -> Iterator[str]:
    """Run the endpoint in a process of its own; give its URL."""
    command = [sys.executable, "-m", "tests.benchmarks.endpoint"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{int(process.stdout.readline())}/hook"
        finally:
            process.terminate()


def answered(url: str) -> int:
    """Return how many POSTs an endpoint has answered since it started."""
    with urlopen(url) as answer:
        return int(answer.read())


async def serve() -> None:
    """Serve until terminated, or until who started it is gone."""
    loop, served, ended = asyncio.get_running_loop(), Counter[str](), asyncio.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    server = await loop.create_server(lambda: Answers(served), "127.0.0.1", 0, backlog=2_048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await ended.wait()


if __name__ == "__main__":
    run(serve())
