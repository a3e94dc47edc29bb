"""Secrets at rest: AES-256-GCM under a data key in a file of its own beside the database.

A sealed secret is a version byte, a random 96-bit nonce, and the ciphertext with its tag.
"""

import contextlib
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import KeyUnreadable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_FILE = "key"
KEY_BYTES = 32
NONCE_BYTES = 12
VERSION = b"\x01"
BOUND_TO = b"yardarm"
"""Authenticated with every secret, so that no other program's ciphertext passes for one of ours."""

RESTORE = "Put the file “key” of this data folder back from your backup, or enter every secret key again."


class Vault:
    """Seals and opens secrets with one data key, which it never shows."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._made: AESGCM | None = None

    @classmethod
    def open_or_create(cls, folder: Path, *, may_create: bool) -> "Vault":
        """Read the data key of `folder`; where there is none, make it if `may_create`.

        Say `may_create` only while the store holds no secret: a new key opens none of the old ones.
        Processes that make it at the same moment end up with the same key. Raises KeyUnreadable.
        """
        path = folder / KEY_FILE
        try:
            if may_create and not path.exists():
                _create(path)
            key = path.read_bytes()
        except FileNotFoundError as error:
            raise KeyUnreadable("The key file is missing", RESTORE) from error
        except OSError as error:
            advice = f"{error.strerror}: {path}. Give your user the right to read and write it."
            raise KeyUnreadable("The key file cannot be read", advice) from error
        if len(key) != KEY_BYTES:
            raise KeyUnreadable("The key file is damaged", RESTORE)
        return cls(key)

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

            self._made = AESGCM(self._key)
        return self._made


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


def _create(path: Path) -> None:
    """Write a new key whole and for this user alone; if another process was first, its key stays."""
    draft = path.with_name(f"{KEY_FILE}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            _publish(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _publish(draft: Path, path: Path) -> None:
    """Give `draft` its name unless the name is taken. Raises FileExistsError."""
    if os.name == "nt":
        draft.rename(path)  # Windows never renames over a file
    else:
        path.hardlink_to(draft)  # a rename would replace the other process's key


def _sync_folder(folder: Path) -> None:
    """Make a new name in `folder` outlast a power cut. Windows does so by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
