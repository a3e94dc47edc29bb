"""The receiver: listens on this machine, in a thread of its own."""

import errno
import logging
import socket
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from core import settings
from core.bus import Change
from core.store.database import Store

if TYPE_CHECKING:
    from core.incoming.server import Server

log = logging.getLogger(__name__)

STOP_SECONDS = 4
FILES = 2_048
"""Open files that are enough for all connections, those of the sender, and the database."""
PATIENCE = 2.0
"""Seconds that a sender is kept while another program holds the database; many give up after five."""
BACKLOG = 2_048


@dataclass(frozen=True, slots=True)
class ReceiverState:
    """Whether the receiver listens, and where; if not, why and what to do."""

    listening: bool
    host: str
    port: int
    title: str = ""
    advice: str = ""
    free_port: int | None = None
    """A port that could be taken instead, where the wanted one is taken."""

    @property
    def url(self) -> str:
        """The address that senders' requests go to, without a path."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


class Receiver:
    """A server on a socket of ours; a port that is taken is a state, never an exception."""

    def __init__(self, store: Store, host: str, port: int) -> None:
        self._store = store
        self._state = ReceiverState(False, host, port)
        self._server: Server | None = None
        self._thread: threading.Thread | None = None
        self._made = threading.Event()

    def start(self) -> None:
        """Take the port and begin to answer; requests that come before the server is up wait.

        Where that did not work, or what listened has ended, it can be started again. Raises RuntimeError
        where there can be no thread for it.
        """
        host, port = self._state.host, self._state.port
        try:
            listener = _listen(host, port)
        except OSError as error:
            self._tell(_cannot_listen(host, port, error, self._state.free_port))
            return
        self._made.clear()
        thread = threading.Thread(target=self._run, args=(listener,), name="receiver", daemon=True)
        self._tell(ReceiverState(True, host, listener.getsockname()[1]))
        try:
            thread.start()
        except RuntimeError as error:
            listener.close()
            self._tell_ended(error)
            raise
        self._thread = thread

    def stop(self) -> None:
        """Answer what is in progress, then free the port; takes at most some seconds."""
        if self._thread is None:
            return
        self._made.wait(STOP_SECONDS)
        if self._server is not None:
            self._server.end()
        self._thread.join(STOP_SECONDS)
        self._state = ReceiverState(False, self._state.host, self._state.port)

    def state(self) -> ReceiverState:
        """Tell whether and where it listens. Safe from any thread."""
        return self._state

    def _tell(self, state: ReceiverState) -> None:
        if state != self._state:
            self._state = state
            self._store.bus.publish(Change.RECEIVER)

    def _run(self, listener: socket.socket) -> None:
        from core.loops import run  # the network side is imported in its own thread

        _allow_files()
        try:
            with listener, self._store.connection(patience=PATIENCE):
                self._server = self._make_server()
                self._made.set()
                run(self._server.serve(sockets=[listener]))
        except Exception as error:
            log.exception("the receiver ended")
            self._tell_ended(error)
        finally:
            self._made.set()

    def _tell_ended(self, error: Exception) -> None:
        title = "The receiver stopped."
        advice = f"It is started again in a moment. ({type(error).__name__})"
        self._tell(ReceiverState(False, self._state.host, self._state.port, title, advice))

    def _make_server(self) -> "Server":
        import uvicorn

        from core.incoming import local_events
        from core.incoming.application import Application
        from core.incoming.guards import own_hosts
        from core.incoming.http_protocol import BoundedProtocol
        from core.incoming.intake import Intake
        from core.incoming.server import Server

        logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # strangers' nonsense is no news
        host, port = self._state.host, self._state.port
        own = own_hosts(host, port) if settings.is_loopback(host) else frozenset()
        intake = Intake(self._store, own_hosts=own)
        config = uvicorn.Config(
            Application(intake, partial(local_events.take, self._store), limit=self._limit),
            http=BoundedProtocol,
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            timeout_keep_alive=30,
        )
        return Server(config)

    def _limit(self) -> int:
        return settings.load(self._store).payload_mb * 1_000_000


def _allow_files() -> None:
    """Ask the system for as many open files as there may be connections; macOS gives 256 unasked."""
    if sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            with suppress(OSError, ValueError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)


def _cannot_listen(host: str, port: int, error: OSError, offered: int | None) -> ReceiverState:
    """Return the state that says why; what was `offered` before is not looked for again each time."""
    if error.errno == errno.EADDRINUSE:
        title = f"The receiver could not start: port {port} is taken"
        advice = (
            "Another program listens there. Senders get no answer until it ends or you choose another port."
        )
        return ReceiverState(False, host, port, title, advice, offered or _free_port(host, port))
    if error.errno == errno.EACCES:
        title = f"The receiver could not start: port {port} is not allowed"
        advice = "Ports below 1024 are the system's. Choose another in Settings."
        return ReceiverState(False, host, port, title, advice, offered or _free_port(host, 8764))
    if error.errno == errno.EADDRNOTAVAIL:
        title = f"The receiver could not start: {host} is not this machine's"
        advice = "Choose another host in Settings, such as 127.0.0.1. It is tried again by itself."
        return ReceiverState(False, host, port, title, advice)
    why = (error.strerror or "").partition(" (while")[0]  # what Python adds is nothing that people know
    title = f"The receiver could not start: {host}: {why}"
    advice = "Settings has the address. It is tried again by itself."
    return ReceiverState(False, host, port, title, advice)


def _free_port(host: str, taken: int) -> int | None:
    for port in range(taken + 1, min(taken + 50, 65_536)):
        try:
            _listen(host, port).close()
        except OSError:
            continue
        return port
    return None
