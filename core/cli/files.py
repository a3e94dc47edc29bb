"""Files that commands read; `-` is standard input."""

import sys
from pathlib import Path

from core.errors import InvalidInput


def read_bytes(name: str, *, at_most: int) -> bytes:
    """Return a file's bytes, but no more than one beyond `at_most`. Raises InvalidInput."""
    if name == "-":
        return sys.stdin.buffer.read(at_most + 1)
    try:
        with Path(name).open("rb") as file:
            return file.read(at_most + 1)
    except OSError as error:
        raise InvalidInput(f"{name} cannot be read.", f"{error.strerror}.", code="file") from error
