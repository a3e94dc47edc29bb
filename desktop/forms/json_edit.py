"""A field to edit JSON in: monospaced, coloured, and giving back exactly what was typed or pasted."""

import re

from PySide6.QtCore import QEvent
from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop import theme
from desktop.widgets.controls import TEXT_MARGIN

_PARTS = re.compile(
    r'(?P<json_string>"(?:[^"\\]|\\.)*"(?!\s*:))|(?P<text>"(?:[^"\\]|\\.)*")'
    r"|(?P<json_number>-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b)|(?P<json_word>\b(?:true|false|null)\b)"
)
COLOURED = 2_000  # characters of a line; longer ones stay plain, as colouring holds up the typing


class JsonEdit(QPlainTextEdit):
    """Plain text, shown as JSON. `exact_text` is what counts, not `toPlainText`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.current().font("small", mono=True))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(theme.current().px(TEXT_MARGIN))
        self._colours = _Colours(self.document())

    def exact_text(self) -> str:
        """Return the text; Qt's own way would turn a no-break space into a space."""
        return self.document().toRawText().replace("\u2029", "\n")

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colours.rehighlight()


class _Colours(QSyntaxHighlighter):
    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        if len(text) > COLOURED:
            return
        for part in _PARTS.finditer(text):
            look = QTextCharFormat()
            look.setForeground(theme.current().color(str(part.lastgroup)))
            self.setFormat(part.start(), part.end() - part.start(), look)
