"""Secrets at rest: AES-256-GCM under a data key in a file beside the database or in the system's keychain.

A sealed secret is a version byte, a random 96-bit nonce, and the ciphertext with its tag.
"""

import contextlib
import os
import secrets
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import KeyUnreadable
from core.store import keychain
from core.store.keychain import Asked

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_FILE = "key"
ENTRY_FILE = "key.keychain"
"""Holds the name of the keychain's entry while the key is there; a key file beside it comes first."""
KEY_BYTES = 32
NONCE_BYTES = 12
DRAFT_BYTES = 8
"""By which the name of a file that is being written differs from that of another process's."""
VERSION = b"\x01"
BOUND_TO = b"yardarm"
"""Authenticated with every secret, so that no other program's ciphertext passes for one of ours."""

RESTORE = (
    "Put the file “key” of this data folder back from your backup. Without it the secret keys stay closed;"
    " a new data folder (--data-dir) starts afresh."
)


class Vault:
    """Seals and opens secrets with one data key, which it never shows."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._made: AESGCM | None = None

    @classmethod
    def open_or_create(cls, folder: Path, *, may_create: bool) -> "Vault":
        """Find the data key of `folder`; where there is none, make it if `may_create`.

        Say `may_create` only while the store holds no secret: a new key opens none of the old ones.
        Processes that make it at the same moment end up with the same key. Raises KeyUnreadable.
        """
        path = folder / KEY_FILE
        if not path.exists() and (folder / ENTRY_FILE).exists():
            return KeychainVault(folder)
        if may_create and not path.exists():
            with _explained(path):
                write_new(path, secrets.token_bytes(KEY_BYTES))
        return cls(read_key_file(folder))

    def ready(self) -> None:
        """Wait until a keychain has answered. Raises KeyUnreadable if it does not."""

    def seal(self, text: str) -> bytes:
        """Encrypt a secret; the same one never looks the same twice."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return VERSION + nonce + self._cipher().encrypt(nonce, text.encode(), BOUND_TO)

    def open(self, sealed: bytes) -> str:
        """Decrypt a secret. Raises KeyUnreadable if it was not sealed with this key, or was changed since."""
        from cryptography.exceptions import InvalidTag  # late, like the cipher

        nonce = sealed[len(VERSION) : len(VERSION) + NONCE_BYTES]
        try:
            if not sealed.startswith(VERSION):
                raise ValueError("unknown version")
            return self._cipher().decrypt(nonce, sealed[len(VERSION) + NONCE_BYTES :], BOUND_TO).decode()
        except (InvalidTag, ValueError) as error:
            raise KeyUnreadable("A stored secret key cannot be read with this key file", RESTORE) from error

    def _cipher(self) -> "AESGCM":
        if self._made is None:
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # late: 30 ms of the start

            self._made = AESGCM(self._data_key())
        return self._made

    def _data_key(self) -> bytes:
        return self._key


class LockedVault(Vault):
    """Stands in where the key cannot be read: all else works, and who needs a secret is told why."""

    def __init__(self, reason: KeyUnreadable) -> None:
        self._reason = reason

    def seal(self, text: str) -> bytes:  # noqa: ARG002  # the vault's signature
        """Raise KeyUnreadable."""
        raise self._reason

    def open(self, sealed: bytes) -> str:  # noqa: ARG002  # the vault's signature
        """Raise KeyUnreadable."""
        raise self._reason


class KeychainVault(Vault):
    """Fetches its key from the keychain when a secret is first needed, as that may ask the user.

    Who needs it waits, together not over the limit; an answer that comes later is taken then.
    """

    def __init__(self, folder: Path, *, limit: float = keychain.LIMIT) -> None:
        self._folder = folder
        self._limit = limit
        self._made = None
        self._guard = threading.Lock()
        self._asked: Asked[bytes] | None = None
        self._until = 0.0

    def ready(self) -> None:
        """Wait for the keychain. Raises KeyUnreadable, with what to do."""
        self._data_key()

    def _data_key(self) -> bytes:
        with self._guard:
            if self._asked is None:
                self._asked = Asked(lambda: _fetch(self._folder))
                self._until = time.monotonic() + self._limit
        return self._asked.wait(self._until - time.monotonic())


def read_key_file(folder: Path) -> bytes:
    """Return the key in a folder's key file. Raises KeyUnreadable."""
    path = folder / KEY_FILE
    with _explained(path):
        key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise KeyUnreadable("The key file is damaged", RESTORE)
    return key


def read_keychain(folder: Path) -> bytes:
    """Return the key that a folder has in the keychain; call it within `Asked`. Raises KeyUnreadable."""
    path = folder / ENTRY_FILE
    with _explained(path):
        entry = path.read_text("utf-8").strip()
    key = keychain.read_key(entry)
    if len(key) != KEY_BYTES:
        raise KeyUnreadable(*keychain.DAMAGED)
    return key


def _fetch(folder: Path) -> bytes:
    try:
        return read_keychain(folder)
    except KeyUnreadable:
        if not (folder / KEY_FILE).exists():
            raise
        return read_key_file(folder)  # it was moved back since


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise KeyUnreadable("The key file is missing", RESTORE) from error
    except OSError as error:
        advice = f"{error.strerror}: {path}. Give your user the right to read and write it."
        raise KeyUnreadable("The key file cannot be read", advice) from error


def write_new(path: Path, content: bytes) -> None:
    """Write a file whole, durably, and for this user alone; one that another process made first stays."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(DRAFT_BYTES)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            _publish(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def drafts_of(path: Path) -> list[Path]:
    """Return what a kill left of writing a file: each may hold all of it."""
    return list(path.parent.glob(f"{path.name}.{'[0-9a-f]' * 2 * DRAFT_BYTES}"))


def _publish(draft: Path, path: Path) -> None:
    """Give `draft` its name unless the name is taken. Raises FileExistsError."""
    if os.name == "nt":
        draft.rename(path)  # Windows never renames over a file
    else:
        path.hardlink_to(draft)  # a rename would replace the other process's key


def sync_folder(folder: Path) -> None:
    """Make a new name in `folder`, or one less, outlast a power cut. Windows does so by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
