"""The program as its user has it: processes of main.py over one data folder."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

MAIN = [sys.executable, str(Path(__file__).parents[2] / "main.py")]


class Program:
    """Runs commands and `serve`, each in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self._environ = {**os.environ, "YARDARM_DATA_DIR": str(folder)}

    def __call__(self, *argv: object) -> Any:
        """Run a command that must succeed; return its JSON document."""
        ran = subprocess.run(
            [*MAIN, *map(str, argv), "--json"], env=self._environ, capture_output=True, text=True, check=False
        )
        assert (ran.returncode, ran.stderr) == (0, ""), ran
        return json.loads(ran.stdout)

    def bytes(self, *argv: object) -> bytes:
        """Run a command that must succeed; return what it prints."""
        return subprocess.run(
            [*MAIN, *map(str, argv)], env=self._environ, capture_output=True, check=True
        ).stdout

    @contextmanager
    def serving(self, *options: object) -> Iterator["Served"]:
        """Run `serve`, on a free port unless the options name one; what is left of it is ended."""
        argv = [*MAIN, "serve", "--port", "0", *map(str, options)]
        with subprocess.Popen(argv, env=self._environ, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                yield Served(process, json.loads(process.stdout.readline())["receiver"])
            finally:
                process.terminate()


class Served:
    """A running `serve`."""

    def __init__(self, process: "subprocess.Popen[str]", url: str) -> None:
        self.url = url
        self.port = int(url.rpartition(":")[2])
        self._process = process

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self._process.wait()

    def end(self, *, within: float) -> int:
        """Ask it to end, and return its exit status; fail if it takes longer than `within` seconds."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(within)


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """POST as a sender does; return the status. Raises OSError where nobody answers."""
    try:
        with urlopen(
            Request(url, body, {"content-type": "application/json", **headers}), timeout=10
        ) as answer:
            return int(answer.status)
    except HTTPError as refusal:
        refusal.close()
        return refusal.code
