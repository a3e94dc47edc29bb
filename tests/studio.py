"""The window on believable data, and pictures of it: what `tests.screenshots` stands on."""

import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import shiboken6
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QWidget

from core import settings
from core.engine import Engine
from core.store.database import open_store
from desktop import tasks, theme
from desktop.desk import Place
from desktop.tables import texts
from desktop.window import MainWindow
from tests.believable import Desk, add_waiting_jobs

SIZE = (1280, 800)
QUIET_MS = 250


class Studio:
    """A window, and the folder its pictures go to."""

    def __init__(self, window: MainWindow, folder: Path, suffix: str) -> None:
        self.window = window
        self.engine = window.engine
        self._folder = folder
        self._suffix = suffix

    def shoot(self, name: str, of: QWidget | None = None) -> None:
        """Save a picture once nothing is being read any more."""
        settle()
        path = self._folder / f"{name}_{self._suffix}.png"
        assert (of or self.window).grab().save(str(path)), path
        print(path.name)  # noqa: T201  # the script's output

    def go(self, place: Place) -> None:
        """Show a page."""
        self.window.go(place)
        settle()


def settle() -> None:
    """Let Qt run until no task of the window has been under way for a while; 5 s at most."""
    quiet, until = 0, time.monotonic() + 5
    while quiet < QUIET_MS // 25 and time.monotonic() < until:
        pause = QEventLoop()
        QTimer.singleShot(25, pause.quit)
        pause.exec()
        quiet = 0 if asyncio.all_tasks(tasks.ui_loop()) else quiet + 1


def use_font(app: QApplication, pixels: int) -> None:
    """Let the system's font have a size, before a window is made."""
    font = QFont("Inter") if "Inter" in QFontDatabase.families() else QFont(app.font())
    font.setPixelSize(pixels)
    theme._current = None  # or the look would keep the size that it was made for
    for of_old_font in (texts._face, texts._shaped, texts.elided, texts.width_of):
        of_old_font.cache_clear()
    app.setStyleSheet("")
    app.setFont(font)


@contextmanager
def desk(
    folder: Path, colours: str, fill: Callable[[Path], Desk | None], *, port: int = 0
) -> Iterator[Studio]:
    """Open the window over a new data folder that `fill` has filled."""
    with tempfile.TemporaryDirectory() as data:
        made = fill(Path(data))
        store = made.store if made else open_store(Path(data))
        with store.connection():
            settings.save(store, theme=colours)
        engine = Engine(data, receiver_port=port, sends=False)
        engine.start()
        if made:
            add_waiting_jobs(engine.store)
        window = MainWindow(engine)
        window.resize(*SIZE)
        window.show()
        try:
            yield Studio(window, folder, colours)
        finally:
            window.close()
            tasks.close_loop()
            engine.stop()
            shiboken6.delete(window)  # or its clock would go on reading a folder that is gone
