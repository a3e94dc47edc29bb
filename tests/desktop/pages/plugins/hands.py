"""What tests of plugins do by hand."""

import httpx
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton

from desktop.tables.delegates import TIP_ROLE

LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


def button(widget, text):
    """Return the button in sight with this text or name."""
    found = [
        each
        for each in widget.findChildren(QAbstractButton)
        if text in (each.text(), each.accessibleName()) and each.isVisible()
    ]
    assert len(found) == 1, f"{len(found)} buttons say {text}"
    return found[0]


def take(fields, provider):
    """Choose another provider in a plugin's form."""
    fields.provider.list.setCurrentIndex(fields.provider.list.findData(provider))


def type_into(qtbot, edit, text):
    edit.setFocus()
    edit.clear()
    qtbot.keyClicks(edit, text)


def copied(qtbot, widget, name):
    QGuiApplication.clipboard().clear()
    qtbot.mouseClick(button(widget, name), LEFT)
    return QGuiApplication.clipboard().text()


def texts(page, row=0):
    return [page.model.index(row, column).data() for column in range(8)]


def tip(page, column, row=0):
    """Return the tooltip of a cell that says more than its text."""
    return page.model.index(row, column).data(TIP_ROLE)


def post(engine, plugin_id, **more):
    url = f"{engine.receiver_state().url}/plugins/{plugin_id}/product_create"
    return httpx.post(url, json={"external_id": "1", "name": "Cleat"}, trust_env=False, **more)
