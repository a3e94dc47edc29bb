"""Offers what the last word of a line may become, while somebody types it."""

from collections.abc import Callable

from PySide6.QtCore import QStringListModel, Slot
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QStyledItemDelegate

from desktop.widgets.layout import mark


class LastWordCompleter(QCompleter):
    """A list below a line. Enter or a click puts what is chosen in the place of the last word."""

    def __init__(self, edit: QLineEdit, offers: Callable[[str], list[str]]) -> None:
        """`offers` gives what the last word of a text may become, best first."""
        super().__init__(edit)
        self._edit, self._offers = edit, offers
        self._words = QStringListModel(self)
        self.setModel(self._words)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setWidget(edit)
        self._list = QListView()
        self.setPopup(self._list)
        self._list.setItemDelegate(QStyledItemDelegate(self._list))  # the completer's own ignores `::item`
        self._list.setAccessibleName("Suggestions")
        mark(self._list, "offers")
        edit.textEdited.connect(self._on_edited)
        self.activated.connect(self._on_chosen)

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        found = self._offers(text) if self._edit.cursorPosition() == len(text) else []
        self._words.setStringList(found)
        if found:
            self.complete()
        else:
            self._list.hide()

    @Slot(str)
    def _on_chosen(self, word: str) -> None:
        before = self._edit.text().rpartition(" ")[0]
        text = f"{before} {word}" if before else word
        self._edit.setText(text)
        if word.endswith(":"):  # its values are next
            self._on_edited(text)
