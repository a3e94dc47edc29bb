"""Making a token for an app: its name is asked for, and the token is shown this once."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from core.errors import InvalidInput
from core.outgoing.apps import App
from core.outgoing.tokens import create_token
from core.store.database import Store
from desktop import theme
from desktop.tasks import off_ui
from desktop.widgets.controls import begin, busy, button, copy_button
from desktop.widgets.fields import Field
from desktop.widgets.layout import col, foot, holder, rule

WIDTH = 520
NAME = "Which program it is for, so that you know later which one to revoke."
ONCE = "Copy it now and give it to the program: it is not shown again."


class TokenDialog(QDialog):
    """Asks for a name; once the token is made, shows it until the dialog is closed."""

    def __init__(self, store: Store, app: App, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tokenDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)  # and the token that it shows goes with it
        self.setWindowTitle(f"New token for “{app.name}”")
        self._store, self._app = store, app
        self.name_edit, self.token_edit = QLineEdit(), QLineEdit()
        self.name = Field("Name", self.name_edit, NAME, name="tokenNameField")
        self.copy = copy_button("Copy the token", self.token_edit.text)
        self.token = Field("Token", self.token_edit, ONCE, (self.copy,), "tokenField")
        self.close_button = button("Cancel")
        self.make_button = button("Make token", "primary", name="makeTokenButton")
        self._lay_out()
        self.close_button.clicked.connect(self.close)
        self.make_button.clicked.connect(self._on_make)
        self.name_edit.textEdited.connect(lambda: self.name.set_error())

    def _lay_out(self) -> None:
        self.setFixedWidth(theme.current().px(WIDTH))
        self.token_edit.setReadOnly(True)
        self.token_edit.setFont(theme.current().font("small", mono=True))
        self.token.hide()
        body = holder(col(self.name, self.token, margins=(16, 16, 16, 16)))
        self.setLayout(col(body, None, rule(), foot(None, self.close_button, self.make_button), gap=0))
        self.make_button.setDefault(True)  # works only once it is within the dialog

    def _on_make(self) -> None:
        begin(self.make_button, self._make, self)

    async def _make(self) -> None:
        store, name = self._store, self.name_edit.text()
        try:
            with busy(self.make_button, "Making…"):
                _, text = await off_ui(store, create_token, store, self._app.id, name=name)
        except InvalidInput as error:
            self.name.set_error(str(error))
            self.name_edit.setFocus()
        else:
            self._show_token(text)

    def _show_token(self, text: str) -> None:
        self.name.hide()
        self.token_edit.setText(text)
        self.token_edit.setCursorPosition(0)
        self.token.show()
        self.make_button.hide()
        self.close_button.setText("Close")
        self.close_button.setAccessibleName("Close")
        self.copy.setFocus()
        self.adjustSize()
