"""One header of a webhook: its name, its value, and the button that takes it away."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from core.masking import is_secret
from desktop import theme
from desktop.forms.secret_field import SAVED
from desktop.tasks import spawn
from desktop.widgets.controls import tool
from desktop.widgets.layout import restyle, row
from desktop.words import plain_tip

NAME_WIDTH = 200


class HeaderRow(QWidget):
    """The value of a name that tells of credentials is hidden until it is asked for.

    The name of a header that is saved stays: its value is kept under it. `entered` tells of Enter.
    """

    edited = Signal()
    left = Signal()
    entered = Signal()
    removed = Signal()

    def __init__(self, name: str | None, *, reveal: Callable[[str], Awaitable[str]]) -> None:
        """Take the name of a header that is saved, None for a new one, and how its value is fetched."""
        super().__init__()
        self._saved, self._reveal = name, reveal
        self._touched = self._asked = False
        self.name, self.value = QLineEdit(name or ""), QLineEdit()
        self.eye, self.remove = tool("eye", "Show the value"), tool("x", "Remove the header")
        self._lay_out()
        self._connect()
        self._tell()

    def header(self) -> tuple[str, str | None]:
        """Return what the fields hold; None for the saved value."""
        kept = self._saved is not None and not self._touched
        return self.name.text().strip(), None if kept else self.value.text().strip()

    def is_empty(self) -> bool:
        """Return whether nothing was entered yet."""
        return self.header() == ("", "")

    def show_value(self, value: str) -> None:
        """Show the saved value, unless the user has begun another."""
        if not self._touched:
            self.value.setText(value)
            self.value.setPlaceholderText("")

    def mark_wrong(self, *, wrong: bool) -> None:
        """Show whether this is the header that an error is about."""
        for edit in (self.name, self.value):
            restyle(edit, "invalid", wrong)

    def _on_name(self) -> None:
        self._tell()
        self.edited.emit()

    def _on_value(self) -> None:
        self._touched = True
        self.value.setPlaceholderText("")
        self.edited.emit()

    def _on_eye(self) -> None:
        if self._asked:
            self._asked = False
            self._tell()
        else:
            spawn(self._show(), self)

    async def _show(self) -> None:
        if self._saved is not None and not self._touched and not self.value.text():
            self.show_value(await self._reveal(self._saved))
        self._asked = True
        self._tell()

    def _tell(self) -> None:
        """Hide the value and offer the eye if the name says that it is a secret."""
        name, mode = self.name.text().strip().lower(), QLineEdit.EchoMode
        secret = is_secret(name)
        self.value.setEchoMode(mode.Password if secret and not self._asked else mode.Normal)
        self.eye.setVisible(secret)
        words = "Hide the value" if self._asked else "Show the value"
        self.eye.setIcon(theme.current().icon("eye-slash" if self._asked else "eye"))
        self.eye.setToolTip(plain_tip(words))
        self.eye.setAccessibleName(f"{words} of {name}")
        self.value.setAccessibleName(f"Value of {name}" if name else "Value of the header")
        self.remove.setAccessibleName(f"Remove {name}" if name else "Remove the header")

    def _lay_out(self) -> None:
        self.name.setAccessibleName("Name of the header")
        self.name.setReadOnly(self._saved is not None)
        self.name.setFixedWidth(theme.current().px(NAME_WIDTH))
        self.name.setPlaceholderText("x-shop")
        for edit in (self.name, self.value):
            edit.setFont(theme.current().font("small", mono=True))
        if self._saved is not None:
            self.value.setPlaceholderText(SAVED)
        line = row(self.name, self.value, self.eye, self.remove, gap=4)
        line.setStretch(1, 1)
        self.setLayout(line)

    def _connect(self) -> None:
        self.name.textEdited.connect(self._on_name)
        self.value.textEdited.connect(self._on_value)
        self.value.editingFinished.connect(self.left)
        self.eye.clicked.connect(self._on_eye)
        self.remove.clicked.connect(self.removed)
        for edit in (self.name, self.value):
            edit.returnPressed.connect(self.entered)
