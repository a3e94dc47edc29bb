"""A secret key: hidden, shown on demand, generated, copied. What is saved is fetched only when asked for."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop import theme
from desktop.tasks import spawn
from desktop.widgets.controls import COPIED_MS, tool
from desktop.widgets.fields import Field
from desktop.widgets.layout import col
from desktop.words import plain_tip

SAVED = "●" * 20
REMOVED = "Saving removes the key: what is sent then carries no signature."
REPLACED = "Saving replaces the key at once. Rotating it instead lets the old one go on for a while."


class SecretField(QWidget):
    """A field for a secret. `changed` tells that the user typed or generated another.

    An empty field that nobody touched stands for the saved secret; one that was emptied removes it.
    """

    changed = Signal()

    def __init__(
        self,
        text: str,
        hint: str,
        *,
        reveal: Callable[[], Awaitable[str]],
        generate: Callable[[], str] | None = None,
        name: str = "",
        what: str = "key",
    ) -> None:
        """Take `reveal` to fetch the saved secret, and `generate` to make one where it can be made here.

        `name` is the objectName, `what` the secret in a word.
        """
        super().__init__()
        self._reveal, self._generate, self._hint, self._what = reveal, generate, hint, what
        self._saved, self._touched = False, False
        self.edit = QLineEdit()
        self.edit.setFont(theme.current().font("small", mono=True))
        self.eye = tool("eye", f"Show the {what}")
        self.make = tool("arrows-clockwise", f"Generate a new {what}")
        self.copy = tool("copy", f"Copy the {what}")
        made = (self.make,) if generate else ()
        self.field = Field(text, self.edit, hint, (self.eye, *made, self.copy), name)
        self.setLayout(col(self.field, gap=0))
        self.eye.clicked.connect(self._on_eye)
        self.make.clicked.connect(self._on_make)
        self.copy.clicked.connect(lambda: spawn(self._copy(), self))
        self.edit.textEdited.connect(self._on_edited)
        self.forget(saved=False)

    def secret(self) -> str | None:
        """Return the new secret, an empty one to remove it, or None to keep what is saved."""
        return self.edit.text() if self._touched else None

    def forget(self, *, saved: bool) -> None:
        """Empty and hide the field; `saved` says whether there is a secret in the vault."""
        self._saved, self._touched = saved, False
        self.edit.clear()
        self.edit.setPlaceholderText(SAVED if saved else "")
        self.field.set_error()
        self.field.set_hint(self._hint)
        self._show_text(shown=False)
        self.copy.setEnabled(saved)

    def put(self, secret: str) -> None:
        """Show another secret, as if the user had typed it."""
        self.edit.setText(secret)
        self._show_text(shown=True)
        self._on_edited()

    def consequence(self) -> str:
        """Return what saving does to a saved key; nothing where it stays, or was not generated here."""
        if not (self._saved and self._touched and self._generate):
            return ""
        return REPLACED if self.edit.text() else REMOVED

    def _on_edited(self) -> None:
        self._touched = True
        self.edit.setPlaceholderText("")
        self.field.set_error()
        self.field.set_hint(self.consequence() or self._hint)
        self.copy.setEnabled(bool(self.edit.text()))
        self.changed.emit()

    def _on_eye(self) -> None:
        if self.edit.echoMode() == QLineEdit.EchoMode.Normal:
            self._show_text(shown=False)
        else:
            spawn(self._show(), self)

    def _on_make(self) -> None:
        if self._generate:
            self.put(self._generate())

    async def _show(self) -> None:
        if self._saved and not self._touched and not self.edit.text():
            self.edit.setText(await self._reveal())
        self._show_text(shown=True)

    async def _copy(self) -> None:
        waiting = self._saved and not self._touched
        QGuiApplication.clipboard().setText(await self._reveal() if waiting else self.edit.text())
        self.copy.setIcon(theme.current().icon("check", "ok"))
        QTimer.singleShot(COPIED_MS, self, lambda: self.copy.setIcon(theme.current().icon("copy")))

    def _show_text(self, *, shown: bool) -> None:
        mode = QLineEdit.EchoMode
        self.edit.setEchoMode(mode.Normal if shown else mode.Password)
        words = f"{'Hide' if shown else 'Show'} the {self._what}"
        self.eye.setIcon(theme.current().icon("eye-slash" if shown else "eye"))
        self.eye.setToolTip(plain_tip(words))
        self.eye.setAccessibleName(words)
