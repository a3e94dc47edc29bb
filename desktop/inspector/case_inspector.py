"""A case that another desk exported: looked at like a row of the log, which it is not."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from core.log.case import CaseFile, read_case
from core.store.database import Store
from desktop.inspector.case import Case
from desktop.inspector.document import Document
from desktop.inspector.head import Head, copy_whole
from desktop.inspector.tabs import NAMES, InspectorTabs
from desktop.tasks import off_ui, spawn
from desktop.widgets.beside import BesideDialog
from desktop.widgets.layout import col
from desktop.widgets.notes import Banner
from desktop.words import full_date

SIZE = (1000, 660)


class CaseInspector(BesideDialog):
    """Shows a case file. Nothing of it comes into this desk's log, and nothing can be sent from here."""

    def __init__(self, store: Store, file: CaseFile, name: str, parent: QWidget | None = None) -> None:
        super().__init__("caseInspector", SIZE, parent)
        self.setWindowTitle(f"Case {name}")
        self.document = Document(self)
        self.head, self.tabs, banner = Head(), InspectorTabs(self.document, store), Banner("caseBanner")
        banner.inset(16, 0, 16, 8)
        made = f"{file.made_by} made it on {full_date(file.made_at).splitlines()[0]}."
        banner.say("wait", "This is a case, not a row of your log", made, closable=False)
        self.setLayout(col(self.head, banner, self.tabs, gap=0))
        self.head.copy_button.clicked.connect(
            lambda: spawn(copy_whole(self.document, self.head.copy_button), self)
        )
        case = Case(file.row, file.attempts, file.receipt, file.signature)
        self.head.show_case(case, store.clock())
        self.tabs.show_case(case, store.clock())
        self.document.finished.connect(lambda: self.tabs.show_words(case, store.clock()))
        self._leave_out()
        spawn(self.document.read(file.body), self)

    def _leave_out(self) -> None:
        """Hide what needs a row of the log."""
        head = self.head
        for each in (head.send_button, head.newer_button, head.older_button, head.more_button):
            each.hide()
        self.tabs.setTabVisible(NAMES.index("Compare"), False)


async def open_case(store: Store, path: Path, parent: QWidget) -> None:
    """Read a case file and show it. Raises InvalidInput."""
    file = await off_ui(store, read_case, path)
    CaseInspector(store, file, path.name, parent).show()
