"""A file that is written whole or not at all, and that only its user can read."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from core.errors import DeskError, InvalidInput
from core.store.database import FILE
from core.store.vault import KEY_FILE


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """Give a file to write text to; it takes the place of `path` at the end. Raises DeskError.

    A device or a pipe is written to, and stays what it is; so does a link, whose file is replaced. The
    database of a data folder, what SQLite keeps beside it and the key are never replaced.
    """
    target = Path(os.path.realpath(path)) if path.is_symlink() else path
    if _is_own(target):
        raise InvalidInput(f"{path} is a file of Yardarm's own.", "Choose another name.", code="file")
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            with path.open("w", encoding="utf-8", newline="") as file:
                yield file
            return
        with _replacing(target) as file:
            yield file
    except OSError as error:
        raise DeskError(f"{path} cannot be written.", f"{error.strerror}.", code="file") from error


def _is_own(path: Path) -> bool:
    """Tell whether a path is the database's, its write-ahead log's or the key's, in whatever case it is."""
    name = path.name.lower()
    return (name == KEY_FILE or name.startswith(FILE)) and path.with_name(FILE).exists()


@contextmanager
def _replacing(path: Path) -> Iterator[TextIO]:
    partial = path.parent / f".{path.name}.{os.getpid()}.part"
    try:
        descriptor = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            yield file
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
