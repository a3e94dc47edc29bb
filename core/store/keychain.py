"""The system's keychain: an entry of ours for each data folder, and never a wait without an end.

The keychain may ask the user for a password, over a window of its own and for as long as it likes, so
every question to it is asked in a thread. `keyring` speaks to macOS's, Windows's and the Linux desktops'.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

from core.errors import KeyUnreadable

SERVICE = "Yardarm"
LIMIT = 5.0
"""Seconds that a start waits for the keychain."""
REAL = 1
"""What a backend that keeps secrets for one user alone rates itself at least, as keyring has it: those
that keep them in plain files rate themselves lower, and so do those that keep nothing."""
STAYS = "The key stays where it is."
KEEPS_NOT = ("The system's keychain does not keep what it is given", STAYS)
DAMAGED = (
    "The data key in the system's keychain is damaged",
    "Restore the keychain from your backup. Without the key the secret keys stay closed; a new data folder"
    " (--data-dir) starts afresh.",
)

log = logging.getLogger(__name__)
T = TypeVar("T")


class Asked(Generic[T]):
    """A question in a thread of its own; the answer may come after all gave up waiting for it."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._answer: Future[T] = Future()
        threading.Thread(target=self._ask, name="keychain", daemon=True).start()

    def wait(self, seconds: float) -> T:
        """Return the answer. Raises KeyUnreadable, with what to do, if there is none in time or at all."""
        try:
            return self._answer.result(max(seconds, 0))
        except TimeoutError as error:
            raise KeyUnreadable(
                "The system's keychain does not answer",
                "Log in to the desktop of this machine and unlock the keychain.",
            ) from error

    def _ask(self) -> None:
        try:
            self._answer.set_result(self._work())
        except KeyUnreadable as error:
            self._answer.set_exception(error)
        except Exception as error:  # backends raise what their system gives them
            log.warning("the keychain failed: %s", type(error).__name__)
            reason = KeyUnreadable(
                "The system's keychain cannot be used",
                "Log in to the desktop of this machine, unlock the keychain and start Yardarm again."
                f" ({type(error).__name__})",
            )
            self._answer.set_exception(reason)


def is_there() -> bool:
    """Return whether this machine has a keychain. Call it within `Asked`, like all below."""
    return _found() is not None


def read_key(entry: str) -> bytes:
    """Return the key that an entry holds. Raises KeyUnreadable."""
    text = _keychain().get_password(SERVICE, entry)
    if text is None:
        raise KeyUnreadable(
            "The data key is not in the system's keychain",
            f"Log in as the user who keeps it: it is the entry “{entry}” of {SERVICE}.",
        )
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise KeyUnreadable(*DAMAGED) from error


def keep_key(entry: str, key: bytes) -> None:
    """Put a key into a new entry and read it back. Raises KeyUnreadable if it is not the same then."""
    keychain = _keychain()
    keychain.set_password(SERVICE, entry, key.hex())
    if keychain.get_password(SERVICE, entry) != key.hex():
        raise KeyUnreadable(*KEEPS_NOT)


def forget_key(entry: str) -> None:
    """Delete an entry. Raises KeyUnreadable where there is no keychain."""
    _keychain().delete_password(SERVICE, entry)


def _keychain() -> Any:
    if (found := _found()) is None:
        raise KeyUnreadable(
            "There is no keychain that can be reached",
            "Log in to the desktop of this machine, where the data key was moved to its keychain.",
        )
    return found


def _found() -> Any:
    import keyring  # late: 0.2 s, and most desks on servers never need it

    backend: Any = keyring.get_keyring()
    backend = next(iter(getattr(backend, "backends", ())), backend)  # the best one of several
    return backend if backend.priority >= REAL else None
