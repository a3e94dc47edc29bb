"""What the same deliveries cost with bullmq and undici, where Node.js and Redis are there.

What they need is installed into a folder that goes away, and Redis keeps its file of appended commands, as
it does for whoever wants to lose nothing.
"""

import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.waiting import eventually

SOURCE = Path(__file__).with_name("bullmq")
NEEDED = ("node", "npm", "redis-server")

Rival = Callable[[str, bytes, int, int, int], float]
"""Takes a URL, a body, how many deliveries, to how many webhooks and how many at once; returns their rate."""


@contextmanager
def running_rival() -> Iterator[Rival | None]:
    """Install and start what is needed; give None where that cannot be done."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not _installed(folder):
            yield None
            return
        with _redis(folder) as port:
            yield lambda url, body, count, webhooks, at_once: _rate(
                folder, port, body, [url, port, count, webhooks, at_once]
            )


def _installed(folder: Path) -> bool:
    if missing := [each for each in NEEDED if shutil.which(each) is None]:
        print(f"without bullmq: {', '.join(missing)} not found")
        return False
    for each in ("package.json", "send.mjs"):
        shutil.copy(SOURCE / each, folder)
    words = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock"]
    ran = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    if ran.returncode:
        print(f"without bullmq: npm install failed\n{ran.stderr}")
    return not ran.returncode


@contextmanager
def _redis(folder: Path) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    words = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder), "--save", ""]
    with subprocess.Popen([*words, "--appendonly", "yes"], stdout=subprocess.DEVNULL) as process:
        try:
            eventually(lambda: _answers(port))
            yield port
        finally:
            process.terminate()


def _answers(port: int) -> bool:
    try:
        return _command(port, b"PING\r\n").startswith(b"+PONG")
    except OSError:
        return False


def _command(port: int, command: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(command)
        return connection.recv(1024)


def _rate(folder: Path, port: int, body: bytes, options: list[object]) -> float:
    _command(port, b"FLUSHALL\r\n")
    (folder / "body.json").write_bytes(body)
    words = ["node", "send.mjs", *map(str, options), "body.json"]
    return float(subprocess.run(words, cwd=folder, check=True, capture_output=True, text=True).stdout)
