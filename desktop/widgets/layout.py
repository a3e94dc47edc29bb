"""Rows, columns and the plain pieces between widgets."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop import theme

Item = QWidget | QLayout | int | None
"""A widget, a layout, a gap in pixels, or None for what takes the room that is left."""
Margins = tuple[int, int, int, int]
"""Left, top, right, bottom."""
NO_MARGINS: Margins = (0, 0, 0, 0)
TITLE_BAR = 32  # of the system's, above a dialog
FRAMED = ("panel", "note", "segments", "field", "toast")  # the roles that the style sheet knows for frames


def row(*items: Item, gap: int = 8, margins: Margins = NO_MARGINS) -> QHBoxLayout:
    """Return the items beside each other; distances are for a 13 px font."""
    layout = QHBoxLayout()
    _fill(layout, items, gap, margins)
    return layout


def col(*items: Item, gap: int = 8, margins: Margins = NO_MARGINS) -> QVBoxLayout:
    """Return the items below each other; distances are for a 13 px font."""
    layout = QVBoxLayout()
    _fill(layout, items, gap, margins)
    return layout


def holder(layout: QLayout, role: str = "", tone: str = "") -> QWidget:
    """Return a widget that holds a layout; `role` and `tone` are the style sheet's."""
    widget: QWidget = QFrame() if role in FRAMED else QWidget()
    mark(widget, role, tone)
    widget.setLayout(layout)
    return widget


def foot(*items: Item) -> QWidget:
    """Return the foot of a dialog with its buttons; None stands for the room between them."""
    return holder(row(*items, margins=(16, 8, 16, 8)), "chrome")


def scrolling(widget: QWidget) -> QScrollArea:
    """Return a widget that scrolls where its window is too small. The keyboard goes to what is in it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(widget)
    return area


def set_size(dialog: QWidget, width: int, height: int) -> None:
    """Give a dialog a size that is drawn for a 13 px font, as far as its screen has room for it."""
    px, room = theme.current().px, dialog.screen().availableSize()
    dialog.resize(QSize(px(width), px(height)).boundedTo(room - QSize(0, px(TITLE_BAR))))


def mark(widget: QWidget, role: str = "", tone: str = "") -> None:
    """Give a widget a role and a tone of the style sheet, and the background that goes with them."""
    if role:
        widget.setProperty("role", role)
    if tone:
        widget.setProperty("tone", tone)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Change a property that the style sheet looks at, and the look with it."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def drop(stack: QStackedWidget, page: QWidget) -> None:
    """Take a page out of a stack, for good."""
    stack.removeWidget(page)
    page.hide()
    page.deleteLater()


def rule(*, vertical: bool = False) -> QWidget:
    """Return a hairline."""
    line = QWidget()
    mark(line, "rule")
    set_size: Callable[[int], None] = line.setFixedWidth if vertical else line.setFixedHeight
    set_size(1)
    return line


def _fill(layout: QBoxLayout, items: tuple[Item, ...], gap: int, margins: Margins) -> None:
    px = theme.current().px
    layout.setSpacing(px(gap))
    layout.setContentsMargins(*(px(margin) for margin in margins))
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(px(item))
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            layout.addWidget(item)
