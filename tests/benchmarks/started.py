"""Running a server for a while: any that says in its first line where it listens."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


@contextmanager
def started(words: Sequence[str]) -> Iterator[str]:
    """Start a process and return its address; it is ended afterwards."""
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())["receiver"]
        finally:
            process.terminate()
