"""What opens over a page and goes when it is closed: menus with their entries, and dialogs."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from desktop import theme


def passing_menu(parent: QWidget) -> QMenu:
    """Return a menu to be filled and popped up once; it goes when it is closed, and its entries with it."""
    made = QMenu(parent)
    theme.popup(made)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return made


def entry(owner: QObject, text: str, key: str | QKeySequence.StandardKey, run: Callable[[], None]) -> QAction:
    """Return an entry for menus, with the key that does the same while the focus is on what it is added to.

    It stays when the menu goes: it is its `owner`'s.
    """
    made = QAction(text, owner)
    made.setShortcut(QKeySequence(key))
    made.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    made.triggered.connect(run)
    return made


def open_over(dialog: QDialog) -> None:
    """Open a dialog over the window; nothing waits for its end."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
