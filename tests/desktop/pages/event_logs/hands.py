"""What a hand does on the page of the event log, and what an eye sees there."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QPushButton

LEFT = Qt.MouseButton.LeftButton


def ids(page):
    return [row.id for row in page.model.rows()]


def press(qtbot, page, word):
    def found():
        return [each for each in page.findChildren(QPushButton) if each.text() == word and each.isVisible()]

    qtbot.waitUntil(lambda: len(found()) == 1)
    qtbot.mouseClick(found()[0], LEFT)


def open_menu(page, qtbot):
    page.table.customContextMenuRequested.emit(QPoint(60, 10))
    menus = [each for each in page.findChildren(QMenu) if each.isVisible()]
    return menus[0]
