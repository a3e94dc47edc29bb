import socket
import subprocess
import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox

from core import settings
from core.errors import KeyUnreadable
from core.key_place import place_of
from core.store.database import open_store
from core.threads import SWITCH_S
from desktop.app import _refuse

PROGRAM = """
import signal, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from desktop.app import run

def painted():
    print("painted", flush=True)
    QTimer.singleShot(0, look)

def look():
    [window] = [each for each in QApplication.topLevelWidgets() if each.objectName() == "mainWindow"]
    state = window.engine.receiver_state()
    if not (state.listening or state.title):
        QTimer.singleShot(10, look)
    else:
        print(state.listening, flush=True)
        {then}

{first}
sys.exit(run(Path(sys.argv[1]), painted))
"""
SIGNAL_BEFORE_IT_SHOWS = """
from desktop.window import MainWindow
show = MainWindow.show
MainWindow.show = lambda self: (signal.raise_signal(signal.SIGINT), show(self))
"""


def program(data_dir, then, first=""):
    code = PROGRAM.format(then=then, first=first)
    command = [sys.executable, "-c", code, str(data_dir)]
    return subprocess.run(command, capture_output=True, text=True, timeout=30)


def test_the_window_is_painted_then_the_engine_starts_with_short_turns_and_both_end_in_order(tmp_path):
    settle(tmp_path / "desk")
    done = program(tmp_path / "desk", "print(sys.getswitchinterval()); window.close()")
    assert done.stdout.split() == ["painted", "True", str(SWITCH_S)]
    assert done.returncode == 0, done.stderr


def test_data_that_cannot_be_opened_is_told_with_its_folder(qapp, tmp_path):
    said = []

    def look():
        [box] = [each for each in qapp.topLevelWidgets() if isinstance(each, QMessageBox)]
        said.append((box.text(), box.informativeText()))
        box.reject()

    QTimer.singleShot(0, look)
    assert _refuse(KeyUnreadable("The key file is missing", "Put it back."), tmp_path) == 1
    assert said == [("The key file is missing", f"Put it back.\n\nThe data folder: {tmp_path}")]


def test_a_signal_ends_it_in_order(tmp_path):
    settle(tmp_path / "desk")
    done = program(tmp_path / "desk", "signal.raise_signal(signal.SIGTERM)")
    assert done.stdout.split() == ["painted", "True"]
    assert done.returncode == 0, done.stderr


def test_a_signal_before_the_window_is_shown_ends_it_in_order(tmp_path):
    settle(tmp_path / "desk")
    done = program(tmp_path / "desk", "pass", first=SIGNAL_BEFORE_IT_SHOWS)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_stray_error_is_logged_with_its_traceback(tmp_path):
    settle(tmp_path / "desk")
    fail = "QTimer.singleShot(0, lambda: 1 / 0); QTimer.singleShot(50, window.close)"
    done = program(tmp_path / "desk", fail)
    assert done.returncode == 0, done.stderr
    log = (tmp_path / "desk" / "yardarm.log").read_text()
    assert "ZeroDivisionError" in log
    assert "Traceback" in log


def test_once_it_runs_the_data_key_moves_to_the_keychain_if_there_is_one(tmp_path, monkeypatch):
    settle(tmp_path / "desk")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.keychains.InMemory")
    moved = """
        gone = not (Path(sys.argv[1]) / "key").exists()
        window.close() if gone else QTimer.singleShot(10, look)"""
    done = program(tmp_path / "desk", moved)
    assert done.returncode == 0, done.stderr
    assert place_of(tmp_path / "desk") == "keychain"


def settle(data_dir):
    """Make a data folder whose receiver takes a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    store = open_store(data_dir)
    with store.connection():
        settings.save(store, receiver_port=port)
