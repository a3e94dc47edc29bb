"""Before Qt: is there a screen, and are the libraries there? Qt itself would abort without a word.

Nothing in here imports Qt.
"""

import ctypes
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from core.errors import DeskError

X_SOCKETS = Path("/tmp/.X11-unix")  # noqa: S108 - where X servers put them
SERVE = "`python main.py serve` runs the desk without a window."
XCB_CURSOR = "libxcb-cursor.so.0"
PACKAGES = {  # Debian's, for the libraries that Qt does not bring along
    "libEGL": "libegl1",
    "libGL": "libgl1",
    "libOpenGL": "libopengl0",
    "libdbus-1": "libdbus-1-3",
    "libfontconfig": "libfontconfig1",
    "libglib-2.0": "libglib2.0-0",
    "libxkbcommon-x11": "libxkbcommon-x11-0",
    "libxkbcommon": "libxkbcommon0",
    "libxcb-cursor": "libxcb-cursor0",
    "libxcb-icccm": "libxcb-icccm4",
    "libxcb-keysyms": "libxcb-keysyms1",
}


def open_window(data_dir: Path) -> int:
    """Open the window on a data folder; return the exit status once it is closed.

    Raises DeskError where there is no screen or a library is missing.
    """
    check_display(os.environ, sys.platform)
    try:
        from desktop.app import run
    except ImportError as error:
        raise _missing(str(error)) from error
    return run(data_dir)


def check_display(environ: Mapping[str, str], platform: str) -> None:
    """Raise DeskError where a window cannot be shown."""
    if platform != "linux" or environ.get("QT_QPA_PLATFORM"):
        return
    if not environ.get("WAYLAND_DISPLAY"):
        _check_x(environ.get("DISPLAY", ""))


def _check_x(display: str) -> None:
    local = display.removeprefix("unix").removeprefix(":").split(".")[0]
    is_gone = display.startswith((":", "unix:")) and not (X_SOCKETS / f"X{local}").exists()
    if not display or is_gone:
        raise DeskError("There is no screen to open a window on.", SERVE, code="no_display")
    try:
        ctypes.CDLL(XCB_CURSOR)
    except OSError as error:
        raise _missing(str(error)) from error


def _missing(reason: str) -> DeskError:
    """Return the error for a library that could not be loaded, with the package that has it."""
    for library, package in PACKAGES.items():
        if reason.startswith(library):
            return DeskError(
                f"The system library {library} is missing.",
                f"On Debian and Ubuntu: sudo apt install {package}",
                code="no_library",
            )
    return DeskError("Qt could not be loaded.", reason, code="no_library")
