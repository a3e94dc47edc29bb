"""The window's left side: the sign, the way to anywhere, and the pages; only icons where it is narrow."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop import theme
from desktop.navigation import Navigation
from desktop.widgets.controls import button, label
from desktop.widgets.layout import col, holder, mark, row, rule
from desktop.widgets.mark import Sign
from desktop.words import plain_tip

WIDE, NARROW = 188, 52
ROOM_FOR_WORDS = 960  # width of the window from which on the pages are named
JUMP = "Jump to…"


class Side(QWidget):
    """What stands beside every page. `jump_button` opens the palette, Ctrl+K does from everywhere."""

    def __init__(self, navigation: Navigation) -> None:
        super().__init__()
        mark(self, "chrome")
        self.navigation = navigation
        self.domain = label(role="hint", cut=True)
        self.jump_button = button(JUMP, "field", "magnifying-glass", "jumpButton")
        self.jump_button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.jump_button.setShortcut(QKeySequence("Ctrl+K"))
        keys = self.jump_button.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.jump_button.setToolTip(plain_tip(f"Jump to a page, an app, a webhook or an event ({keys})"))
        self._keys = label(keys, "hint")
        self._keys.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.jump_button.setLayout(row(None, self._keys, margins=(0, 0, 8, 0)))
        self._words = holder(col(label("Yardarm", "strong"), self.domain, gap=0))
        self._head, self._jump = row(Sign(), 2, self._words), row(self.jump_button)
        self.setLayout(col(self._head, self._jump, navigation, gap=0))
        self.show_words(True)

    def show_words(self, on: bool) -> None:
        """Name the pages, or leave their icons alone."""
        px = theme.current().px
        self.setFixedWidth(px(WIDE if on else NARROW))
        self.navigation.show_words(on)
        for part in (self._words, self._keys):
            part.setVisible(on)
        keys = self.jump_button.shortcut()
        self.jump_button.setText(JUMP if on else "")
        self.jump_button.setShortcut(keys)  # another text takes it away
        edge, beside = (16, 12) if on else (13, 8)
        self._head.setContentsMargins(px(edge), px(14), px(edge - 4), px(14))
        self._jump.setContentsMargins(px(beside), 0, px(beside), px(12))


class Body(QWidget):
    """The side and what stands right of it."""

    def __init__(self, side: Side, pages: QWidget) -> None:
        super().__init__()
        self._side = side
        layout = row(side, rule(vertical=True), pages, gap=0)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def minimumSizeHint(self) -> QSize:
        """Ask for the width that it needs without the pages' names."""
        hint = super().minimumSizeHint()
        return QSize(hint.width() - self._side.width() + theme.current().px(NARROW), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Name the pages where there is room for it."""
        super().resizeEvent(event)
        self._side.show_words(self.width() >= theme.current().px(ROOM_FOR_WORDS))
