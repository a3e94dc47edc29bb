"""Ctrl+C and SIGTERM at any moment: the program ends without a word, and its folder can be used at once."""

import json
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
from filelock import FileLock

from core.bus import Change
from core.cli import INTERRUPTED
from core.store.database import open_store
from tests.waiting import eventually

ROOT = Path(__file__).parents[3]


def serve(folder):
    return ["--data-dir", str(folder), "serve", "--port", "0"]


AT = """
import os, runpy, signal, sys
at, what, number = sys.argv.pop(1), sys.argv.pop(1), int(sys.argv.pop(1))
def hook(event, given):
    if event == at and str(given[0]).endswith(what):
        os.kill(os.getpid(), number)
sys.addaudithook(hook)
runpy.run_path("main.py", run_name="__main__")
"""
"""The program, which gets a signal in the moment in which it imports a module or renames a file."""


@pytest.mark.parametrize(
    ("module", "number"),
    [("core.cli", signal.SIGINT), ("core.engine", signal.SIGINT), ("core.engine", signal.SIGTERM)],
)
def test_a_signal_while_it_is_imported_ends_it_without_a_word(tmp_path, module, number):
    assert interrupted_at("import", module, number, *serve(tmp_path / "desk")) == (-number, b"", b"")


def test_a_command_that_is_interrupted_leaves_no_half_file(tmp_path, new_desk):
    argv = ("--data-dir", str(new_desk), "logs", "export", str(tmp_path / "log.csv"))
    status = interrupted_at("os.rename", ".part", signal.SIGINT, *argv)
    assert (status, list(tmp_path.iterdir())) == ((INTERRUPTED, b"", b""), [])


def interrupted_at(event, what, number, *argv):
    """Run the program, interrupt it in such a moment, and return its exit status and what it said."""
    start = [sys.executable, "-c", AT, event, what, str(int(number))]
    ran = subprocess.run([*start, *argv], cwd=ROOT, capture_output=True, timeout=20, check=False)
    return ran.returncode, ran.stdout, ran.stderr


WHILE_IT_WAITS = """
import runpy, signal, sys, threading
def trace(frame, event, given):
    if frame.f_code is threading.Condition.wait.__code__:
        if frame.f_back.f_back.f_code.co_filename.endswith("serve.py"):
            signal.raise_signal(signal.SIGTERM)
sys.settrace(trace)
runpy.run_path("main.py", run_name="__main__")
"""
"""The program, which gets a signal where its main thread has the lock of the event that it waits for."""


def test_a_signal_that_comes_while_it_begins_to_wait_ends_it(tmp_path):
    argv = [sys.executable, "-c", WHILE_IT_WAITS, *serve(tmp_path / "desk")]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            assert json.loads(process.stdout.readline())["ready"]
            process.terminate()
            assert process.wait(timeout=5) == 0
        finally:
            process.kill()


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="where the program is in its start is read from /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("command", [["serve", "--port", "0"], []], ids=["serve", "the window"])
def test_a_signal_at_any_moment_ends_it_without_a_word_and_its_folder_can_be_used(tmp_path, number, command):
    argv = [sys.executable, "main.py", "--data-dir", str(tmp_path / "desk"), *command]
    ends = Counter()
    for wait_ms in range(0, 1_500, 25):
        ends[interrupted(argv, wait_ms, number)] += 1
        assert can_be_used(tmp_path / "desk")
    assert set(ends) == {-number, 0}, ends


def interrupted(argv, wait_ms, number):
    """Send the program a signal so long after its first line; return its exit status."""
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            eventually(lambda: is_past_its_first_line(process.pid))
            threading.Event().wait(wait_ms / 1000)
            process.send_signal(number)
            _, said = process.communicate(timeout=10)
        finally:
            process.kill()
    assert said == b"", f"after {wait_ms} ms"
    return process.returncode


def is_past_its_first_line(pid):
    """Tell whether SIGINT is main.py's by now; Python, which listens to it first, ignores SIGPIPE before."""
    status = Path(f"/proc/{pid}/status").read_text()
    ignored, caught = (signals(status, key) for key in ("SigIgn", "SigCgt"))
    return signal.SIGPIPE in ignored and (signal.SIGINT not in caught or signal.SIGTERM in caught)


def signals(status, key):
    mask = int(status.partition(f"{key}:")[2].split()[0], 16)
    return {number for number in signal.Signals if mask & 1 << number - 1}


def can_be_used(folder):
    store = open_store(folder)
    with store.write(Change.NONE):
        store.sql("SELECT 1 FROM change").fetchall()
    with FileLock(folder / "engine.lock", timeout=0):
        return True
