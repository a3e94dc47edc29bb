"""How a webhook signs: the scheme, the kind of its key, the key, and what receivers verify with."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from core.errors import InvalidInput
from core.outgoing.webhook_secrets import generate_secret
from core.outgoing.webhooks import Webhook
from core.signing import keys
from desktop import theme
from desktop.forms.secret_field import SecretField
from desktop.widgets.controls import copy_button
from desktop.widgets.fields import Field
from desktop.widgets.layout import col
from desktop.widgets.switch import Segments

SCHEMES = {
    "nautical": "The marketplace's own scheme, in the header x-nautical-signature.",
    "standard": "Signs id, time and body, so that an old request cannot be passed off as a new one.",
}
SHARED, PAIR = "shared", "pair"
KINDS = {
    SHARED: "Both sides hold the same key (HMAC SHA-256).",
    PAIR: "You sign with a private key, the receiver verifies with its public one (ed25519).",
}
SIGNED = "Signs each payload with HMAC SHA-256, so the receiver can tell that it is yours."
SHARED_KEY = "It starts with whsec_. Enter the same key at the receiver."
PRIVATE_KEY = "It starts with whsk_ and stays here."
PUBLIC_KEY = "Give this one to the receiver: it verifies, and cannot sign."


class SigningField(QWidget):
    """The scheme and the key of a webhook. `changed` tells that the user changed one of them.

    A key that another choice has no use for is replaced by a new one, and comes back with its choice.
    """

    changed = Signal()

    def __init__(self, *, reveal: Callable[[], Awaitable[str]]) -> None:
        """Take `reveal` to fetch the saved secret."""
        super().__init__()
        self._saved: Webhook | None = None
        choices = [("Nautical", "nautical"), ("Standard Webhooks", "standard")]
        self.schemes = Segments(choices, "webhookSchemeField", "Signature")
        self.kinds = Segments([("Shared secret", SHARED), ("Key pair", PAIR)], "keyKindField", "Kind of Key")
        self._scheme = Field("Signature", self.schemes, SCHEMES["nautical"], name="webhookSchemeField")
        self._kind = Field("Kind of Key", self.kinds, KINDS[SHARED], name="keyKindField")
        self.secret = SecretField(
            "Secret Key (optional)", SIGNED, reveal=reveal, generate=self._another, name="secretKeyField"
        )
        self.public_edit = QLineEdit()
        self.public_edit.setReadOnly(True)
        self.public_edit.setFont(theme.current().font("small", mono=True))
        copy = copy_button("Copy the public key", self.public_edit.text)
        self.public = Field("Public Key", self.public_edit, PUBLIC_KEY, (copy,), "publicKeyField")
        self.setLayout(col(self._scheme, self._kind, self.secret, self.public, gap=12))
        self.schemes.chosen.connect(self._on_choice)
        self.kinds.chosen.connect(self._on_choice)
        self.secret.changed.connect(self._on_secret)
        self._show()

    def scheme(self) -> str:
        """Return the scheme that is chosen."""
        return str(self.schemes.value())

    def show_webhook(self, webhook: Webhook | None) -> None:
        """Show how a webhook signs as it is saved; a new one as the marketplace does."""
        self._saved = webhook
        _choose(self.schemes, webhook.scheme if webhook else "nautical")
        _choose(self.kinds, PAIR if webhook and webhook.public_key else SHARED)
        self.secret.forget(saved=webhook is not None and webhook.has_secret)
        self._show()

    def forget_key(self) -> None:
        """Hide the saved key, which is another one than was shown."""
        self.secret.forget(saved=True)
        self._show()

    def _another(self) -> str:
        if self.scheme() == "standard" and self.kinds.value() == PAIR:
            return keys.generate_private()
        return generate_secret(self.scheme())

    def _serves(self) -> bool:
        """Return whether the saved key can stay with what is chosen."""
        saved = self._saved
        if saved is None or not saved.has_secret:
            return False
        if self.scheme() == "nautical":
            return not saved.public_key  # a private key is never shared with a receiver
        return saved.scheme == "standard" and bool(saved.public_key) == (self.kinds.value() == PAIR)

    def _on_choice(self) -> None:
        had_none = self._saved is None or not self._saved.has_secret
        if self._serves():
            self.secret.forget(saved=True)
        elif had_none and self.scheme() == "nautical":
            self.secret.forget(saved=False)
        else:
            self.secret.put(self._another())
        self._show()
        self.changed.emit()

    def _on_secret(self) -> None:
        text = self.secret.secret() or ""
        if text.startswith((keys.SHARED, keys.PRIVATE)):  # what was pasted tells its kind
            _choose(self.kinds, PAIR if keys.is_private(text) else SHARED)
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        """Let words and fields follow what is chosen."""
        is_standard, is_pair = self.scheme() == "standard", self.kinds.value() == PAIR
        self._scheme.set_hint(SCHEMES[self.scheme()])
        self._kind.setVisible(is_standard)
        self._kind.set_hint(KINDS[self.kinds.value()])
        public = self._public_key() if is_standard and is_pair else ""
        self.public.setVisible(bool(public))
        if self.public_edit.text() != public:
            self.public_edit.setText(public)
            self.public_edit.setCursorPosition(0)
        if is_standard:
            self.secret.field.set_text("Private Key" if is_pair else "Secret Key")
            self.secret.field.set_hint(self.secret.consequence() or (PRIVATE_KEY if is_pair else SHARED_KEY))
        else:
            self.secret.field.set_text("Secret Key (optional)")

    def _public_key(self) -> str:
        typed = self.secret.secret()
        if typed is None:
            return self._saved.public_key if self._saved else ""
        try:
            return keys.public_key(typed)
        except InvalidInput:
            return ""


def _choose(segments: Segments, value: object) -> None:
    """Turn to a segment without telling of it."""
    blocked = segments.blockSignals(True)
    segments.choose(value)
    segments.blockSignals(blocked)
