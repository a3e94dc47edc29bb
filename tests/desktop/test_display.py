"""A window that cannot open says so in one sentence, before Qt would abort."""

import os
import socket
import subprocess
import sys
import threading
import types
from pathlib import Path

import pytest

import main
from core.errors import DeskError, InvalidInput
from desktop.display import displays, missing_library, require_display, wayland_answers, x11_answers

ROOT = Path(main.__file__).parent
posix = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 and Wayland are Linux's")


def yes(address):
    return True


def no(address):
    return False


@pytest.mark.parametrize(
    ("environ", "found"),
    [
        ({}, set()),
        ({"DISPLAY": ":0"}, {"xcb"}),
        ({"DISPLAY": ""}, set()),
        ({"WAYLAND_DISPLAY": "wayland-0"}, {"wayland"}),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, {"xcb", "wayland"}),
        ({"QT_QPA_PLATFORM": "offscreen"}, {"offscreen"}),
        ({"QT_QPA_PLATFORM": "vnc:size=800x600"}, {"vnc"}),
        ({"QT_QPA_PLATFORM": "xcb"}, set()),
        ({"QT_QPA_PLATFORM": "xcb", "WAYLAND_DISPLAY": "wayland-0"}, set()),
        ({"QT_QPA_PLATFORM": "wayland;xcb", "DISPLAY": ":0"}, {"xcb"}),
    ],
)
def test_a_display_is_one_that_the_environment_names_and_qt_may_use(environ, found):
    assert displays(environ, "linux", x11=yes, wayland=yes) == found


def test_a_display_that_nobody_answers_at_is_none():
    environ = {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}
    assert displays(environ, "linux", x11=no, wayland=no) == set()


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_windows_and_macos_always_have_a_display(platform):
    assert displays({}, platform, x11=no, wayland=no)


def test_a_wayland_socket_is_looked_for_in_the_runtime_folder():
    environ = {"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": "/run/user/1000"}
    assert displays(environ, "linux", wayland="/run/user/1000/wayland-7".__eq__)
    assert displays({**environ, "WAYLAND_DISPLAY": "/tmp/way"}, "linux", wayland="/tmp/way".__eq__)


@posix
def test_wayland_answers_where_somebody_listens(tmp_path):
    path = str(tmp_path / "wayland-0")
    assert not wayland_answers(path)
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(path)
        compositor.listen()
        assert wayland_answers(path)


@posix
@pytest.mark.parametrize(("answer", "lets_in"), [(b"\1", True), (b"\0", False)])
def test_x11_answers_only_where_the_server_lets_the_user_in(answer, lets_in):
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=greet_one, args=(server, answer))
        thread.start()
        assert x11_answers(f"127.0.0.1:{server.getsockname()[1] - 6000}") is lets_in
        thread.join()


def greet_one(server, answer):
    """Play an X server as far as its first answer, which xcb reads: 8 bytes that tell of 32 more."""
    client, _ = server.accept()
    with client:
        client.recv(4096)
        client.sendall(answer + b"\0" + (11).to_bytes(2, "little") + bytes(2) + (8).to_bytes(2, "little"))
        client.sendall(bytes(32))
        client.recv(1)  # until it hangs up


@posix
def test_x11_does_not_answer_where_there_is_no_server():
    assert not x11_answers(":4711")


@posix
def test_no_display_is_bad_use_and_the_sentence_names_serve():
    with pytest.raises(InvalidInput, match="without a display; `serve`"):
        require_display({}, "linux")


@posix
def test_the_program_ends_with_status_2_and_one_sentence_where_there_is_no_display(tmp_path):
    environ = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    ended = subprocess.run(
        [sys.executable, "main.py", "--data-dir", str(tmp_path / "desk")],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "No window can open without a display; `serve` runs the desk without a window.\n"
    assert not (tmp_path / "desk").exists()


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libEGL.so.1", "libegl1"),
        ("libGL.so.1", "libgl1"),
        ("libxkbcommon.so.0", "libxkbcommon0"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
        ("libxcb-icccm.so.4", "libxcb-icccm4"),
        ("libX11-xcb.so.1", "libx11-xcb1"),
        ("libfontconfig.so.1", "libfontconfig1"),
        ("libdbus-1.so.3", "libdbus-1-3"),
        ("libglib-2.0.so.0", "libglib2.0-0"),
        ("libgssapi_krb5.so.2", "libgssapi-krb5-2"),
    ],
)
def test_a_missing_library_is_told_with_debians_package(library, package):
    error = ImportError(f"{library}: cannot open shared object file: No such file or directory")
    told = missing_library(error)
    assert told is not None
    assert f"needs {library}," in told.title
    assert f"`apt install {package}`" in told.title


def test_an_import_error_of_another_kind_is_no_missing_library():
    assert missing_library(ImportError("cannot import name 'run' from 'desktop.app'")) is None


def test_the_start_tells_of_a_missing_library_in_one_sentence(monkeypatch, tmp_path):
    class Broken(types.ModuleType):
        def __getattr__(self, name):
            raise ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")

    monkeypatch.setitem(sys.modules, "desktop.app", Broken("desktop.app"))
    with pytest.raises(DeskError, match="apt install libegl1"):
        main.open_window(tmp_path)
