"""The left side of the lab: the request that is looked into, and how it should prove its origin."""

from dataclasses import asdict

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from core.incoming.plugins import WITHOUT_SECRET
from core.incoming.provider_options import USED, check_option
from core.lab.captured import Captured
from core.lab.examine import Asked
from core.lab.report import Subject
from core.signing import Options
from core.store.database import Store
from desktop import theme
from desktop.forms.fault import fault
from desktop.forms.provider_choice import ProviderChoice
from desktop.forms.provider_fields import ProviderFields
from desktop.forms.provider_words import WORDS
from desktop.lab.body_field import BodyField
from desktop.widgets.controls import text_box, tool
from desktop.widgets.fields import Field
from desktop.widgets.layout import col
from desktop.words import clock, plain_tip

PROVING = ("public_url", "header", "algorithm")
"""The options that count when a signature is checked."""
HEADERS_HIGH, BODY_HIGH = 128, 132
HEADERS = "One a line, as in Stripe-Signature: t=…, or as JSON."
NOT_KEPT = "It is used for this check and not kept."
OWN = "Empty: the plugin's own, which stays hidden."
RECEIVED = "exactly as received"


class RequestSide(QWidget):
    """Provider, secret, what the provider is told, headers and body. `changed` tells of each edit."""

    changed = Signal()

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._captured: Captured | None = None
        self._at: int | None = None
        self.provider, self.options, self.body = ProviderChoice(), ProviderFields(PROVING), BodyField(store)
        self.secret_edit, self.headers_edit = QLineEdit(), text_box()
        self.eye = tool("eye", "Show the secret")
        self.secret = Field("Secret Key", self.secret_edit, " ", (self.eye,), "labSecretField")
        self.headers = Field("Headers", self.headers_edit, HEADERS, name="labHeadersField")
        self._lay_out()
        self._connect()
        self.clear()

    def asked(self) -> Asked | None:
        """Return what is to be looked into; None while there is nothing, or an option is wrong."""
        headers, body = self.headers_edit.toPlainText(), self.body.body()
        if not (headers.strip() or body) or self._wrong_options():
            return None
        kept = self._captured
        return Asked(
            self.provider.provider(),
            "" if self.provider.provider() == "none" else self.secret_edit.text(),
            kept.plugin_id if kept else "",
            headers,
            body,
            kept.target if kept else "",
            self._at,
            self.options.options(),
            kept.lost if kept and body is kept.body else "",
        )

    def refused(self) -> str:
        """Return why the receiver refused the request that is shown, as it came; else nothing."""
        return self._captured.refused if self._captured else ""

    def show_captured(self, found: Captured) -> None:
        """Show a request that was kept, to be checked by its plugin's own secret."""
        self._captured, self._at = found, found.at
        self.secret_edit.clear()
        self._show_provider(found.provider)
        self.options.show_options(found.options)
        self._put_headers("\n".join(f"{name}: {value}" for name, value in found.headers))
        self.body.show_body(found.body, RECEIVED)
        self.headers.set_hint(f"Checked as of {clock(found.at, self._store.clock())}, when it came.")

    def show_changed(self, changed: Subject) -> None:
        """Show a request with the one change that makes it verify; a secret that was typed too."""
        self._show_provider(changed.provider)
        self.options.show_options(changed.seen.options)
        if changed.secret:
            self.secret_edit.setText(changed.secret)
        if changed.seen.body != self.body.body():
            self.body.show_body(changed.seen.body, "as it was signed")
        self._at = changed.seen.now
        self.changed.emit()

    def clear(self) -> None:
        """Show nothing, to be pasted into."""
        self._captured, self._at = None, None
        self.secret_edit.clear()
        self.options.show_options(Options())
        self._put_headers("")
        self.body.clear()
        self.headers.set_hint(HEADERS)
        self._show_provider(self.provider.provider())

    def _put_headers(self, text: str) -> None:
        blocked = self.headers_edit.blockSignals(True)
        self.headers_edit.setPlainText(text)
        self.headers_edit.blockSignals(blocked)

    def _show_provider(self, provider: str) -> None:
        self.provider.choose(provider)
        self.options.show_provider(provider)
        words = WORDS[provider]
        self.secret.set_text("Key set" if provider in WITHOUT_SECRET else words.secret)
        self.secret.set_hint(OWN if self._captured else NOT_KEPT)
        self.secret.setVisible(provider != "none")
        self._show_text(shown=False)

    def _wrong_options(self) -> bool:
        """Say beside each option what is wrong with it."""
        texts, used = asdict(self.options.options()), USED.get(self.provider.provider(), ())
        errors = {name: fault(check_option, name, texts[name]) for name in used}
        for name, words in errors.items():
            self.options.fields[name].set_error(words)
        return any(errors.values())

    def _show_text(self, *, shown: bool) -> None:
        mode = QLineEdit.EchoMode
        self.secret_edit.setEchoMode(mode.Normal if shown else mode.Password)
        words = "Hide the secret" if shown else "Show the secret"
        self.eye.setIcon(theme.current().icon("eye-slash" if shown else "eye"))
        self.eye.setToolTip(plain_tip(words))
        self.eye.setAccessibleName(words)

    def _on_provider(self) -> None:
        self._show_provider(self.provider.provider())
        self.changed.emit()

    def _on_eye(self) -> None:
        self._show_text(shown=self.secret_edit.echoMode() == QLineEdit.EchoMode.Password)

    def _connect(self) -> None:
        self.provider.chosen.connect(self._on_provider)
        self.eye.clicked.connect(self._on_eye)
        self.options.edited.connect(self.changed)
        self.secret_edit.textEdited.connect(self.changed)
        self.headers_edit.textChanged.connect(self.changed)
        self.body.changed.connect(self.changed)

    def _lay_out(self) -> None:
        look = theme.current()
        self.headers_edit.setTabChangesFocus(True)
        self.headers_edit.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        for edit in (self.headers_edit, self.secret_edit):
            edit.setFont(look.font("small", mono=True))
        self.headers_edit.setFixedHeight(look.px(HEADERS_HIGH))
        self.body.edit.setMinimumHeight(look.px(BODY_HIGH))
        layout = col(self.provider, self.secret, self.options, self.headers, gap=10)
        layout.addWidget(self.body, 1)
        self.setLayout(layout)
