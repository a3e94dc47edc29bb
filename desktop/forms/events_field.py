"""Choosing events: a tree by functional area with check boxes, a search, and the count."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from core.catalogue import ANY
from desktop import theme
from desktop.forms.events_model import HINT_ROLE, NAME_ROLE, EventsModel, find_events
from desktop.widgets.controls import button, label
from desktop.widgets.layout import col, holder, restyle, row
from desktop.widgets.search import SearchField
from desktop.words import count

ROW_HEIGHT, ROWS_SEEN = 26, 8
NAME_AT = 284  # where the exact names begin, right of the longest label
_OFF = Qt.CheckState.Unchecked
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class EventsField(QWidget):
    """The events of a webhook. `changed` tells that the user chose others."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = EventsModel(self)
        self.tree = _tree(self.model)
        self.search = SearchField("Search events, for example “paid”")
        self.search.setFixedWidth(theme.current().px(290))
        self._count = label(role="hint")
        self._clear = button("Clear", "link")
        self._error = label(role="hint", tone="bad")
        self._error.hide()
        self._first: QModelIndex | None = None  # an area that is to come into sight
        self._frame = holder(col(self.tree, gap=0, margins=(2, 2, 2, 2)), "field")
        self.setLayout(col(row(self.search, None, self._count, self._clear), self._frame, self._error, gap=8))
        self.tree.installEventFilter(self)
        self.search.searched.connect(self._on_searched)
        self._clear.clicked.connect(self._on_cleared)
        self.model.chosen_changed.connect(self._on_chosen)
        self._tell_count()

    def events(self) -> tuple[str, ...]:
        """Return what is chosen: names of events, or `any_events` alone."""
        return self.model.chosen()

    def show_events(self, events: tuple[str, ...], permissions: tuple[str, ...]) -> None:
        """Choose these events, and say which permissions the app holds."""
        self.model.choose(events)
        self.model.allow(permissions)
        self._tell_count()
        if not self.search.text():
            self._open_chosen()

    def allow(self, permissions: tuple[str, ...]) -> None:
        """Say which permissions the app holds now; the choice stays."""
        self.model.allow(permissions)

    def set_error(self, error: str = "") -> None:
        """Show what is wrong under the tree."""
        self._error.setText(error)
        self._error.setVisible(bool(error))
        self.tree.setAccessibleDescription(error)

    def error(self) -> str:
        """Return the error that is shown, or nothing."""
        return self._error.text()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what is chosen, where that was told out of sight."""
        super().showEvent(event)
        self._go_to_first()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the frame follow the focus of the tree."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            restyle(self._frame, "focused", event.type() == QEvent.Type.FocusIn)
        return super().eventFilter(watched, event)

    def _on_chosen(self) -> None:
        self._tell_count()
        self.changed.emit()

    def _on_cleared(self) -> None:
        self.model.choose(())
        self._on_chosen()

    def _open_chosen(self) -> None:
        """Open the areas in which something is chosen, and bring the first one into sight."""
        areas = [each.index() for each in self.model.areas.values() if each.checkState() != _OFF]
        for area in areas:
            self.tree.expand(area)
        self._first = areas[0] if areas else None
        self._go_to_first()

    def _go_to_first(self) -> None:
        """Bring the first area in which something is chosen into sight, once the tree has its size."""
        if self._first is not None and self.isVisible():
            first, self._first = self._first, None
            at_top = QAbstractItemView.ScrollHint.PositionAtTop
            QTimer.singleShot(0, self, lambda: self.tree.scrollTo(first, at_top))

    def _on_searched(self, text: str) -> None:
        """Show what matches, opened; without a search every area, as it was left."""
        found = find_events(text)
        self.model.narrow(found)
        top = QModelIndex()
        self.tree.setRowHidden(0, top, found is not None)
        for area in self.model.areas.values():
            shown = 0
            for at in range(area.rowCount()):
                matches = found is None or area.child(at).data(NAME_ROLE) in found
                self.tree.setRowHidden(at, area.index(), not matches)
                shown += matches
            self.tree.setRowHidden(area.row(), top, not shown)
            self.tree.setExpanded(area.index(), found is not None and shown > 0)

    def _tell_count(self) -> None:
        chosen = self.events()
        words = "Any event" if chosen == (ANY,) else count(len(chosen), "event")
        self._count.setText(f"{words} chosen" if chosen else "No event chosen")
        self._clear.setVisible(bool(chosen))


class _EventDelegate(QStyledItemDelegate):
    """The style draws box and label; the exact name and the hint stand beside it."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the height of a row."""
        return QSize(theme.current().px(200), theme.current().px(ROW_HEIGHT))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one row."""
        look, shown = theme.current(), QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        shown.state &= ~QStyle.StateFlag.State_HasFocus  # the selected row shows where the focus is
        name, top = index.data(NAME_ROLE), not index.parent().isValid()
        shown.font = look.font("body", bold=top)
        option.widget.style().drawControl(
            QStyle.ControlElement.CE_ItemViewItem, shown, painter, option.widget
        )
        painter.save()
        words, token = index.data(HINT_ROLE) or ("", "text_3")
        box = option.rect.adjusted(0, 0, -look.px(12), 0)
        painter.setFont(look.font("small"))
        painter.setPen(look.color(token))
        painter.drawText(box, _RIGHT, words)
        box.setRight(box.right() - painter.fontMetrics().horizontalAdvance(words) - look.px(8))
        box.setLeft(look.px(NAME_AT))
        painter.setFont(look.font("small", mono=True))
        painter.setPen(look.color("text_3"))
        name = painter.fontMetrics().elidedText(name or "", Qt.TextElideMode.ElideMiddle, box.width())
        painter.drawText(box, _LEFT, name)
        painter.restore()


def _tree(model: EventsModel) -> QTreeView:
    tree = QTreeView()
    tree.setObjectName("eventsField")
    tree.setAccessibleName("Events")
    tree.setModel(model)
    tree.setItemDelegate(_EventDelegate(tree))
    tree.setHeaderHidden(True)
    tree.setFrameShape(QFrame.Shape.NoFrame)
    tree.setIndentation(theme.current().px(20))
    tree.setUniformRowHeights(True)
    tree.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    tree.setFixedHeight(theme.current().px(ROW_HEIGHT * ROWS_SEEN))
    tree.setCurrentIndex(model.any.index())
    return tree
