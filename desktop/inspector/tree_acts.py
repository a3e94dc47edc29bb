"""What can be copied and decoded of a row of the tree: from its menu, by keys, and from the foot."""

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence

from core import json_values
from core.inspect.readout import decode
from desktop.inspector.document import Document, in_slices
from desktop.inspector.json_view import JsonView
from desktop.inspector.rows import FormattedRows
from desktop.inspector.subtree import subtree_text
from desktop.tasks import in_thread, spawn
from desktop.widgets.passing import entry, passing_menu


class TreeActs(QObject):
    """Acts on the row that is chosen in a tree; without one, on the whole."""

    def __init__(self, document: Document, view: JsonView) -> None:
        super().__init__(view)
        self._document, self._view = document, view
        self._acts = [
            entry(self, "Copy value", QKeySequence.StandardKey.Copy, self.copy_value),
            entry(self, "Copy key", "Ctrl+Shift+K", self.copy_key),
            entry(self, "Copy path", "Ctrl+Shift+C", self.copy_path),
            entry(self, "Copy path for Python", "Ctrl+Shift+P", self.copy_python_path),
            entry(self, "Copy formatted", "Ctrl+Shift+F", self.copy_subtree),
        ]
        self._decode = entry(self, "Decode…", "Ctrl+D", self.show_decoded)
        view.addActions([*self._acts, self._decode])
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._show_menu)

    def node(self) -> int:
        """Return the chosen node, the whole value if none is."""
        index = self._view.currentIndex()
        return self._view.tree.node(index) if index.isValid() else 0

    def copy_value(self) -> None:
        """Copy the chosen value: a text without its quotes, all else as written."""
        spawn(self._copy_value(self.node()), self)

    def copy_key(self) -> None:
        """Copy the key of the chosen row, or its number in its array."""
        index = self._view.currentIndex().siblingAtColumn(0)
        QGuiApplication.clipboard().setText(index.data() or "")

    def copy_path(self) -> None:
        """Copy the JSONPath of the chosen row."""
        QGuiApplication.clipboard().setText(json_values.path(self._document.index, self.node()))

    def copy_python_path(self) -> None:
        """Copy how Python reaches the chosen row."""
        QGuiApplication.clipboard().setText(json_values.python_path(self._document.index, self.node()))

    def copy_subtree(self) -> None:
        """Copy the chosen row with all below it, formatted; a large one takes its time."""
        spawn(self._copy_subtree(self.node()), self)

    def show_decoded(self) -> None:
        """Show what is packed into the chosen text."""
        spawn(self._show_decoded(self.node()), self)

    async def _copy_value(self, node: int) -> None:
        QGuiApplication.clipboard().setText(await self._value(node))

    async def _show_decoded(self, node: int) -> None:
        from desktop.inspector.decoded_dialog import DecodedDialog

        found = await in_thread(decode, await self._value(node))
        DecodedDialog(found, self._view.window()).show()

    async def _value(self, node: int) -> str:
        parts = list[str]()
        if len(self._document.index):
            copied = json_values.copied_in_parts(self._document.index, node)
            await in_slices(map(parts.append, copied))
        return "".join(parts)

    async def _copy_subtree(self, node: int) -> None:
        index, parts = self._document.index, list[str]()
        if not len(index):
            return
        start, stop = index.span(node)
        key = index.key(node)
        first, last = index.line_at(key[0] if key else start), index.line_at(stop - 1)
        await in_slices(subtree_text(FormattedRows(index), first, last, parts))
        QGuiApplication.clipboard().setText("".join(parts))

    def _show_menu(self, point: QPoint) -> None:
        if not self._view.indexAt(point).isValid():
            return
        menu = passing_menu(self._view)
        menu.addActions(self._acts)
        menu.addSeparator()
        self._decode.setEnabled(json_values.kind(self._document.index, self.node()) == "string")
        menu.addAction(self._decode)
        menu.popup(self._view.viewport().mapToGlobal(point))
