"""What tests of the window's parts stand on: a desk over a running engine, which records what is said."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QMessageBox, QWidget

from desktop.bridge import Bridge
from desktop.desk import Desk, Place
from desktop.tasks import problems


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
