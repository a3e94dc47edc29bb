"""Where the receiver listens, for processes that do not run it.

The settings say where it should; `serve --port` may say otherwise, so the engine leaves a note in
the data folder for as long as it runs.
"""

import socket
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from core import settings
from core.incoming.receiver import ReceiverState
from core.store.database import Store

NOTE = "receiver.url"
TIMEOUT = 0.2
"""Seconds; the receiver is on this machine."""


def leave_note(data_dir: Path, url: str) -> None:
    """Note where the receiver of this process listens."""
    note = data_dir / NOTE
    note.touch(mode=0o600)
    note.write_text(url, encoding="utf-8")


def remove_note(data_dir: Path) -> None:
    """Take the note away; one that has to stay says where nobody answers any more."""
    with suppress(OSError):
        (data_dir / NOTE).unlink()


def receiver_url(store: Store) -> str:
    """Return the address that senders' requests go to, without a path."""
    return noted(store).url


def noted(store: Store) -> ReceiverState:
    """Return the state of the receiver as another process knows it: where it is, or where it should be."""
    with suppress(OSError, ValueError):  # no note, or one that a kill left behind
        parts = urlsplit((store.path.parent / NOTE).read_text(encoding="utf-8"))
        host, port = parts.hostname or "", parts.port or 0
        socket.create_connection((host, port), TIMEOUT).close()
        return ReceiverState(True, host, port)
    wanted = settings.load(store)
    return ReceiverState(False, wanted.receiver_host, wanted.receiver_port)
