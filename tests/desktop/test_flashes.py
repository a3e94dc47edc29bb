"""What is made is not in sight for a moment as a window of its own, which would take the keyboard away."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from desktop.desk import Place
from desktop.entries import ENTRIES
from desktop.inspector.payload_inspector import PayloadInspector
from desktop.inspector.tabs import NAMES
from desktop.window import MainWindow
from tests.core.log.test_event_log import add


class ShownWindows(QObject):
    """Notes each widget that is shown as a window."""

    def __init__(self):
        super().__init__()
        self.names = []

    def eventFilter(self, watched, event):  # noqa: N802  # Qt's name
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(watched.objectName() or type(watched).__name__)
        return False


@pytest.fixture
def shown(qapp):
    """The names of the windows that were shown."""
    watcher = ShownWindows()
    qapp.installEventFilter(watcher)
    yield watcher.names
    qapp.removeEventFilter(watcher)


def test_only_the_window_and_the_inspector_are_windows(qtbot, engine, shown):
    with engine.store.connection():
        log_id = add(engine.store)
    window = MainWindow(engine)
    qtbot.addWidget(window)
    window.show()
    for entry in ENTRIES:
        window.go(Place(entry.title))
    inspector = PayloadInspector(engine, log_id, window)
    inspector.open()
    with qtbot.waitSignal(inspector.document.finished):
        pass
    for name in NAMES:
        inspector.show_tab(name)
    inspector.close()
    assert shown == ["mainWindow", "payloadInspector"]
