"""The headers of its own that a webhook sends: a line for each, and a button for one more."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.outgoing.headers import MOST
from desktop import theme
from desktop.forms.access_draft import HeaderDraft, wrong_header
from desktop.forms.header_row import NAME_WIDTH, HeaderRow
from desktop.widgets.controls import button, label
from desktop.widgets.layout import col, holder, restyle, row

HINT = "Sent with every delivery beside the desk's own. All values are kept encrypted."


class HeadersField(QWidget):
    """`changed` tells that the user changed a header, `left` that one was filled in, `entered` of Enter."""

    changed = Signal()
    left = Signal()
    entered = Signal()

    def __init__(self, *, reveal: Callable[[str], Awaitable[str]]) -> None:
        """Take `reveal` to fetch the saved value of a name."""
        super().__init__()
        self._reveal = reveal
        self.rows: list[HeaderRow] = []
        self.add_button = button("Add header", icon="plus", name="addHeaderButton")
        self.words = label(HINT, "hint", wrap=True)
        self._lines = col(gap=4)
        self._lay_out()
        self.add_button.clicked.connect(self._on_add)

    def headers(self) -> tuple[HeaderDraft, ...]:
        """Return what the lines hold, without those in which nothing was entered yet."""
        return tuple(each.header() for each in self.rows if not each.is_empty())

    def show_names(self, names: tuple[str, ...]) -> None:
        """Show the headers that are saved, without their values yet."""
        while self.rows:
            self._drop(self.rows[-1])
        for name in names:
            self._add(name)
        self._tell()

    def show_values(self, values: tuple[HeaderDraft, ...]) -> None:
        """Show saved values; None leaves one hidden."""
        found = dict(values)
        for each in self.rows:
            value = found.get(each.header()[0])
            if value is not None:
                each.show_value(value)

    def set_error(self, error: str = "") -> None:
        """Show what is wrong in the hint's place, and at which header."""
        filled = [each for each in self.rows if not each.is_empty()]
        at = wrong_header(self.headers()) if error else None
        for number, each in enumerate(filled):
            each.mark_wrong(wrong=number == at)
        self.words.setText(error or HINT)
        restyle(self.words, "tone", "bad" if error else "")
        self.setAccessibleDescription(self.words.text())

    def error(self) -> str:
        """Return the error that is shown, or nothing."""
        return self.words.text() if self.words.property("tone") == "bad" else ""

    def setFocus(self) -> None:  # type: ignore[override]  # the form puts the focus on what is wrong
        """Put the focus on the header that is wrong, else on the button."""
        filled, at = [each for each in self.rows if not each.is_empty()], wrong_header(self.headers())
        (filled[at].value if at is not None else self.add_button).setFocus()

    def _on_add(self) -> None:
        self._add(None).name.setFocus()
        self._tell()

    def _on_removed(self, line: HeaderRow) -> None:
        self._drop(line)
        self._tell()
        self.add_button.setFocus()
        self.changed.emit()

    def _add(self, name: str | None) -> HeaderRow:
        line = HeaderRow(name, reveal=self._reveal)
        line.edited.connect(self.changed)
        line.left.connect(self.left)
        line.entered.connect(self.entered)
        line.removed.connect(lambda: self._on_removed(line))
        self.rows.append(line)
        self._lines.addWidget(line)
        return line

    def _drop(self, line: HeaderRow) -> None:
        self.rows.remove(line)
        self._lines.removeWidget(line)
        line.hide()
        line.deleteLater()

    def _tell(self) -> None:
        self._titles.setVisible(bool(self.rows))
        self.add_button.setEnabled(len(self.rows) < MOST)

    def _lay_out(self) -> None:
        self.setAccessibleName("Headers")
        name = label("Name", "hint")
        name.setFixedWidth(theme.current().px(NAME_WIDTH))
        self._titles = holder(row(name, label("Value", "hint"), None, gap=4))
        add = row(self.add_button, None)
        self.setLayout(
            col(label("Headers (optional)", "label"), self._titles, self._lines, add, self.words, gap=4)
        )
        self._tell()
