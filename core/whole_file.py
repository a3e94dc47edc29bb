"""A file that is written whole or not at all, and that only its user can read."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from core.errors import DeskError


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """Give a file to write text to; it takes the place of `path` at the end. Raises DeskError."""
    partial = path.parent / f".{path.name}.{os.getpid()}.part"
    try:
        descriptor = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            yield file
        partial.replace(path)
    except OSError as error:
        raise DeskError(f"{path} cannot be written.", f"{error.strerror}.", code="file") from error
    finally:
        partial.unlink(missing_ok=True)
