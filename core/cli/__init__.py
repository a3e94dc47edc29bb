"""The command line: every command of the desk, without the window.

`parse` reads the arguments and imports nothing of what the commands need; a command's own module
is imported when it is run, so that listing the catalogue never waits for the network side.
"""

import importlib
import os
import signal
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.cli.output import OutputError, Result, complain, show
from core.cli.parser import build_parser
from core.errors import DeskError, InvalidInput

__all__ = ["main", "parse", "run"]

INTERRUPTED = 128 + signal.SIGINT
"""What a shell takes for the exit status of a program that Ctrl+C ended."""


def no_window(data_dir: Path) -> int:  # noqa: ARG001  # it stands where a window's opener may
    """Ask for a command. Raises InvalidInput."""
    raise InvalidInput("No command was given.", "See --help for what there is.", code="usage")


def main(argv: list[str], open_window: Callable[[Path], int] = no_window) -> int:
    """Run one command and return its exit status: 0 done, 1 the work failed, 2 wrong usage or bad input.

    That of one that Ctrl+C ended is INTERRUPTED. Without a command `open_window` is called with the data
    folder.
    """
    as_json = "--json" in argv
    try:
        options = parse(argv)
        if options.command is None:
            return open_window(options.data_dir)
        return run(options)
    except DeskError as error:
        return complain(error, as_json=as_json)
    except KeyboardInterrupt:  # what was done so far is committed
        return INTERRUPTED


def parse(argv: list[str]) -> Namespace:
    """Read the arguments: `command` (None when there is none), `data_dir`, `json` and the command's own.

    Raises InvalidInput for wrong usage, and SystemExit after --help and --version.
    """
    if not all(_is_text(word) for word in argv):
        raise InvalidInput("An argument is not valid text.", code="usage")
    options = build_parser().parse_args(argv)
    options.json = "json" in options
    options.data_dir = _data_dir(options)
    return options


def run(options: Namespace) -> int:
    """Run the command that was parsed, print what it gives, and return the exit status. Raises DeskError."""
    module, _, name = options.run.partition(".")
    command = getattr(importlib.import_module(f"core.cli.{module}"), name)
    try:
        result: Result = _with_store(command, options) if options.needs_store else command(options)
        return show(result, as_json=options.json)
    except BrokenPipeError:  # the reader, such as `head`, had enough
        _write_no_more()
        return 0
    except OutputError:
        _write_no_more()
        raise


def _with_store(command: Callable[[Any, Namespace], Result], options: Namespace) -> Result:
    from core.store.database import open_store

    _undo_when_interrupted()
    store = open_store(options.data_dir)
    with store.connection():
        return command(store, options)


def _undo_when_interrupted() -> None:
    """Let Ctrl+C leave no half file of a command behind; what was just imported it ended at once."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _write_no_more() -> None:
    """Let what is still in the buffer, which the exit flushes, go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _data_dir(options: Namespace) -> Path:
    given = getattr(options, "data_dir", None) or os.environ.get("YARDARM_DATA_DIR")
    if given:
        return _absolute(Path(given))
    import platformdirs

    return platformdirs.user_data_path("Yardarm", appauthor=False)


def _absolute(folder: Path) -> Path:
    try:
        return folder.expanduser().absolute()
    except RuntimeError as error:  # ~name, and nobody has that name
        raise InvalidInput(f"There is no folder {folder}.", f"{error}", code="usage") from error


def _is_text(word: str) -> bool:
    """Tell text from bytes that the system could not decode."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True
