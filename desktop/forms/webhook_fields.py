"""The fields of a webhook's form: what they hold, and which errors are shown beside them."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from core.outgoing.sending import DEFAULT
from core.outgoing.webhooks import Webhook
from core.store.database import Store
from desktop import theme
from desktop.forms.access_field import AccessField
from desktop.forms.delivery_draft import NUMBERS
from desktop.forms.delivery_field import DeliveryField
from desktop.forms.events_field import EventsField
from desktop.forms.kept import Kept
from desktop.forms.reach_note import ReachNote
from desktop.forms.signing_field import SigningField
from desktop.forms.silent import SilentNotes
from desktop.forms.trial import Trial
from desktop.forms.webhook_draft import Draft, draft_of, faults_of, may_become_url
from desktop.widgets.fields import Field, go_to, section
from desktop.widgets.layout import Item, col, holder, row, rule

EVENTS = "What sets this webhook off."
URL = "Every event is sent here as a POST request with a JSON body."
DELIVERY = "How deliveries are sent, and when again if they fail."
ACCESS = "What is sent beside the payload."
STATUS = "Nothing is sent while a webhook or its app is inactive."
NAME_WIDTH = 420


class WebhookFields(QWidget):
    """Everything about a webhook. `changed` tells that the user changed a part of it.

    An error shows when its field was left, and while typing once the text cannot become right any more.
    """

    changed = Signal()

    def __init__(self, store: Store, kept: Kept, *, rotation: QWidget, test: Trial) -> None:
        """Take what fetches saved secrets, and the parts that rotate the key and that send a test."""
        super().__init__()
        self._told: set[str] = set()  # the fields whose errors are shown
        self.name_edit, self.url_edit = QLineEdit(), QLineEdit()
        self.name = Field("", self.name_edit, name="webhookNameField")
        self.name_edit.setAccessibleName("Webhook Name")
        self.events = EventsField()
        self.events_notes, self.status_notes = SilentNotes(), SilentNotes()
        self.url = Field("Target URL", self.url_edit, URL, name="targetUrlField")
        self.reach = ReachNote(store)
        self.signing = SigningField(reveal=kept.secret)
        self.secret = self.signing.secret
        self.delivery = DeliveryField(store)
        self.access = AccessField(kept)
        self.active = QCheckBox("Webhook is active")
        self._lay_out(rotation, test)
        self._connect()

    def draft(self) -> Draft:
        """Return what the fields hold."""
        return Draft(
            self.name_edit.text().strip(),
            self.url_edit.text().strip(),
            self.events.events(),
            self.secret.secret(),
            self.active.isChecked(),
            self.signing.scheme(),
            self.delivery.draft(),
            self.access.draft(),
        )

    def faults(self) -> dict[str, str]:
        """Return what is wrong, by field, whether it is shown or not."""
        return faults_of(self.draft())

    def names(self) -> tuple[str, ...]:
        """Return the names of the fields that an error can be shown beside."""
        return tuple(self._shows())

    def show_webhook(self, webhook: Webhook | None, permissions: tuple[str, ...]) -> None:
        """Show a webhook as it is saved, or the empty fields of a new one."""
        draft = draft_of(webhook)
        self._told.clear()
        for edit, text in ((self.name_edit, draft.name), (self.url_edit, draft.target_url)):
            if edit.text() != text:
                edit.setText(text)
        self.events.show_events(draft.events, permissions)
        blocked = self.active.blockSignals(True)
        self.active.setChecked(draft.is_active)
        self.active.blockSignals(blocked)
        self.signing.show_webhook(webhook)
        self.delivery.show_sending(webhook.sending if webhook else DEFAULT)
        self.access.show_webhook(webhook)
        self._show_errors()

    def tell_all(self) -> None:
        """Show every error, and put the focus on the first wrong field."""
        faults = self.faults()
        self._told = set(faults)
        self._show_errors()
        if faults:
            go_to(self._editors()[next(iter(faults))])

    def tell(self, field: str, words: str) -> None:
        """Show an error that the store found."""
        self._shows()[field](words)
        go_to(self._editors()[field])

    def errors(self) -> int:
        """Return how many errors are shown."""
        return len(self._told & set(self.faults()))

    def _show_errors(self) -> None:
        faults = self.faults()
        self.reach.follow("" if "target_url" in faults else self.url_edit.text().strip())
        self._told &= set(faults)
        shown = {field: faults[field] for field in self._told}
        for field, show in self._shows().items():
            show(shown.get(field, ""))

    def _shows(self) -> dict[str, Callable[[str], None]]:
        return {
            "name": self.name.set_error,
            "events": self.events.set_error,
            "target_url": self.url.set_error,
            "secret": self.secret.field.set_error,
            **{name: field.set_error for name, field in self.delivery.fields.items()},
            "authorization": self.access.secret.field.set_error,
            "headers": self.access.headers.set_error,
        }

    def _editors(self) -> dict[str, QWidget]:
        return {
            "name": self.name_edit,
            "events": self.events.tree,
            "target_url": self.url_edit,
            "secret": self.secret.edit,
            **self.delivery.edits,
            "authorization": self.access.secret.edit,
            "headers": self.access.headers,
        }

    def _lay_out(self, rotation: QWidget, test: Trial) -> None:
        self.url_edit.setFont(theme.current().font("small", mono=True))
        self.active.setObjectName("webhookActiveCheck")
        self.active.setAccessibleName("Webhook is active")
        self.name.setFixedWidth(theme.current().px(NAME_WIDTH))
        self.active.setMinimumHeight(theme.current().px(theme.CONTROL))
        test.put_before(self.active)
        parts: list[Item] = [
            section("Webhook Name", "", holder(row(self.name, None)), drop=6),
            rule(),
            section("Webhook Status", STATUS, test, self.status_notes, drop=5),
            rule(),
            section("Events", EVENTS, self.events, self.events_notes),
            rule(),
            section("Connection Information", "", self.url, self.reach, 4, self.signing, rotation),
            rule(),
            section("Delivery", DELIVERY, self.delivery),
            rule(),
            section("Request", ACCESS, self.access),
        ]
        self.setLayout(col(*parts, gap=14))

    def _connect(self) -> None:
        self.name_edit.textEdited.connect(self._on_edited)
        self.url_edit.textEdited.connect(self._on_url_edited)
        self.events.changed.connect(self._on_edited)
        self.signing.changed.connect(self._on_edited)
        self.delivery.edited.connect(self._on_delivery_edited)
        self.access.edited.connect(self._on_edited)
        self.access.left.connect(self._on_access_left)
        self.active.toggled.connect(self._on_edited)
        self.name_edit.editingFinished.connect(lambda: self._on_left("name"))
        self.url_edit.editingFinished.connect(lambda: self._on_left("target_url"))
        self.secret.edit.editingFinished.connect(lambda: self._on_left("secret"))

    def _on_edited(self) -> None:
        self._show_errors()
        self.changed.emit()

    def _on_url_edited(self, text: str) -> None:
        if may_become_url(text):
            self._told.discard("target_url")
        else:
            self._told.add("target_url")
        self._on_edited()

    def _on_delivery_edited(self, field: str) -> None:
        """Show what is wrong with a number at once: typing on does not mend it."""
        if field in NUMBERS:
            self._told.add(field)
        self._on_edited()

    def _on_left(self, field: str) -> None:
        """Show what is wrong with a field that was filled in; an empty one is only missing yet."""
        if self._editors()[field].property("text"):
            self._told.add(field)
            self._on_edited()

    def _on_access_left(self, field: str) -> None:
        self._told.add(field)
        self._on_edited()
