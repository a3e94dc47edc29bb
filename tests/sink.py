"""A customer's endpoint: a real HTTP server that answers as a test says."""

import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Got:
    """One request that arrived; header names are lower-case."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Sink:
    """What arrived, and what to answer: the next of `answers` (a status, or one with headers), then 200."""

    url: str = ""
    answers: list[int | tuple[int, dict[str, str]]] = field(default_factory=list)
    requests: list[Got] = field(default_factory=list)
    body: bytes = b"ok"
    before_answer: Callable[[Got], None] = lambda got: None
    after_answer: Callable[[Got], None] = lambda got: None


class _Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = False  # closing waits for requests in progress


@contextmanager
def running_sink(port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[Sink]:
    """Run a sink on a port of this machine, with `tls` over a secure connection."""
    sink = Sink()
    server = _Server(("127.0.0.1", port), _handler(sink))
    sink.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}/hook"
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield sink
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(sink: Sink) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):  # the base class's name
            body = self.rfile.read(int(self.headers["content-length"]))
            got = Got(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            sink.before_answer(got)
            sink.requests.append(got)
            answer = sink.answers.pop(0) if sink.answers else 200
            status, headers = answer if isinstance(answer, tuple) else (answer, {})
            self.send_response(status)
            for header in headers.items():
                self.send_header(*header)
            self.send_header("content-length", str(len(sink.body)))
            with contextlib.suppress(ConnectionError):  # who asked may have given up
                self.end_headers()
                self.wfile.write(sink.body)
            sink.after_answer(got)

        def log_message(self, *args):
            """Say nothing."""

    return Handler
