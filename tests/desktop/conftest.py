"""What tests of the window's parts stand on: a desk over a running engine, which records what is said."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from desktop.bridge import Bridge
from desktop.desk import Desk, Place
from desktop.tasks import Reader, problems

BRISK = 10
LOOK_MS, THEIR_LOOK_MS = 2, 10
LONGEST_WAIT_MS = 30_000
PAUSES_MS = (
    "desktop.bridge.PAUSE_MS",
    "desktop.forms.emit_dialog.PAUSE_MS",
    "desktop.forms.resend_dialog.PAUSE_MS",
    "desktop.inspector.payload_inspector.PAUSE_MS",
    "desktop.tables.column_layout.SAVE_MS",
    "desktop.tables.live_table.LOOK_MS",
    "desktop.tables.live_table.SLOW_MS",
    "desktop.widgets.search.PAUSE_MS",
)
"""Milliseconds that something gathers, or waits for the next key."""


@pytest.fixture(autouse=True)
def brisk(monkeypatch):
    """Cut the pauses short that spare threads and eyes: what follows them is what tests wait for."""
    for name in PAUSES_MS:
        module, _, constant = name.rpartition(".")
        monkeypatch.setattr(name, getattr(importlib.import_module(module), constant) // BRISK)
    made = Reader.__init__

    def make(reader, read, owner, pause=0.0):
        made(reader, read, owner, pause / BRISK)

    monkeypatch.setattr(Reader, "__init__", make)


class Bot(QtBot):
    """pytest-qt's, which looks more often, and gives a busy machine more time."""

    def wait(self, ms):
        super().wait(LOOK_MS if ms == THEIR_LOOK_MS else ms)

    def waitUntil(self, callback, *, timeout=LONGEST_WAIT_MS):  # noqa: N802  # the base class's name
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal, *, timeout=LONGEST_WAIT_MS, **options):  # noqa: N802  # the same
        return super().waitSignal(signal, timeout=timeout, **options)


@pytest.fixture
def qtbot(qapp, request):
    return Bot(request)


@dataclass
class Said:
    """What a part said to the window: toasts with their ways back, places to go to, problems."""

    toasts: list[tuple[str, Callable[[], None] | None]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)

    def toast(self, text, undo=None):
        self.toasts.append((text, undo))


@pytest.fixture
def said():
    return Said()


@pytest.fixture
def desk(qapp, engine, said):
    """A desk over a running engine; a problem that a test does not expect fails it."""
    bridge = Bridge(engine.bus)

    def note(title, advice):
        said.problems.append((title, advice))

    problems.raised.connect(note)
    yield Desk(engine, bridge, said.places.append, said.toast)
    problems.raised.disconnect(note)
    bridge.close()
    assert said.problems == []


@pytest.fixture
def show(qtbot):
    """Show a widget and return it once it is in sight."""

    def shown(widget, size=(1092, 772)):
        qtbot.addWidget(widget)
        widget.resize(*size)
        widget.show()
        qtbot.waitExposed(widget)
        return widget

    return shown


@pytest.fixture
def menu_key(qtbot):
    """Press the key for menus on a widget, and return the menu that opens."""

    def press(widget: QWidget) -> QMenu:
        widget.window().activateWindow()
        widget.setFocus()
        qtbot.waitUntil(widget.hasFocus)
        pressed = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
        QApplication.sendEvent(widget.window().windowHandle(), pressed)
        [menu] = [each for each in widget.window().findChildren(QMenu) if each.isVisible()]
        return menu

    return press


@pytest.fixture
def answer(qtbot):
    """Answer the question that a widget asks, by the word on the button; return what was asked."""

    def press(widget: QWidget, word: str) -> str:
        def asked():
            boxes = [box for box in widget.window().findChildren(QMessageBox) if box.isVisible()]
            return boxes[-1] if boxes else None

        qtbot.waitUntil(lambda: asked() is not None)
        box = asked()
        words = f"{box.text()} {box.informativeText()}"
        [chosen] = [each for each in box.findChildren(QAbstractButton) if each.text() == word]
        qtbot.mouseClick(chosen, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: asked() is None)
        return words

    return press
