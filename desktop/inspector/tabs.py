"""The inspector's tabs: one payload and what is known of its row, each in its own view."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget

from core.store.database import Store
from desktop.inspector.attempts_tab import AttemptsTab
from desktop.inspector.case import Case
from desktop.inspector.compare_tab import CompareTab
from desktop.inspector.document import Document
from desktop.inspector.headers_table import HeadersTable
from desktop.inspector.raw_tab import RawTab
from desktop.inspector.rows import uncovered
from desktop.inspector.signature_tab import SignatureTab
from desktop.inspector.text_tab import TextTab
from desktop.inspector.tree_tab import TreeTab
from desktop.widgets.layout import col, holder, mark
from desktop.widgets.notes import EmptyState
from desktop.words import count

NAMES = ("Tree", "Text", "Headers", "Attempts", "Signature", "Compare", "Raw")
FIRST = {"text": "Text", "binary": "Raw"}  # by the kind of payload; others begin with the tree


class InspectorTabs(QTabWidget):
    """Tree, text, headers, attempts, signature, comparison and bytes of one row.

    The parts that take longest to build are built when they are first shown: the dialog shall open at once.
    """

    tried = Signal(object)
    """The button by which the user sends at once what waits for its next attempt."""

    def __init__(self, document: Document, store: Store) -> None:
        super().__init__()
        self._document, self._store = document, store
        self._case: Case | None = None
        self.wanted = NAMES[0]
        """The tab that the user chose; what a payload asks for by itself does not count."""
        self._attempts_tab: AttemptsTab | None = None
        self._compare_tab: CompareTab | None = None
        self.setObjectName("inspectorTabs")
        self.setDocumentMode(True)
        self.tabBar().setExpanding(False)
        self.tabBar().setAccessibleName("Views of the payload")
        self.tree_tab, self.text_tab = TreeTab(document), TextTab(document)
        self.headers = HeadersTable("Request header", "requestHeaders")
        self._headers_pages = QStackedWidget()
        mark(self._headers_pages, "page")
        self._headers_pages.addWidget(self.headers)
        self._no_headers = EmptyState("list-dashes")
        self._headers_pages.addWidget(self._no_headers)
        self.signature_tab = SignatureTab()
        self.raw_tab = RawTab(document)
        pages = (self.tree_tab, self.text_tab, self._headers_pages)
        later = [holder(col(gap=0), "page") for _ in range(2)]
        self._attempts_room, self._compare_room = later
        rest = (self._attempts_room, self.signature_tab, self._compare_room, self.raw_tab)
        for page, name in zip((*pages, *rest), NAMES, strict=True):
            self.addTab(page, name)
        self.currentChanged.connect(self._on_turned)
        self.tree_tab.asked.connect(self.show_tab)
        document.started.connect(self._on_started)
        document.finished.connect(self._on_finished)

    @property
    def attempts_tab(self) -> AttemptsTab:
        """The attempts, built by now."""
        if self._attempts_tab is None:
            made = self._attempts_tab = AttemptsTab()
            made.try_button.clicked.connect(lambda: self.tried.emit(made.try_button))
            self._move_in(made, self._attempts_room)
            if self._case:
                made.show_case(self._case, self._store.clock())
        return self._attempts_tab

    @property
    def compare_tab(self) -> CompareTab:
        """The comparison, built by now."""
        if self._compare_tab is None:
            self._compare_tab = CompareTab(self._store)
            self._compare_tab.asked.connect(self._show_node)
            self._move_in(self._compare_tab, self._compare_room)
            if self._case:
                self._compare_tab.show_case(self._case)
        return self._compare_tab

    def name(self) -> str:
        """Return the name of the tab that is shown."""
        return NAMES[self.currentIndex()]

    def show_tab(self, name: str, offset: int = 0) -> None:
        """Turn to a tab, unless this row has none of the kind, and in the text to a place of the data."""
        if self.isTabVisible(NAMES.index(name)):
            self.setCurrentIndex(NAMES.index(name))
        if name == "Text" and offset:
            self.text_tab.show_place(offset)

    def show_case(self, case: Case, now: int) -> None:
        """Show what is known of a row."""
        self._case = case
        self.headers.show_headers(case.request_headers)
        self._no_headers.say(*_no_headers(case))
        self._headers_pages.setCurrentIndex(0 if case.request_headers else 1)
        number, at = len(case.attempts), NAMES.index("Attempts")
        self.setTabText(at, f"Attempts {number}" if number > 1 else "Attempts")
        self.setTabVisible(at, not case.is_received)
        self.signature_tab.show_case(case)
        if self._compare_tab:
            self._compare_tab.show_case(case)
        self.show_words(case, now)

    def show_words(self, case: Case, now: int) -> None:
        """Tell what the payload is, and how old the attempts are."""
        document = self._document
        encoding = ("UTF-8" if document.is_utf8 else "not UTF-8") if document.index.done else "reading…"
        facts = (count(case.row.size, "byte"), encoding, uncovered(case.content_type))
        self.tree_tab.say_facts(" · ".join(facts))
        if self._attempts_tab:
            self._attempts_tab.show_case(case, now)

    def find_here(self) -> None:
        """Find in the tree or the text, whichever is shown; from another tab in the text."""
        if self.currentWidget() is self.tree_tab:
            self.tree_tab.find_bar.field.setFocus()
        else:
            self.setCurrentWidget(self.text_tab)
            self.text_tab.find_bar.field.setFocus()

    def _on_turned(self) -> None:
        """Build what is shown for the first time, and take it as wanted."""
        self.wanted = self.name()
        if self.currentWidget() is self._attempts_room:
            self.attempts_tab.show()
        elif self.currentWidget() is self._compare_room:
            self.compare_tab.show()

    def _show_node(self, node: int) -> None:
        self.setCurrentWidget(self.tree_tab)
        self.tree_tab.view.reveal(node)
        self.tree_tab.view.setFocus()

    def _move_in(self, made: QWidget, room: QWidget) -> None:
        """Put a part that was built later in its place."""
        layout = room.layout()
        assert layout is not None  # its holder was made with one
        layout.addWidget(made)
        room.setFocusProxy(made)

    def _on_started(self) -> None:
        """Go back to what the user wants, which the payload before could not be shown as."""
        if self.name() != self.wanted:
            self.show_tab(self.wanted)

    def _on_finished(self) -> None:
        kind, wanted = self._document.kind(), self.wanted
        if kind in FIRST and self.currentWidget() is self.tree_tab:
            self.show_tab(FIRST[kind])
            self.wanted = wanted


def _no_headers(case: Case) -> tuple[str, str]:
    """Return a title and the reason where there are no headers."""
    if case.row.fetched_at is not None:
        return "No headers", "It was fetched from the sender's API, so no request brought it."
    return "Not sent yet", "The headers of its request will stand here."
