"""Load for the receiver: `wrk` where it is installed, and a small generator of our own where it is not.

Both send one signed body over 64 connections, each request with a webhook-id of its own.
"""

import argparse
import asyncio
import json
import re
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from core.loops import run
from core.signing import nautical

CONNECTIONS = 64
WRK = shutil.which("wrk")


@dataclass(frozen=True)
class Load:
    """What came of a run: 204s a second, other answers, and the 99th percentile of the time to an answer."""

    rate: float
    refused: int
    p99_ms: float


def send(url: str, secret: str, body: Path, *, seconds: int) -> Load:
    """Send for some seconds, from a process of its own."""
    signature = nautical.sign(secret, body.read_bytes())
    if WRK is None:
        words = [sys.executable, "-m", "tests.benchmarks.load", url, signature, str(body), str(seconds)]
        return Load(**json.loads(_run(words)))
    script = str(Path(__file__).with_name("distinct.lua"))
    words = [WRK, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", script, url, "--"]
    return _read_wrk(_run([*words, signature, str(body)]))


def _run(words: list[str]) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def _read_wrk(text: str) -> Load:
    refused = re.search(r"Non-2xx or 3xx responses: ([0-9]+)", text)
    p99, unit = _found(r"99%\s+([0-9.]+)(us|ms|s)", text)
    rate = float(_found(r"Requests/sec:\s+([0-9.]+)", text)[0])
    return Load(rate, int(refused[1]) if refused else 0, float(p99) * {"us": 0.001, "ms": 1, "s": 1000}[unit])


def _found(pattern: str, text: str) -> tuple[str, ...]:
    found = re.search(pattern, text)
    assert found is not None, text
    return found.groups()


class Connection(asyncio.Protocol):
    """Sends a request, waits for its answer, and sends the next one, until its time is over."""

    def __init__(self, shared: "Shared") -> None:
        self.shared = shared
        self.sent_at = 0.0

    def connection_made(self, transport):
        self.transport = transport
        self.send()

    def data_received(self, data):
        if data.startswith(b"HTTP/1.1 204"):
            self.shared.took.append(time.perf_counter() - self.sent_at)
        else:
            self.shared.refused += 1
        if time.perf_counter() < self.shared.until:
            self.send()
        else:
            self.transport.close()

    def connection_lost(self, exc):
        self.shared.open -= 1
        if not self.shared.open:
            self.shared.over.set()

    def send(self):
        self.sent_at = time.perf_counter()
        self.shared.count += 1
        self.transport.write(self.shared.head % self.shared.count + self.shared.body)


class Shared:
    """What the connections of a run share."""

    def __init__(self, url: str, signature: str, body: bytes, until: float) -> None:
        parts = urlsplit(url)
        self.body, self.until = body, until
        self.head = (
            f"POST {parts.path} HTTP/1.1\r\nhost: {parts.netloc}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\nx-nautical-signature: {signature}\r\nwebhook-id: msg_%d\r\n\r\n"
        ).encode()
        self.took: list[float] = []
        self.refused = self.count = 0
        self.open = CONNECTIONS
        self.over = asyncio.Event()


async def generate(url: str, signature: str, body: bytes, seconds: float) -> None:
    """Send for some seconds and print the outcome."""
    parts, loop, started = urlsplit(url), asyncio.get_running_loop(), time.perf_counter()
    shared = Shared(url, signature, body, started + seconds)
    for _ in range(CONNECTIONS):
        await loop.create_connection(lambda: Connection(shared), parts.hostname or "", parts.port or 80)
    await shared.over.wait()
    took, spent = sorted(shared.took), time.perf_counter() - started
    print(json.dumps(asdict(Load(len(took) / spent, shared.refused, took[len(took) * 99 // 100] * 1000))))


def main() -> None:
    """Generate load in this process."""
    options = argparse.ArgumentParser(description=__doc__)
    for name in ("url", "signature", "body", "seconds"):
        options.add_argument(name)
    given = options.parse_args()
    run(generate(given.url, given.signature, Path(given.body).read_bytes(), float(given.seconds)))


if __name__ == "__main__":
    main()
