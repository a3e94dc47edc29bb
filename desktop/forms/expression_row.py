"""One field of a job in the editor of a mapping: its name, its expression, and what that finds."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from core.incoming.mapping.topic_mapping import JobField
from core.incoming.values import kind_words
from desktop import theme
from desktop.widgets.controls import label
from desktop.widgets.fields import Field
from desktop.widgets.layout import col, holder, row

NAME_WIDTH = 168


class ExpressionRow(QWidget):
    """A name at the left and its expression at the right. `entered` tells that it has the keyboard now."""

    edited = Signal()
    entered = Signal(str)

    def __init__(self, wanted: JobField) -> None:
        super().__init__()
        self.wanted = wanted
        self.edit = QLineEdit()
        self.edit.setFont(theme.current().font("small", mono=True))
        self.field = Field("", self.edit, name=f"mapping_{wanted.name}")
        self.edit.setAccessibleName(f"Expression for {wanted.name}")
        name = label(wanted.name, "label", mono=True)
        name.setToolTip(name.text())
        left = holder(col(name, label(self._needs(), "hint"), None, gap=2, margins=(0, 5, 0, 0)))
        left.setFixedWidth(theme.current().px(NAME_WIDTH))
        line = row(left, self.field, gap=8)
        line.setStretch(1, 1)
        self.setLayout(line)
        self.edit.textEdited.connect(self.edited)
        self.edit.installEventFilter(self)

    def text(self) -> str:
        """Return the expression."""
        return self.edit.text().strip()

    def show_text(self, text: str) -> None:
        """Show an expression from its beginning."""
        if self.edit.text() != text:
            self.edit.setText(text)
            self.edit.setCursorPosition(0)

    def say(self, found: str, error: str) -> None:
        """Show what the expression finds, or what is wrong with it."""
        self.field.set_hint(found)
        self.field.set_error(error)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that the expression is being edited."""
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit(self.wanted.name)
        return super().eventFilter(watched, event)

    def _needs(self) -> str:
        if self.wanted.one_of:
            return "one of the two"
        return "required" if self.wanted.required else kind_words(self.wanted.kind)
