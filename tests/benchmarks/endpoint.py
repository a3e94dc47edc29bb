"""A customer's endpoint that is never the bottleneck: a bare ASGI application in a process of its own.

`python -m tests.benchmarks.endpoint` prints its port and answers 200 to everything, under a path that ends in
`/hang` after 15 s; `GET /count` tells how many POSTs it has answered.
"""

import asyncio
import json
import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import urlopen

import uvicorn

HANG_S = 15


class Endpoint:
    """Answers and counts."""

    def __init__(self) -> None:
        self.count = 0

    async def __call__(self, scope, receive, send):
        more = True
        while more:
            more = (await receive()).get("more_body", False)
        if scope["path"].endswith("/hang"):
            await asyncio.sleep(HANG_S)
        posted = scope["method"] == "POST"
        self.count += posted
        body = b"ok" if posted else json.dumps(self.count).encode()
        headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


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
        return int(json.load(answer))


def main() -> None:
    """Serve until terminated, or until who started it is gone."""
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    with socket.create_server(("127.0.0.1", 0), backlog=2_048) as listener:
        print(listener.getsockname()[1], flush=True)
        logging.disable()
        config = uvicorn.Config(Endpoint(), lifespan="off", log_config=None, access_log=False)
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
