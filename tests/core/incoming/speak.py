"""Speaking to the receiver in bytes, well or badly."""

import json
import socket
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Heard:
    """An answer, with header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str:
        """The word for programs in a refusal."""
        error: dict[str, Any] = json.loads(self.body)["error"]
        assert error["message"]
        return str(error["code"])


def call(port: int) -> socket.socket:
    """Open a connection to the receiver."""
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def ask(port: int, sent: bytes) -> Heard:
    """Send bytes and return the answer; the connection is closed after it."""
    with call(port) as line:
        line.sendall(sent)
        return hear(line)


def hear(line: socket.socket) -> Heard:
    """Read one answer, leaving the connection open."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        got = line.recv(1)
        assert got, f"the connection was closed after {head!r}"
        head += got
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    headers = {name.lower(): value for name, value in (each.split(": ", 1) for each in lines)}
    body = b""
    while len(body) < int(headers.get("content-length", 0)):
        body += line.recv(65_536)
    return Heard(int(first.split()[1]), headers, body)


def is_closed(line: socket.socket) -> bool:
    """Wait until the other side has closed the connection, reading what still comes."""
    try:
        while line.recv(65_536):
            pass
    except ConnectionError:
        pass
    return True


def request(
    path: str = "/plugins/open/",
    body: bytes = b"{}",
    *,
    port: int = 0,
    method: str = "POST",
    version: str = "1.1",
    **headers: str | None,
) -> bytes:
    """Return a request's bytes; a header given as None is left out."""
    base: dict[str, str | None] = {
        "host": f"127.0.0.1:{port}",
        "content-type": "application/json",
        "content-length": str(len(body)),
    }
    given = base | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in given.items() if value is not None]
    return "\r\n".join([f"{method} {path} HTTP/{version}", *lines, "", ""]).encode("latin-1") + body
