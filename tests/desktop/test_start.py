import socket
import subprocess
import sys

import pytest

from core import settings
from core.errors import DeskError
from core.store.database import open_store
from desktop import start
from desktop.start import check_display, open_window


def no_sockets(monkeypatch, tmp_path):
    monkeypatch.setattr(start, "X_SOCKETS", tmp_path)


@pytest.mark.parametrize(
    "environ", [{}, {"DISPLAY": ""}, {"DISPLAY": ":93"}, {"DISPLAY": "unix:93.0"}], ids=str
)
def test_without_a_screen_one_sentence_names_the_way_without_a_window(environ, monkeypatch, tmp_path):
    no_sockets(monkeypatch, tmp_path)
    with pytest.raises(DeskError, match="serve") as told:
        check_display(environ, "linux")
    assert told.value.code == "no_display"


@pytest.mark.parametrize(
    ("environ", "platform"),
    [
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux"),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux"),
        ({}, "darwin"),
        ({}, "win32"),
    ],
    ids=str,
)
def test_where_there_may_be_a_screen_qt_is_asked(environ, platform, monkeypatch, tmp_path):
    no_sockets(monkeypatch, tmp_path)
    check_display(environ, platform)


def test_a_missing_library_is_named_with_its_package(monkeypatch, tmp_path):
    (tmp_path / "X7").touch()
    no_sockets(monkeypatch, tmp_path)
    monkeypatch.setattr(start, "XCB_CURSOR", "libxcb-cursor.so.0.not-there")
    with pytest.raises(DeskError, match="apt install libxcb-cursor0"):
        check_display({"DISPLAY": ":7"}, "linux")


def test_a_library_that_qt_wants_is_named_with_its_package(monkeypatch, tmp_path):
    reason = "libEGL.so.1: cannot open shared object file: No such file or directory"
    monkeypatch.setitem(sys.modules, "desktop.app", None)

    def fail(*_):
        raise ImportError(reason)

    monkeypatch.setattr("builtins.__import__", fail)
    with pytest.raises(DeskError) as told:
        open_window(tmp_path)
    monkeypatch.undo()
    assert (told.value.title, told.value.code) == ("The system library libEGL is missing.", "no_library")
    assert told.value.advice == "On Debian and Ubuntu: sudo apt install libegl1"


def test_the_check_itself_loads_no_qt():
    code = "import sys, desktop.start; sys.exit(any('PySide' in name for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from desktop.app import run

def painted():
    print("painted", flush=True)
    QTimer.singleShot(0, look)

def look():
    [window] = [each for each in QApplication.topLevelWidgets() if each.objectName() == "mainWindow"]
    if not window.engine.receiver_state().listening:
        QTimer.singleShot(10, look)
    else:
        print(window.engine.owns, flush=True)
        {then}

sys.exit(run(Path(sys.argv[1]), painted))
"""


def program(data_dir, then):
    code = PROGRAM.format(then=then)
    command = [sys.executable, "-c", code, str(data_dir)]
    return subprocess.run(command, capture_output=True, text=True, timeout=30)


def test_the_window_is_painted_then_the_engine_starts_and_both_end_in_order(tmp_path):
    settle(tmp_path / "desk")
    done = program(tmp_path / "desk", "window.close()")
    assert done.stdout.split() == ["painted", "True"]
    assert done.returncode == 0, done.stderr


def test_a_signal_ends_it_in_order(tmp_path):
    settle(tmp_path / "desk")
    done = program(tmp_path / "desk", "import signal; signal.raise_signal(signal.SIGTERM)")
    assert done.stdout.split() == ["painted", "True"]
    assert done.returncode == 0, done.stderr


def test_a_stray_error_is_logged_with_its_traceback(tmp_path):
    settle(tmp_path / "desk")
    fail = "QTimer.singleShot(0, lambda: 1 / 0); QTimer.singleShot(50, window.close)"
    done = program(tmp_path / "desk", fail)
    assert done.returncode == 0, done.stderr
    log = (tmp_path / "desk" / "yardarm.log").read_text()
    assert "ZeroDivisionError" in log
    assert "Traceback" in log


def settle(data_dir):
    """Make a data folder whose receiver takes a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    store = open_store(data_dir)
    with store.connection():
        settings.save(store, receiver_port=port)
