"""Waiting for what other threads and processes do: for a condition, never for a guess."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
_never = threading.Event()


def eventually(check: Callable[[], T], *, within: float = 30.0) -> T:
    """Return what `check` gives once it is true; fail when it is not in `within` seconds."""
    deadline = time.monotonic() + within
    while not (found := check()):
        assert time.monotonic() < deadline, f"it did not happen in {within} s"
        _never.wait(0.005)
    return found
