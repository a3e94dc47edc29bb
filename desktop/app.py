"""The program with its window: started in one order, ended in the other, every stray error reported."""

import logging
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMessageLogContext, QObject, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QMessageBox

from core.engine import Engine
from core.errors import DeskError
from core.key_place import adopt
from core.log_file import log_to_file
from core.store.database import Store
from core.threads import take_short_turns
from desktop import theme
from desktop.garbage import GarbageCollector
from desktop.tasks import close_loop, off_ui, problems, spawn
from desktop.window import MainWindow

_LEVELS = {QtMsgType.QtWarningMsg: logging.WARNING, QtMsgType.QtCriticalMsg: logging.ERROR}

log = logging.getLogger(__name__)


def run(data_dir: Path, on_painted: Callable[[], None] = lambda: None) -> int:
    """Open the window on a data folder; return the exit status once it is closed.

    The engine starts after the first paint, as its network side takes longer to import than the
    window to appear. `on_painted` is called then, too.
    """
    take_short_turns()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Yardarm")
    app.setDesktopFileName("yardarm")
    problems.log_path = log_to_file(data_dir)
    engine = Engine(data_dir)
    try:
        engine.open()
    except DeskError as error:
        return _refuse(error, data_dir)
    collector = GarbageCollector(app)
    window = MainWindow(engine, starting=True)

    async def start() -> None:
        await off_ui(engine.store, engine.start)
        window.engine_started()
        collector.settle()
        threading.Thread(target=_adopt_key, args=(engine.store,), name="adopt", daemon=True).start()

    def painted() -> None:
        on_painted()
        spawn(start(), window)

    _report_everything()
    _end_on_signals(app)
    _FirstPaint(window, painted)
    window.show()
    status = app.exec()
    close_loop()
    engine.stop()
    return status


def _adopt_key(store: Store) -> None:
    """Let the keychain have the data key. It may ask the user, and closing the window waits for nobody."""
    with store.connection():
        adopt(store)


class _FirstPaint(QObject):
    """Calls a function once, when its window has been painted for the first time."""

    def __init__(self, window: MainWindow, call: Callable[[], None]) -> None:
        super().__init__(window)
        self._call = call
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the paint; what it calls runs after it."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._call)
        return False


def _refuse(error: DeskError, data_dir: Path) -> int:
    """Say why there is no window; the data in this folder cannot be opened."""
    log.error("%s", error)
    theme.current()
    box = QMessageBox()
    box.setWindowTitle("Yardarm")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(error.title)
    box.setInformativeText(f"{error.advice}\n\nThe data folder: {data_dir}".strip())
    box.addButton("Close", QMessageBox.ButtonRole.RejectRole)
    box.exec()
    return 1


def _report_everything() -> None:
    """Send every stray exception to the log and to the banner: of slots, of threads, of destructors."""

    def report_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            problems.report(args.exc_value)

    sys.excepthook = lambda _kind, error, _trace: problems.report(error)
    sys.unraisablehook = lambda args: log.error("unraisable", exc_info=args.exc_value)
    threading.excepthook = report_thread
    qInstallMessageHandler(_log_qt)


def _log_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger("qt").log(_LEVELS.get(kind, logging.DEBUG), "%s (%s)", message, context.category)


def _end_on_signals(app: QApplication) -> None:
    """End in order on Ctrl+C and on SIGTERM; a timer of the window lets Python see them within a second.

    What comes before there are events to be run ends it as soon as there are.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: QTimer.singleShot(0, app, lambda: app.exit(0)))
