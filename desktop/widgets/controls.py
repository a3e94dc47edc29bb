"""Labels, buttons and choices, each with an accessible name and with plain text only."""

from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
)

from desktop import theme
from desktop.tasks import spawn
from desktop.widgets.cut_label import CutLabel
from desktop.words import plain_tip

BUSY_AFTER_MS = 100
COPIED_MS = 1_500
TEXT_MARGIN = 8  # around the text of a field of many lines
_KIND_INKS = {"primary": "on_accent", "link": "accent", "danger": "bad", "field": "text_3"}


def label(
    text: str = "",
    role: str = "",
    tone: str = "",
    *,
    wrap: bool = False,
    mono: bool = False,
    cut: bool = False,
) -> QLabel:
    """Return a text; `role` and `tone` are the style sheet's, `mono` is for ids and addresses.

    A long one breaks if it may `wrap`; one that may be `cut` makes no window wider.
    """
    made = CutLabel() if cut else QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setProperty("role", role)
    made.setProperty("tone", tone)
    made.setWordWrap(wrap)
    if mono:
        made.setFont(theme.current().font("small", mono=True))
    return made


def button(text: str, kind: str = "", icon: str = "", name: str = "") -> QPushButton:
    """Return a button: `kind` is primary, danger, quiet, link, field or nothing; `name` its objectName."""
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setObjectName(name)
    made.setAccessibleName(text)
    if icon:
        _set_icon(made, icon, _KIND_INKS.get(kind, "text_2"))
    return made


def tool(icon: str, name: str) -> QToolButton:
    """Return a quiet button that is an icon; `name` is its tooltip and its accessible name."""
    made = QToolButton()
    made.setAccessibleName(name)
    made.setToolTip(plain_tip(name))
    _set_icon(made, icon, "text_2")
    return made


def copy_button(name: str, text: Callable[[], str]) -> QToolButton:
    """Return a button that copies what `text` gives when it is pressed, and says so for a moment."""
    made = tool("copy", name)

    def copy() -> None:
        QGuiApplication.clipboard().setText(text())
        made.setIcon(theme.current().icon("check", "ok"))
        made.setToolTip(plain_tip("Copied"))
        reset.start()

    def restore() -> None:
        made.setIcon(theme.current().icon("copy"))
        made.setToolTip(plain_tip(name))

    reset = QTimer(made, singleShot=True, interval=COPIED_MS)
    reset.timeout.connect(restore)
    made.clicked.connect(copy)
    return made


def combo(items: Sequence[tuple[str, object]], name: str, accessible: str, width: int = 0) -> QComboBox:
    """Return a list to choose from: pairs of what is read and what it stands for (`currentData()`)."""
    made = QComboBox()
    made.setObjectName(name)
    made.setAccessibleName(accessible)
    made.setMaxVisibleItems(16)
    theme.popup(made)
    refill(made, items)
    if width:
        made.setFixedWidth(theme.current().px(width))
    return made


def text_box() -> QPlainTextEdit:
    """Return a field of many lines, in which the text begins where that of a single line does."""
    made = QPlainTextEdit()
    made.document().setDocumentMargin(theme.current().px(TEXT_MARGIN))
    return made


def refill(choice: QComboBox, items: Sequence[tuple[str, object]]) -> None:
    """Give a list of choices other items; the chosen one stays chosen where it still exists."""
    if [(choice.itemText(at), choice.itemData(at)) for at in range(choice.count())] == list(items):
        return
    chosen = choice.currentData()
    blocked = choice.blockSignals(True)
    choice.clear()
    for text, data in items:
        choice.addItem(text, data)
    choice.setCurrentIndex(max(choice.findData(chosen), 0))
    choice.blockSignals(blocked)


@contextmanager
def busy(pressed: QAbstractButton, doing: str) -> Iterator[None]:
    """Disable a button while its work is under way; after 100 ms it says so, at the same width.

    For a coroutine: `with busy(self.send_button, "Sending…"): await off_ui(...)`.
    """
    text = pressed.text()
    smallest = pressed.minimumWidth()
    pressed.setMinimumWidth(pressed.width() if pressed.isVisible() else smallest)
    pressed.setEnabled(False)
    later = QTimer(pressed, singleShot=True, interval=BUSY_AFTER_MS)
    later.timeout.connect(lambda: pressed.setText(doing))
    later.start()
    try:
        yield
    finally:
        if shiboken6.isValid(pressed):  # its page may be gone by now
            later.stop()
            later.deleteLater()
            pressed.setText(text)
            pressed.setMinimumWidth(smallest)
            pressed.setEnabled(True)


def begin(pressed: QAbstractButton, work: Callable[[], Coroutine[Any, Any, None]], owner: QObject) -> None:
    """Start what a button does, unless it is under way: a second click, or its key, finds it disabled.

    The coroutine itself starts a turn of the loop later, and enables the button again through `busy`.
    """
    if pressed.isEnabled():
        pressed.setEnabled(False)
        spawn(work(), owner)


def _set_icon(made: QAbstractButton, icon: str, ink: str) -> None:
    side = theme.current().px(16)
    made.setIcon(theme.current().icon(icon, ink))
    made.setIconSize(QSize(side, side))
