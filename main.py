"""The start: a command, or the window when there is none. Wiring only."""

import signal
import sys

# first of all: Ctrl+C while the rest is imported just ends it
if __name__ == "__main__" and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import os
from pathlib import Path

from core.cli import main


def open_window(data_dir: Path) -> int:
    """Open the window and return the exit status when it is closed. Raises DeskError where none can open."""
    from desktop.display import missing_library, require_display  # commands start without the window's side

    require_display(os.environ, sys.platform)
    try:
        from desktop.app import run
    except ImportError as error:
        raise missing_library(error) or error from None
    return run(data_dir)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], open_window))
