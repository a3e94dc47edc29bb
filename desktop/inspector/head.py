"""The head of the inspector: which event this is, how it stands, and what can be done with it."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from core.outgoing.resend import NO_LINKS, Links
from desktop import theme
from desktop.inspector.case import Case
from desktop.inspector.document import Document, in_slices
from desktop.widgets.controls import busy, button, label, tool
from desktop.widgets.layout import col, row
from desktop.widgets.status import Pill
from desktop.words import ago, bare_url, clock, plain_tip

LONGEST_TARGET = 48
MOST_LINKS = 3
LINE = 17
"""How high a link is: the line of words is never lower, so that nothing moves where links come and go."""


class Head(QWidget):
    """Says what is looked at; its buttons go on to other rows, copy and send."""

    linked = Signal(int)
    """The id of a row that this one was made from, or that was made from it."""

    def __init__(self) -> None:
        super().__init__()
        self._title, self.pill = label(role="title", cut=True), Pill("PENDING")
        self.pill.hide()
        self._words = label(role="hint", cut=True)
        self._words.setMinimumHeight(theme.current().px(LINE))
        self.newer_button = tool("caret-up", "Newer event (Alt+Up)")
        self.older_button = tool("caret-down", "Older event (Alt+Down)")
        self.copy_button = button("Copy", icon="copy")
        self.copy_button.setAccessibleName("Copy the payload")
        self.send_button = button("Send again", icon="arrow-counter-clockwise")
        self.more_button = tool("dots-three-bold", "More to do with this event")
        self._shown_links = NO_LINKS
        self._links = row(gap=4)
        words = col(row(self._title, 4, self.pill, None), row(self._words, self._links, None), gap=4)
        steps = row(self.newer_button, self.older_button, self.more_button, gap=0)
        self.setLayout(row(words, None, steps, self.copy_button, self.send_button, margins=(16, 16, 16, 8)))

    def show_case(self, case: Case, now: int) -> None:
        """Show what a case is about."""
        self._title.setText(case.row.event_type or "Received request")
        self.pill.show_status(case.row.status)
        self.pill.show()
        self.send_button.setVisible(not case.is_received)
        self.show_words(case, now)
        self._show_links(case.links)

    def show_words(self, case: Case, now: int) -> None:
        """Tell where the payload went or came from, and when; ages grow while it is open."""
        shown = case.row
        target = bare_url(shown.target_url or "") if not case.is_received else shown.plugin_id or ""
        verb = "Received" if case.is_received else "Emitted"
        when = f"{verb} {clock(shown.date, now)}, {ago(shown.date, now)}"
        self._words.setText("  ·  ".join((_shortened(target), when, f"event {shown.id}")))
        self._words.setToolTip(plain_tip(shown.target_url or target))

    def _show_links(self, links: Links) -> None:
        """Offer the rows that hang together with this one."""
        if links == self._shown_links:
            return
        self._shown_links = links
        while item := self._links.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        found = [("Edited from", links.original)] if links.original else []
        for words, log_id in [*found, *(("Resent as", each) for each in links.resent[:MOST_LINKS])]:
            link = button(f"{words} event {log_id}", "link")
            link.setProperty("role", "small")
            link.setFont(theme.current().font("small"))
            link.clicked.connect(partial(self.linked.emit, log_id))
            self._links.addWidget(link)


async def copy_whole(document: Document, pressed: QPushButton) -> None:
    """Copy a whole payload, as it came."""
    parts: list[str] = []
    with busy(pressed, "Copying…"):
        await in_slices(document.decode(parts))
    QGuiApplication.clipboard().setText("".join(parts))


def _shortened(target: str) -> str:
    """Return an address with its middle left out, where it is too long for the head."""
    half = LONGEST_TARGET // 2
    return target if len(target) <= LONGEST_TARGET else f"{target[:half]}…{target[-half:]}"
