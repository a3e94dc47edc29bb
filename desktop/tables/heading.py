"""The headings of a table; one that is cut says its words as a tooltip."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QHeaderView, QToolTip

from desktop import theme
from desktop.tables.column_widths import ColumnWidths
from desktop.words import plain_tip

SMALLEST = 28


class Heading(QHeaderView):
    """The row above a table's rows."""

    def __init__(self, widths: ColumnWidths) -> None:
        """Take what knows how wide each column's words are."""
        super().__init__(Qt.Orientation.Horizontal)
        self._widths = widths
        self.setFont(theme.current().font("caption", bold=True))  # the style sheet's, by which it cuts words
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setFixedHeight(theme.current().px(theme.HEADER))
        self.setMinimumSectionSize(theme.current().px(SMALLEST))
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show the words of a heading that is cut."""
        if not isinstance(event, QHelpEvent) or event.type() != QEvent.Type.ToolTip:
            return super().viewportEvent(event)
        at = self.logicalIndexAt(event.pos())
        is_cut = at >= 0 and self.sectionSize(at) < self._widths.heading(at)
        words = self.model().headerData(at, Qt.Orientation.Horizontal) if is_cut else ""
        QToolTip.showText(event.globalPos(), plain_tip(words), self)
        return True
