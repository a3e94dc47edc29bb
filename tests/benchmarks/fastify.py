"""A service of Node.js to compare the receiver with: fastify, and one commit for each request.

Its packages are installed into the system's folder for temporary files, and stay there for the next run.
"""

import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

from tests.benchmarks.load import Load, send
from tests.benchmarks.started import started

SCRIPT = Path(__file__).with_name("fastify_store.js")
PACKAGES = ("fastify", "better-sqlite3@12")
NODE, NPM = shutil.which("node"), shutil.which("npm")


def install() -> Path | None:
    """Return the folder in which the script and its packages stand; None where Node.js is not there."""
    if NODE is None or NPM is None:
        return None
    folder = Path(tempfile.gettempdir()) / "yardarm-fastify"
    folder.mkdir(exist_ok=True)
    shutil.copy(SCRIPT, folder)
    if not (folder / "node_modules" / "better-sqlite3" / "build").exists():
        (folder / "package.json").write_text("{}")
        subprocess.run([NPM, "install", "--no-fund", "--no-audit", *PACKAGES], cwd=folder, check=True)
    return folder


def measure(folder: Path, body: bytes, *, seconds: int) -> Load:
    """Run it on a new database under the load that the receiver gets."""
    assert NODE is not None
    with tempfile.TemporaryDirectory() as name:
        content = Path(name) / "body.json"
        content.write_bytes(body)
        with started([NODE, str(folder / SCRIPT.name), name]) as url:
            load = send(f"{url}/plugins/bench/stock_update", "", content, seconds=seconds)
        with closing(sqlite3.connect(Path(name) / "received.db")) as db:
            [kept] = db.execute("SELECT count(*) FROM received").fetchone()
        assert kept >= 0.95 * load.rate * seconds, f"{kept} are stored"
        return load
