"""Makes a picture of every page and dialog: `python -m tests.screenshots DIR`.

Light and dark, empty and full, at 1280x800, over a real engine on believable data of its own making.
Nothing is sent. Where the font Inter is installed it stands in for the system's.
"""

import asyncio
import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shiboken6
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from core import settings
from core.engine import Engine
from core.log import event_log
from core.log.event_log import LogFilter
from core.store.database import open_store
from desktop import tasks
from desktop.desk import Place
from desktop.forms.emit_dialog import EmitDialog
from desktop.inspector.payload_inspector import PayloadInspector
from desktop.window import MainWindow
from tests.believable import Desk, add_waiting_jobs, full_desk

SIZE = (1280, 800)
PORT = 8765
QUIET_MS = 250
PAGES = ("Overview", "Event Logs", "Apps", "Plugins", "Settings")
INSPECTED = {
    "DELIVERED": ("Tree", "Text", "Headers", "Attempts", "Signature", "Raw"),
    "FAILED": ("Attempts",),
    "PENDING": ("Attempts",),
    "ACCEPTED": ("Tree", "Headers", "Signature"),
    "REFUSED": ("Signature",),
}
"""By the status of the row that is looked at: the tabs to show."""


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


def main(folder: Path) -> None:
    """Take every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    if "Inter" in QFontDatabase.families():
        font = QFont("Inter")
        font.setPixelSize(13)
        app.setFont(font)
    for theme in ("light", "dark"):
        with desk(folder, theme, lambda data: None) as studio:
            _empty(studio)
        with desk(folder, theme, full_desk) as studio:
            _full(studio)
        with _taken_port() as port, desk(folder, theme, full_desk, port=port) as studio:
            studio.go(Place("Event Logs"))
            studio.shoot("event_logs_port_taken")


@contextmanager
def desk(folder: Path, theme: str, fill: Callable[[Path], Desk | None], *, port: int = 0) -> Iterator[Studio]:
    """Open the window over a new data folder that `fill` has filled."""
    with tempfile.TemporaryDirectory() as data:
        made = fill(Path(data))
        store = made.store if made else open_store(Path(data))
        with store.connection():
            settings.save(store, theme=theme)
        engine = Engine(data, receiver_port=port, sends=False)
        engine.start()
        if made:
            add_waiting_jobs(engine.store)
        window = MainWindow(engine)
        window.resize(*SIZE)
        window.show()
        try:
            yield Studio(window, folder, theme)
        finally:
            window.close()
            tasks.close_loop()
            engine.stop()
            shiboken6.delete(window)  # or its clock would go on reading a folder that is gone


def _empty(studio: Studio) -> None:
    for page in PAGES[:-1]:
        studio.go(Place(page))
        studio.shoot(f"{_file(page)}_empty")


def _full(studio: Studio) -> None:
    for page in PAGES:
        studio.go(Place(page))
        studio.shoot(_file(page))
    _event_logs(studio)
    _forms(studio)
    _inspector(studio)


def _event_logs(studio: Studio) -> None:
    for direction in ("RECEIVED", "EMITTED"):
        studio.go(Place("Event Logs", log=LogFilter(direction=direction)))
        studio.shoot(f"event_logs_{direction.lower()}")
    studio.go(Place("Event Logs", log=LogFilter(search="no such thing")))
    studio.shoot("event_logs_no_match")
    dialog = EmitDialog(studio.engine, studio.window)
    dialog.show()
    studio.shoot("emit_dialog", dialog)
    dialog.close()


def _forms(studio: Studio) -> None:
    studio.go(Place("Apps", app_id=1, webhook_id=1))
    studio.shoot("webhook_form")
    url = studio.window.findChild(QLineEdit, "targetUrlField")
    assert isinstance(url, QLineEdit)
    url.setText("ftp://erp.brightwater.example/hooks")
    url.editingFinished.emit()
    studio.shoot("webhook_form_error")
    url.setText("https://erp.brightwater.example/hooks/nautical")
    studio.go(Place("Apps", app_id=4))
    studio.shoot("app_inactive")
    studio.go(Place("Plugins", plugin_id="nautical.fulfillment.shopify"))
    studio.shoot("plugin_form")


def _inspector(studio: Studio) -> None:
    for status, tabs in INSPECTED.items():
        with studio.engine.store.connection():
            (row,) = event_log.older(studio.engine.store, None, limit=1, match=LogFilter(status=status))
        dialog = PayloadInspector(studio.engine, row.id, studio.window)
        dialog.show()
        settle()
        for tab in tabs:
            dialog.show_tab(tab)
            studio.shoot(f"inspector_{status.lower()}_{tab.lower()}", dialog)
        dialog.close()


@contextmanager
def _taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def _file(page: str) -> str:
    return page.lower().replace(" ", "_")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
