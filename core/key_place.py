"""Where the data key is: in a file of the data folder, or in the system's keychain; and moving it.

A key is never lost on its way: it is written at its new place and read back there before it leaves the
old one. Where both hold it, because a move was cut short, the file counts.
"""

import contextlib
import logging
import secrets
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from filelock import FileLock

from core import settings
from core.bus import Change
from core.errors import KeyUnreadable
from core.store import audit, keychain
from core.store.database import Store
from core.store.keychain import Asked
from core.store.vault import (
    ENTRY_FILE,
    KEY_FILE,
    drafts_of,
    read_key_file,
    read_keychain,
    sync_folder,
    write_new,
)

FILE, KEYCHAIN = "file", "keychain"
PATIENCE = 30.0
"""Seconds that the user has to unlock the keychain, where it was the user who asked for a move."""

log = logging.getLogger(__name__)


def place_of(folder: Path) -> str:
    """Return where the data key of a folder is: "file" or "keychain"."""
    in_keychain = (folder / ENTRY_FILE).exists() and not (folder / KEY_FILE).exists()
    return KEYCHAIN if in_keychain else FILE


def has_keychain() -> bool:
    """Return whether this machine has a keychain that can be reached. It may take some seconds."""
    try:
        return Asked(keychain.is_there).wait(keychain.LIMIT)
    except KeyUnreadable:
        return False


def adopt(store: Store) -> None:
    """Move the key to the keychain where there is one, unless the user wants it in the file.

    For a program with someone before it, who can answer the keychain. A move that does not work leaves
    the key where it is.
    """
    if place_of(store.path.parent) == FILE and settings.load(store).keychain and has_keychain():
        try:
            move_to_keychain(store, wait_s=keychain.LIMIT)
        except KeyUnreadable as error:
            log.warning("the data key stays in its file: %s", error)


def move_to_keychain(store: Store, *, wait_s: float = PATIENCE) -> None:
    """Move the data key to the keychain. Raises KeyUnreadable, and it stays where it was."""
    folder = store.path.parent
    with _moving(folder):
        if place_of(folder) == FILE:
            key, entry = read_key_file(folder), f"data key {secrets.token_hex(8)}"
            Asked(partial(keychain.keep_key, entry, key)).wait(wait_s)
            (folder / ENTRY_FILE).unlink(missing_ok=True)  # of a move that was cut short
            write_new(folder / ENTRY_FILE, entry.encode())
            if Asked(partial(read_keychain, folder)).wait(wait_s) != key:
                raise KeyUnreadable(*keychain.KEEPS_NOT)
            for copy in (folder / KEY_FILE, *drafts_of(folder / KEY_FILE)):
                copy.unlink()
            sync_folder(folder)
    _note(store, "data key moved to the keychain", in_keychain=True)


def move_to_file(store: Store) -> None:
    """Move the data key back to its file. Raises KeyUnreadable, and it stays where it was."""
    folder = store.path.parent
    with _moving(folder):
        if place_of(folder) == KEYCHAIN:
            key = Asked(partial(read_keychain, folder)).wait(PATIENCE)
            write_new(folder / KEY_FILE, key)
            if read_key_file(folder) != key:
                raise KeyUnreadable("The key file holds another key", keychain.STAYS)
            entry = (folder / ENTRY_FILE).read_text("utf-8").strip()
            (folder / ENTRY_FILE).unlink()
            sync_folder(folder)
            with contextlib.suppress(KeyUnreadable):  # what stays there is of no use to anybody
                Asked(partial(keychain.forget_key, entry)).wait(PATIENCE)
    _note(store, "data key moved to the file", in_keychain=False)


@contextlib.contextmanager
def _moving(folder: Path) -> Iterator[None]:
    """Let nobody else move it meanwhile. Raises KeyUnreadable where the disk fails, as when it is full."""
    try:
        with FileLock(folder / "key.lock", mode=0o600):
            yield
    except OSError as error:
        raise KeyUnreadable("The data key cannot be moved", f"{error.strerror}: {folder}.") from error


def _note(store: Store, act: str, *, in_keychain: bool) -> None:
    settings.save(store, keychain=in_keychain)
    with store.write(Change.SETTINGS):
        audit.note(store, act, "data key")
