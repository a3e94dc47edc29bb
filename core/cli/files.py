"""Files that commands read; `-` is standard input."""

import sys
from pathlib import Path
from typing import BinaryIO

from core.errors import InvalidInput


def read_bytes(name: str, *, at_most: int) -> bytes:
    """Return a file's bytes, but no more than one beyond `at_most`. Raises InvalidInput."""
    try:
        if name == "-":
            return _standard_input().read(at_most + 1)
        with Path(name).open("rb") as file:
            return file.read(at_most + 1)
    except OSError as error:
        raise InvalidInput(f"{name} cannot be read.", f"{error.strerror}.", code="file") from error


def _standard_input() -> BinaryIO:
    if sys.stdin is None:  # the shell closed it: <&-
        raise InvalidInput("Standard input is closed.", "Name a file, or pipe one in.", code="file")
    return sys.stdin.buffer
