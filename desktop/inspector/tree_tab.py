"""The payload as a tree, with words to find, levels to open, and the path and the value to copy."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.inspector.document import Document
from desktop.inspector.find_bar import FindBar
from desktop.inspector.finding import Hits
from desktop.inspector.json_view import ALL_LEVELS, MOST_OPENED, JsonView
from desktop.inspector.tree_acts import TreeActs
from desktop.inspector.tree_foot import TreeFoot
from desktop.widgets.controls import combo, label
from desktop.widgets.layout import col, holder, mark, row, rule
from desktop.widgets.notes import Act, Banner, EmptyState
from desktop.widgets.switch import Segments

LEVELS = (("1", 1), ("2", 2), ("3", 3), ("All", ALL_LEVELS))
USUAL_LEVEL = 2
WHERE = (("Everywhere", (True, True)), ("In keys", (True, False)), ("In values", (False, True)))
"""Where to find: whether in keys, and whether in values."""


class TreeTab(QWidget):
    """Shows a document as a tree. `asked` names another tab and a place in the data to show there."""

    asked = Signal(str, int)

    def __init__(self, document: Document) -> None:
        super().__init__()
        mark(self, "page")
        self._document = document
        self.view = JsonView(document.index)
        self.where = combo(WHERE, "treeFindWhere", "Where to find", 116)
        self.find_bar = FindBar(
            document, "Find a key or value", "treeFindField", 280, self._node_with, self.where
        )
        self.levels = Segments(LEVELS, "levelSegments", "Open to level")
        self.levels.choose(USUAL_LEVEL)
        self._note = label(role="hint", cut=True)
        self._banner = Banner("treeBanner")
        self._banner.inset(16, 0, 16, 8)
        self._empty = EmptyState("brackets-curly")
        self.acts = TreeActs(document, self.view)
        self.foot = TreeFoot(document, self.acts)
        self._lay_out()
        self._connect()

    def say_facts(self, text: str) -> None:
        """Show the payload's size and kind in the foot."""
        self.foot.say_facts(text)

    def _lay_out(self) -> None:
        tools = row(
            self.find_bar,
            None,
            self._note,
            label("Open to level", "hint"),
            self.levels,
            margins=(16, 8, 16, 8),
        )
        self._tools = holder(tools)
        tree = holder(col(self._tools, self._banner, self.view, gap=0))
        self._pages = QStackedWidget()
        self._pages.addWidget(tree)
        self._pages.addWidget(self._empty)
        self.setLayout(col(self._pages, rule(), self.foot, gap=0))

    def _connect(self) -> None:
        self._document.started.connect(self._on_started)
        self._document.grown.connect(self._on_grown)
        self._document.finished.connect(self._on_finished)
        self.levels.chosen.connect(self._open_to)
        self.find_bar.found.connect(self._on_found)
        self.where.currentIndexChanged.connect(self.find_bar.search_again)
        self.view.selectionModel().currentChanged.connect(lambda *_: self._show_path())
        self.view.model().modelReset.connect(self._show_path)

    def _on_started(self) -> None:
        """Show nothing of the payload before."""
        self._banner.dismiss()
        self._pages.setCurrentIndex(0)
        self.view.forget(self._document.index)

    def _on_grown(self) -> None:
        """Show the first slice at once; what follows is taken in when all is read."""
        if not self.view.model().rowCount():
            self.view.take_in(self._document.index)
            self._open_to(self.levels.value())

    def _on_finished(self) -> None:
        document = self._document
        self.view.take_in(document.index)
        if broken := document.index.broken:
            title = "This is not valid JSON"
            where = f"Line {broken.line:,}, column {broken.column:,}: {broken.sentence}"
            show = Act("Show the place", lambda: self.asked.emit("Text", broken.offset))
            self._banner.say("bad", title, f"{where} What stands before is shown.", show, closable=False)
        if not self.view.model().rowCount() or document.kind() in ("text", "binary"):
            self._say_why_empty(document.kind())
            self._pages.setCurrentWidget(self._empty)

    def _say_why_empty(self, kind: str) -> None:
        say = self._empty.say
        if kind == "empty":
            say("The body is empty", "The request had no payload.")
        elif kind == "binary":
            say("This is not text", "Its bytes are shown in hexadecimal.", self._act("Open Raw", "Raw"))
        elif kind == "text":
            say("This is not JSON", "It is shown as text.", self._act("Open Text", "Text"))
        else:
            say("Nothing inside", "The payload is an empty object or an empty array.")

    def _act(self, text: str, tab: str) -> Act:
        return Act(text, lambda: self.asked.emit(tab, 0))

    def _open_to(self, level: object) -> None:
        whole = self.view.open_to(int(str(level)))
        self._note.setText("" if whole else f"The first {MOST_OPENED:,} rows are open")

    def _node_with(self, place: int) -> int:
        """Return the node whose key or single value is at a place of the data, or -1."""
        index, (keys, values) = self._document.index, self.where.currentData()
        node = index.node_at(place)
        if node < 0:
            return -1
        key, (start, end) = index.key(node), index.span(node)
        in_key = keys and key is not None and key[0] <= place < key[1]
        in_value = values and not index.is_box(node) and start <= place < end
        return node if in_key or in_value else -1

    def _on_found(self, hits: Hits | None, current: int) -> None:
        keys, values = self.where.currentData()
        self.view.mark(self.find_bar.sought(), in_keys=keys, in_values=values)
        if hits and current >= 0 and not self.view.reveal(hits.homes[current]):
            self._note.setText("This match is too deep for the tree; see Text")

    def _show_path(self) -> None:
        self.foot.show_row(chosen=self.view.currentIndex().isValid())
