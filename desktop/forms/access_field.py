"""What a webhook sends beside the payload: its authorisation, and headers of its own."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.outgoing.webhooks import Webhook
from desktop.forms.access_draft import BASIC, BEARER, NONE, AccessDraft, access_summary
from desktop.forms.headers_field import HeadersField
from desktop.forms.kept import Kept
from desktop.forms.secret_field import SecretField
from desktop.tasks import Reader
from desktop.widgets.controls import button, label
from desktop.widgets.fields import Field
from desktop.widgets.layout import col, holder, row
from desktop.widgets.switch import Segments
from desktop.words import capital

KINDS = (("None", NONE), ("Basic", BASIC), ("Bearer token", BEARER))
SECRETS = {
    NONE: ("Credentials", ""),
    BASIC: ("User and Password", "Write user:password. It is kept encrypted."),
    BEARER: ("Token", "Without the word Bearer. It is kept encrypted."),
}


class AccessField(QWidget):
    """One line that opens into fields. `edited` names the field that the user changed, `left` one left."""

    edited = Signal(str)
    left = Signal(str)

    def __init__(self, kept: Kept) -> None:
        """Take what fetches the saved values."""
        super().__init__()
        self._kept = kept
        self._saved_kind = NONE
        self.open_button = button("Authorisation and headers", "quiet", name="accessButton")
        self.summary = label(role="hint", wrap=True)
        self.kinds = Segments(KINDS, "authorizationField", "Authorisation")
        self.secret = SecretField(
            *SECRETS[BASIC], reveal=kept.credentials, name="credentialsField", what="credentials"
        )
        self.headers = HeadersField(reveal=kept.header)
        self._reader = Reader(self._show_values, self)
        self._lay_out()
        self._connect()

    def draft(self) -> AccessDraft:
        """Return what the fields hold."""
        kind, typed = self.kinds.value(), self.secret.secret()
        is_saved = typed is None and kind == self._saved_kind
        credentials = None if kind == NONE or is_saved else typed or ""
        return AccessDraft(kind, credentials, self.headers.headers())

    def show_webhook(self, webhook: Webhook | None) -> None:
        """Show what is saved, without the values."""
        self._saved_kind = webhook.authorization if webhook else NONE
        blocked = self.blockSignals(True)
        self.kinds.choose(self._saved_kind)
        self._show_kind()
        self.headers.show_names(webhook.header_names if webhook else ())
        self.blockSignals(blocked)
        self.summary.setText(capital(access_summary(webhook)))
        if not self._body.isHidden():
            self._reader.ask()

    def _open(self) -> None:
        self._body.show()  # first, so that the focus goes on to it
        self._line.hide()
        self._reader.ask()

    async def _show_values(self) -> None:
        self.headers.show_values(await self._kept.headers())

    def _on_kind(self) -> None:
        self._show_kind()
        self.edited.emit("authorization")

    def _show_kind(self) -> None:
        kind = self.kinds.value()
        text, hint = SECRETS[kind]
        self.secret.setVisible(kind != NONE)
        self.secret.field.set_text(text)
        self.secret.forget(saved=kind != NONE and kind == self._saved_kind)
        self.secret.field.set_hint(hint)

    def _connect(self) -> None:
        self.open_button.clicked.connect(self._open)
        self.kinds.chosen.connect(self._on_kind)
        self.secret.changed.connect(lambda: self.edited.emit("authorization"))
        self.secret.edit.editingFinished.connect(lambda: self.left.emit("authorization"))
        self.headers.changed.connect(lambda: self.edited.emit("headers"))
        self.headers.left.connect(lambda: self.left.emit("headers"))

    def _lay_out(self) -> None:
        line = row(self.open_button, self.summary)
        line.setStretch(1, 1)
        self._line = holder(line)
        kind = Field("Authorisation", self.kinds, name="authorizationField")
        self._body = holder(col(kind, self.secret, self.headers, gap=12))
        self._body.hide()
        self.setLayout(col(self._line, self._body, gap=0))
