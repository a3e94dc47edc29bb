"""Whether a window can open here: asked before Qt is, which ends the process where it cannot.

Nothing here imports Qt, and only Linux and its like need to be asked.
"""

import contextlib
import ctypes
import importlib.util
import re
import socket
from collections.abc import Callable, Mapping
from pathlib import Path

from core.errors import DeskError, InvalidInput

NO_DISPLAY = "No window can open without a display; `serve` runs the desk without a window."
PLUGIN = "Qt/plugins/platforms/libqxcb.so"
_MISSING = re.compile(r"(lib[\w.+-]+?)\.so\.(\d+)[\d.]*: cannot open shared object file")
_PACKAGES = {"libglib-2.0": "libglib2.0-0", "libgthread-2.0": "libglib2.0-0"}
"""Debian's packages that are not named after their library."""

Answers = Callable[[str], bool]


def require_display(environ: Mapping[str, str], platform: str) -> None:
    """Raise InvalidInput where no window can open, and DeskError where X11's own libraries are missing."""
    found = displays(environ, platform)
    if not found:
        raise InvalidInput(NO_DISPLAY, code="no_display")
    if found == {"xcb"}:
        _load_x11_plugin()


def x11_answers(display: str) -> bool:
    """Tell whether an X server lets us in, as Qt will ask it: by xcb, with the user's credentials."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # what is missing is told when Qt's plugin is loaded
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(display.encode(), None))
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not refused


def wayland_answers(path: str) -> bool:
    """Tell whether a Wayland compositor listens on its socket."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as client:
        client.connect(path)
        return True
    return False


def displays(
    environ: Mapping[str, str],
    platform: str,
    *,
    x11: Answers = x11_answers,
    wayland: Answers = wayland_answers,
) -> set[str]:
    """Return the names of Qt's platforms on which a window can open; QT_QPA_PLATFORM may limit them.

    A platform that needs no display, such as `offscreen`, counts as one.
    """
    if not platform.startswith(("linux", "freebsd", "openbsd", "netbsd")):
        return {platform}
    listed = environ.get("QT_QPA_PLATFORM", "").split(";")
    wanted = {each.partition(":")[0] for each in listed if each} or {"xcb", "wayland"}
    found = wanted - {"xcb", "wayland"}
    display, name = environ.get("DISPLAY"), environ.get("WAYLAND_DISPLAY")
    if "xcb" in wanted and display and x11(display):
        found.add("xcb")
    if "wayland" in wanted and name and wayland(str(Path(environ.get("XDG_RUNTIME_DIR", "/"), name))):
        found.add("wayland")
    return found


def missing_library(error: ImportError | OSError) -> DeskError | None:
    """Turn "libEGL.so.1: cannot open ..." into a sentence with Debian's package; None for another error.

    Debian names a library's package after the library and its version (Debian Policy, 8.1).
    """
    found = _MISSING.search(str(error))
    if found is None:
        return None
    name, version = found.groups()
    stem = name.lower().replace("_", "-")
    package = _PACKAGES.get(name) or f"{stem}{'-' if stem[-1].isdigit() else ''}{version}"
    return DeskError(
        f"The window needs {name}.so.{version}, which this system lacks: on Debian, `apt install {package}`.",
        code="missing_library",
    )


def _load_x11_plugin() -> None:
    """Load what Qt will load next: where a library of it is missing, Qt aborts."""
    package = importlib.util.find_spec("PySide6")
    plugin = Path(package.origin).parent / PLUGIN if package and package.origin else None
    if plugin and plugin.exists():
        try:
            ctypes.CDLL(str(plugin))
        except OSError as error:
            raise missing_library(error) or error from None
