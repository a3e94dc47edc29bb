"""The line below the tree: the path of the chosen row, what its value means, and the payload's facts."""

from PySide6.QtWidgets import QWidget

from core import json_values
from core.inspect.readout import can_decode, read_out
from desktop import theme
from desktop.inspector.document import Document
from desktop.inspector.tree_acts import TreeActs
from desktop.widgets.controls import button, label
from desktop.widgets.layout import mark, row
from desktop.words import plain_tip

LONGEST_PATH = 48
HEIGHT = 32
LOOKED_AT = 4_096
"""A longer value is no time, in bytes."""


class TreeFoot(QWidget):
    """Says where the chosen row is, reads a time out, and offers to copy and to decode."""

    def __init__(self, document: Document, acts: TreeActs) -> None:
        super().__init__()
        mark(self, "chrome")
        self._document, self._acts = document, acts
        self._path, self._facts = label(role="hint", mono=True, cut=True), label(role="hint")
        self.meaning = label(role="label", cut=True)
        copy_path, copy_value = button("Copy path", "link"), button("Copy value", "link")
        copy_path.clicked.connect(acts.copy_path)
        copy_value.clicked.connect(acts.copy_value)
        self.decode_button = button("Decode", "link")
        self.decode_button.clicked.connect(acts.show_decoded)
        self._of_row = (self._path, self.meaning, copy_path, copy_value)
        self.setLayout(row(*self._of_row, self.decode_button, None, self._facts, margins=(16, 2, 16, 2)))
        self.setFixedHeight(theme.current().px(HEIGHT))

    def say_facts(self, text: str) -> None:
        """Show the payload's size and kind."""
        self._facts.setText(text)

    def facts(self) -> str:
        """Return what is said of the payload."""
        return self._facts.text()

    def show_row(self, *, chosen: bool) -> None:
        """Tell of the chosen row, if there is one."""
        index, node = self._document.index, self._acts.node()
        path = json_values.path(index, node) if chosen else ""
        self._path.setText(path if len(path) <= LONGEST_PATH else f"…{path[-LONGEST_PATH:]}")
        self._path.setToolTip(plain_tip(path))
        for each in self._of_row:
            each.setVisible(chosen)
        value = self._value(node) if chosen else ""
        self.meaning.setText(read_out(value))
        self.meaning.setVisible(bool(self.meaning.text()))
        is_text = chosen and json_values.kind(index, node) == "string"
        self.decode_button.setVisible(is_text and can_decode(value))

    def _value(self, node: int) -> str:
        """Return a single value; of a long one its beginning, which tells enough."""
        index = self._document.index
        if index.is_box(node):
            return ""
        start, end = index.span(node)
        if end - start <= LOOKED_AT:
            return json_values.copied(index, node)
        return json_values.preview(index, node).lstrip('"').rstrip("…")
