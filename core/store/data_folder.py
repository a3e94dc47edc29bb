"""A new data folder, and the empty file of its database."""

import os
from pathlib import Path

from core.errors import StoreError
from core.store.faults import as_store_error
from core.store.vault import ENTRY_FILE, KEY_FILE


def make_folder(data_dir: Path) -> None:
    """Make the data folder, for its user alone, unless it is there. Raises StoreError."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The data folder {data_dir} cannot be made.",
            f"{error.strerror}. Choose another with --data-dir.",
        ) from error
    if not os.access(data_dir, os.W_OK | os.X_OK):
        raise StoreError(
            f"The data folder {data_dir} cannot be written.",
            "Give your user the right to write there, or choose another with --data-dir.",
        )


def make_file(path: Path) -> bool:
    """Make the database file before SQLite does, so that it is never readable by others, even for a moment.

    Returns whether it is new. Raises StoreError.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        had_tables = any(path.with_name(name).exists() for name in (KEY_FILE, ENTRY_FILE))  # they come first
        if had_tables and path.stat().st_size == 0:
            advice = (
                f"Put back a copy of it, or delete it to start afresh. The file was left as it is. ({path})"
            )
            raise StoreError("The database file is empty.", advice, code="damaged") from None
        return path.stat().st_size == 0
    except OSError as error:
        raise as_store_error(error, path) from error
    return True
