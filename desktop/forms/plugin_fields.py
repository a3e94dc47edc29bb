"""The fields of a plugin's form: what they hold, and which errors are shown beside them."""

from collections.abc import Awaitable, Callable, Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from core.incoming.plugins import UNVERIFIED, WITHOUT_SECRET, Plugin, suggested_id
from core.outgoing.webhook_secrets import generate_secret
from desktop import theme
from desktop.forms.plugin_draft import Draft, draft_of, faults_of
from desktop.forms.provider_choice import ProviderChoice
from desktop.forms.provider_fields import ProviderFields
from desktop.forms.provider_words import WORDS
from desktop.forms.secret_field import SecretField
from desktop.forms.silent import SilentNotes
from desktop.widgets.fields import Field, go_to, section
from desktop.widgets.layout import col, row, rule

PLUGIN = "Where webhooks come from."
NEW_ID = "The sender's URL ends in it. It cannot be changed later."
FIXED_ID = "Fixed, because the sender's URL ends in it."
SELLER = "The account that these webhooks are for. Their jobs carry its name."
VERIFICATION = "Proves who sent a request."
STATUS = "Not active, it takes nothing: its sender is answered 404."
UNVERIFIED_NOTE = (
    "Whoever can reach this plugin's URL can make jobs: every program on this machine, and other machines "
    "if the receiver is open to them. Choose this only for a sender that cannot sign."
)
KEY_GOES = "Saving removes the secret key."


