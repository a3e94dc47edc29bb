"""`serve`: the desk without a window."""

import logging
import os
import signal
from argparse import Namespace
from contextlib import suppress
from queue import Empty, SimpleQueue

from core import settings
from core.cli.output import Result, tell
from core.engine import Engine
from core.errors import DeskError, InvalidInput
from core.garbage import settle
from core.incoming.plugins import UNVERIFIED, list_plugins
from core.log_file import Repeats, log_to_file
from core.threads import take_short_turns

log = logging.getLogger(__name__)

LOOK = 1.0
"""Seconds; on Windows a wait hears no signal before it ends."""


def serve(options: Namespace) -> Result:
    """Run the engine until a signal ends it; the first line printed says where the receiver listens."""
    ended = SimpleQueue[int]()  # not an Event: a signal may come while this very thread holds its lock
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: ended.put(number))
    engine = Engine(
        options.data_dir,
        options.port,
        receiver_host=options.host,
        sends=not options.no_send,
        refuse_private=options.refuse_private_targets,
    )
    engine.open()
    log_to_file(options.data_dir)
    said = logging.StreamHandler()
    said.addFilter(Repeats())
    logging.getLogger().addHandler(said)
    _check_host(engine, options)
    engine.store.vault.ready()  # nobody is here to answer a keychain that asks
    try:
        engine.start()
        url = _ready(engine)
        settle()
        take_short_turns()
        tell({"ready": True, "receiver": url, "pid": os.getpid()})
        _wait_for(ended)
    finally:
        engine.stop()
    return Result(None, "")


def _wait_for(ended: SimpleQueue[int]) -> None:
    while True:
        with suppress(Empty):
            ended.get(timeout=LOOK)
            return


def _check_host(engine: Engine, options: Namespace) -> None:
    """Let other machines in only where the user said so here."""
    with engine.store.connection():
        host = options.host or settings.load(engine.store).receiver_host
    if not options.allow_remote and not settings.is_loopback(host):
        raise InvalidInput(
            f"{host} can be reached from other machines.",
            "Give --allow-remote if that is meant, or --host 127.0.0.1.",
            code="remote_host",
        )
    if not settings.is_loopback(host):
        _warn_of_unverified(engine, host)


def _warn_of_unverified(engine: Engine, host: str) -> None:
    log.warning("Other machines can reach %s: only what is verified is taken.", host)
    with engine.store.connection():
        for plugin in list_plugins(engine.store):
            if plugin.is_active and plugin.provider == UNVERIFIED:
                log.warning("The plugin %s verifies nothing, so its requests are refused.", plugin.id)


def _ready(engine: Engine) -> str:
    """Return the receiver's address. Raises DeskError when there is no engine or no receiver to run."""
    if not engine.owns:
        raise DeskError(
            "The desk is already running on this data folder.",
            "Close the window or the other `serve`, or choose another folder with --data-dir.",
            code="already_running",
        )
    state = engine.receiver_state()
    if not state.listening:
        free = f" Port {state.free_port} is free." if state.free_port else ""
        raise DeskError(state.title, f"Choose another with --port or --host.{free}", code="receiver")
    return state.url
