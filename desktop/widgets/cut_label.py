"""A line of text that may be longer than its room."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QStyleOption, QToolTip

from desktop.words import plain_tip


class CutLabel(QLabel):
    """Ends in an ellipsis where room is missing; the whole text is its tooltip then, if it has no other."""

    def minimumSizeHint(self) -> QSize:
        """Ask for no width: it makes no window wider."""
        return QSize(0, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Show the whole text of a cut one."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and not self.toolTip():
            QToolTip.showText(event.globalPos(), plain_tip(self.text() if self.is_cut() else ""), self)
            return True
        return super().event(event)

    def is_cut(self) -> bool:
        """Tell whether there is less room than the text takes."""
        return self._shown() != self.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the text, as a label does, but for what has no room."""
        painter, option = QPainter(self), QStyleOption()
        option.initFrom(self)
        flags = self.alignment().value | Qt.TextFlag.TextSingleLine.value
        room, ink = self.contentsRect(), self.foregroundRole()
        self.style().drawItemText(painter, room, flags, option.palette, self.isEnabled(), self._shown(), ink)
        painter.end()

    def _shown(self) -> str:
        cut = Qt.TextElideMode.ElideRight
        return self.fontMetrics().elidedText(self.text(), cut, self.contentsRect().width())
