"""Notes in a form that say why a webhook gets nothing, each with the act that mends it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop import theme
from desktop.widgets.controls import button, label
from desktop.widgets.layout import col, holder, row
from desktop.widgets.mark import Picture
from desktop.widgets.notes import Act


class SilentNotes(QWidget):
    """Reasons below each other. They stay as they are, with the focus, while the reasons do."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[tuple[str, str]] = []  # sentences, and the words of their acts
        self._notes: list[QWidget] = []
        self._lines = col(gap=8)
        self.setLayout(self._lines)
        self.hide()

    def reasons(self) -> list[str]:
        """Return the sentences in sight."""
        return [sentence for sentence, _ in self._shown]

    def show_reasons(self, reasons: Sequence[tuple[str, Act | None]]) -> None:
        """Show these sentences and their acts in place of those before."""
        wanted = [(sentence, act.text if act else "") for sentence, act in reasons]
        if wanted == self._shown:
            return
        self._shown = wanted
        for note in self._notes:
            note.hide()
            self._lines.removeWidget(note)
            note.deleteLater()
        self._notes = [_note(sentence, act) for sentence, act in reasons]
        for note in self._notes:
            self._lines.addWidget(note)
        self.setVisible(bool(reasons))


def _note(sentence: str, act: Act | None) -> QWidget:
    words = label(sentence, wrap=True)
    line = row(Picture("warning", 16, "wait"), words, margins=(12, 4, 6, 4))
    line.setStretchFactor(words, 1)
    if act:
        mends = button(act.text)
        mends.clicked.connect(act.run)
        line.addWidget(mends)
    note = holder(line, "note", "wait")
    note.setMinimumHeight(theme.current().px(theme.CONTROL + 8))
    note.setAccessibleName(sentence)
    return note
