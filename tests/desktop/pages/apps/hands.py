"""What a user's hands do, for the tests of the page of apps."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key
ORDERS = ("MANAGE_ORDERS",)


def type_into(qtbot, edit, text):
    edit.setFocus()
    edit.clear()
    qtbot.keyClicks(edit, text)


def button(widget, text):
    """Return the button in sight with this text."""
    found = [
        each for each in widget.findChildren(QAbstractButton) if each.text() == text and each.isVisible()
    ]
    assert len(found) == 1, f"{len(found)} buttons say {text}"
    return found[0]
