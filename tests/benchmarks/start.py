"""How long `python main.py` takes from the start of the process to the window's first paint.

`python -m tests.benchmarks.start` opens a desk of 10,000 log rows some times, on the display that there is,
or on Qt's offscreen one.
"""

import argparse
import functools
import os
import runpy
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from desktop.display import displays
from tests.believable import full_desk
from tests.benchmarks.table import median, show

BAR = 1.5
ROWS = 10_000


def measure(data_dir: Path, environ: dict[str, str]) -> float:
    """Return the seconds of one start."""
    words = [sys.executable, "-m", "tests.benchmarks.start", "--child", str(data_dir)]
    started = time.time()
    ended = subprocess.run(words, env=environ, capture_output=True, text=True, check=True)
    return float(ended.stdout) - started


def start(data_dir: str) -> None:
    """Run main.py in this process; print the time of the first paint, and close."""
    from PySide6.QtWidgets import QApplication

    from desktop import app

    def painted() -> None:
        print(time.time(), flush=True)
        QApplication.exit()

    app.run = functools.partial(app.run, on_painted=painted)
    sys.argv = ["main.py", "--data-dir", data_dir]
    runpy.run_path("main.py", run_name="__main__")


def main() -> None:
    """Make the desk, start it some times, and print the figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--child", metavar="DIR", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.child:
        start(given.child)
        return
    environ = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}  # not the user's own
    if not displays(environ, sys.platform):
        environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as folder:
        full_desk(Path(folder), rows=ROWS)
        took = [measure(Path(folder), environ) for _ in range(given.rounds)]
    platform = environ.get("QT_QPA_PLATFORM", "the display")
    row = [
        f"{ROWS:,} log rows, on {platform}",
        *(f"{each:.2f}" for each in (median(took), min(took), max(took))),
    ]
    show(f"Start to first paint (the bar is {BAR} s)", ["", "median s", "least", "most"], [row])


if __name__ == "__main__":
    main()