class PluginFields(QWidget):
    """Name, id, seller, verification and status. `changed` tells that the user changed one of them.

    An error shows when its field was left with something in it, and then while it is typed away.
    """

    changed = Signal()

    def __init__(self, *, reveal: Callable[[], Awaitable[str]], more: Sequence[QWidget]) -> None:
        """Take `reveal` to fetch the saved secret, and sections that stand before the last one."""
        super().__init__()
        self._saved: Plugin | None = None
        self._taken: Collection[str] = ()
        self._follows = True  # the id is made from the name until the user types one
        self._told: set[str] = set()  # the fields whose errors are shown
        self.name_edit, self.id_edit, self.seller_edit = QLineEdit(), QLineEdit(), QLineEdit()
        self.name = Field("Name", self.name_edit, name="pluginNameField")
        self.id = Field("Plugin ID", self.id_edit, NEW_ID, name="pluginIdField")
        self.seller = Field("Seller (optional)", self.seller_edit, SELLER, name="pluginSellerField")
        self.provider, self.options = ProviderChoice(), ProviderFields()
        self.secret = SecretField(
            "Secret Key",
            "",
            reveal=reveal,
            generate=lambda: generate_secret(self.provider.provider()),
            name="pluginSecretField",
        )
        self.unverified = SilentNotes()
        self.active = QCheckBox("Plugin is active")
        self._lay_out(more)
        self._connect()

    def draft(self) -> Draft:
        """Return what the fields hold."""
        return Draft(
            self.name_edit.text().strip(),
            self.id_edit.text().strip(),
            self.seller_edit.text().strip(),
            self.provider.provider(),
            self.secret.secret() if self.provider.provider() not in WITHOUT_SECRET else None,
            self.active.isChecked(),
            self.options.options(),
        )

    def faults(self) -> dict[str, str]:
        """Return what is wrong, by field, whether it is shown or not."""
        return faults_of(self.draft(), self._saved, self._taken)

    def allow(self, taken: Collection[str]) -> None:
        """Say which ids a new plugin cannot have."""
        self._taken = taken
        self._show_errors()

    def show_plugin(self, plugin: Plugin | None) -> None:
        """Show a plugin as it is saved, or the empty fields of a new one."""
        draft = draft_of(plugin)
        self._saved, self._follows = plugin, plugin is None
        self._told.clear()
        for edit, text in (
            (self.name_edit, draft.name),
            (self.id_edit, draft.id),
            (self.seller_edit, draft.seller),
        ):
            if edit.text() != text:
                edit.setText(text)
        self.id_edit.setReadOnly(plugin is not None)
        self.id.set_hint(FIXED_ID if plugin else NEW_ID)
        self.provider.choose(draft.provider)
        self.options.show_options(draft.options)
        blocked = self.active.blockSignals(True)
        self.active.setChecked(draft.is_active)
        self.active.blockSignals(blocked)
        self.secret.forget(saved=plugin is not None and plugin.has_secret)
        self._show_provider()
        self._show_errors()

    def tell_all(self) -> None:
        """Show every error, and put the focus on the first wrong field."""
        faults = self.faults()
        self._told = set(faults)
        self._show_errors()
        if faults:
            go_to(self._fields()[next(iter(faults))].editor)

    def field_names(self) -> Collection[str]:
        """Return the fields that an error may stand beside."""
        return self._fields().keys()

    def tell(self, field: str, words: str) -> None:
        """Show an error that the store found."""
        self._fields()[field].set_error(words)
        go_to(self._fields()[field].editor)

    def errors(self) -> int:
        """Return how many errors are shown."""
        return len(self._told & set(self.faults()))

    def _show_errors(self) -> None:
        faults = self.faults()
        self._told &= set(faults)
        for name, field in self._fields().items():
            field.set_error(faults[name] if name in self._told else "")

    def _fields(self) -> dict[str, Field]:
        own = {"name": self.name, "id": self.id, "seller": self.seller, "secret": self.secret.field}
        return own | self.options.fields

    def _show_provider(self) -> None:
        """Show what the chosen provider asks for; the saved secret is of no use to another."""
        provider, saved = self.provider.provider(), self._saved
        needs_key = provider not in WITHOUT_SECRET
        is_same = saved is not None and saved.provider == provider
        if self.secret.secret() is None:
            self.secret.forget(saved=is_same and saved is not None and saved.has_secret)
        self.options.show_provider(provider)
        self.secret.setVisible(needs_key)
        self.secret.make.setVisible(not WORDS[provider].makes)
        self._show_hint()
        goes = [KEY_GOES] if saved and saved.has_secret and not needs_key else []
        notes = [UNVERIFIED_NOTE, *goes] if provider == UNVERIFIED else goes
        self.unverified.show_reasons([(" ".join(notes), None)] if notes else [])

    def _show_hint(self) -> None:
        """Say what the key is, in place of what the field says of webhooks."""
        words = WORDS[self.provider.provider()]
        self.secret.field.set_text(words.secret)
        self.secret.field.set_hint(words.key)

    def _lay_out(self, more: Sequence[QWidget]) -> None:
        self.id_edit.setFont(theme.current().font("small", mono=True))
        self.active.setObjectName("pluginActiveCheck")
        self.active.setAccessibleName("Plugin is active")
        names = row(col(self.name, None), self.id, gap=12)
        names.setStretch(0, 1)
        names.setStretch(1, 1)
        parts = (
            section("Plugin", PLUGIN, names, self.seller),
            rule(),
            section("Verification", VERIFICATION, self.provider, self.secret, self.options, self.unverified),
            rule(),
            *more,
            rule(),
            section("Plugin Status", STATUS, row(self.active, None)),
        )
        self.setLayout(col(*parts, gap=14))

    def _connect(self) -> None:
        self.name_edit.textEdited.connect(self._on_name_edited)
        self.id_edit.textEdited.connect(self._on_id_edited)
        self.seller_edit.textEdited.connect(self._on_edited)
        self.provider.chosen.connect(self._on_provider)
        self.secret.changed.connect(self._on_secret)
        self.active.toggled.connect(self._on_edited)
        self.options.edited.connect(self._on_edited)
        self.options.left.connect(lambda name: self._on_left(name, self.options.edits[name]))
        for name in ("name", "id", "seller", "secret"):
            edit = self._fields()[name].editor
            assert isinstance(edit, QLineEdit)
            edit.editingFinished.connect(lambda name=name, edit=edit: self._on_left(name, edit))

    def _on_edited(self) -> None:
        self._show_errors()
        self.changed.emit()

    def _on_name_edited(self, text: str) -> None:
        if self._follows:
            self.id_edit.setText(suggested_id(text, self._taken) if text.strip() else "")
        self._on_edited()

    def _on_id_edited(self, text: str) -> None:
        self._follows = not text  # an emptied one is suggested again
        self._on_edited()

    def _on_provider(self) -> None:
        self._told -= {"secret", *self.options.fields}
        self._show_provider()
        self._on_edited()

    def _on_secret(self) -> None:
        if not self.secret.edit.text():  # it was emptied, and without one nothing can be verified
            self._told.add("secret")
        self._show_hint()
        self._on_edited()

    def _on_left(self, name: str, edit: QLineEdit) -> None:
        """Show what is wrong with a field that was filled in; an empty one is only missing yet."""
        if edit.text():
            self._told.add(name)
            self._on_edited()
