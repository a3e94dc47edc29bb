"""The response to one attempt: its headers and the first of its body."""

import codecs

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedLayout, QWidget

from core.json_index import JsonIndex
from core.log.event_log import Attempt
from desktop import theme
from desktop.inspector.attempt_words import ordinal, times
from desktop.inspector.headers_table import HeadersTable
from desktop.inspector.rows import ExactRows, HexRows, Rows
from desktop.inspector.rows_view import RowsView
from desktop.widgets.controls import button, label
from desktop.widgets.layout import col, holder, mark, row
from desktop.widgets.notes import EmptyState
from desktop.words import size

MOST_HEADERS = 6  # in sight at once
KEPT = 16 * 1024
"""So much of a response is kept."""


class ResponsePanel(QWidget):
    """What an endpoint answered to an attempt, or why it did not."""

    def __init__(self) -> None:
        super().__init__()
        mark(self, "page")
        self._attempt: Attempt | None = None
        self._title = label(role="strong")
        self._times = label(role="hint", cut=True)
        self._size = label(role="hint")
        self.headers = HeadersTable("Response header", "responseHeaders", width=152)
        self.body = RowsView(HexRows(b""), "responseBody", "Body of the response", gutter=0)
        self._empty = EmptyState("paper-plane-tilt")
        copy = button("Copy", "link")
        copy.setAccessibleName("Copy the body of the response")
        copy.clicked.connect(self._copy)
        head = holder(row(self._title, self._times, None, copy, margins=(16, 12, 12, 8)))
        words = holder(row(label("Body", "label"), None, self._size, margins=(16, 8, 16, 0)))
        answer = holder(col(head, self.headers, words, self.body, gap=0))
        self._pages = QStackedLayout(self)
        self._pages.addWidget(answer)
        self._pages.addWidget(self._empty)

    def show_attempt(self, attempt: Attempt | None, why_none: tuple[str, str] = ("", "")) -> None:
        """Show the response to an attempt; for one that was not made a title and a sentence say why."""
        if attempt is not None and attempt == self._attempt:
            return
        self._attempt = attempt
        if attempt is None:
            self._empty.say(*why_none)
        elif attempt.status_code is None:
            why = attempt.error or "The endpoint did not answer"
            self._empty.say("No answer", f"{why}: {times(attempt)}.")
        else:
            self._show_answer(attempt)
        self._pages.setCurrentIndex(0 if attempt and attempt.status_code is not None else 1)

    def _show_answer(self, attempt: Attempt) -> None:
        body, px = attempt.response_body, theme.current().px
        self._title.setText(f"Response to the {ordinal(attempt.number)}")
        self._times.setText(times(attempt).capitalize())
        self.headers.show_headers(attempt.response_headers)
        shown = min(max(len(attempt.response_headers), 1), MOST_HEADERS)
        self.headers.setFixedHeight(px(theme.HEADER) + shown * px(theme.ROW) + 1)
        cut = "the first " if len(body) >= KEPT else ""
        self._size.setText(f"{cut}{size(len(body))}" if body else "empty")
        self.body.show_rows(rows_of(body), body)

    def _copy(self) -> None:
        if self._attempt:
            QGuiApplication.clipboard().setText(self._attempt.response_body.decode("utf-8", "replace"))


def rows_of(body: bytes) -> Rows:
    """Return a response's body, which is small, as coloured text, or in hexadecimal where it is none."""
    if b"\0" in body or not _is_utf8(body):
        return HexRows(body)
    index = JsonIndex(body)
    for _ in index.read():
        pass
    rows = ExactRows(body, index if index.broken is None else None)
    for _ in rows.read():
        pass
    return rows


def _is_utf8(body: bytes) -> bool:
    """Tell whether a body is UTF-8; where only its first part was kept, a character may be cut in two."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        return False
    return True
