"""How deliveries to a webhook are sent: its retries and when they would be, its limits, and their order."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from core.outgoing.pace import AT_ONCE_EACH
from core.outgoing.retry import SHORT, STANDARD
from core.outgoing.sending import LONGEST_TIMEOUT, Sending
from core.store.database import Store
from desktop.forms.authority_field import AuthorityField
from desktop.forms.delivery_draft import NUMBERS, DeliveryDraft, attempts_words, delivery_draft_of, summary
from desktop.widgets.controls import button, label
from desktop.widgets.fields import Field
from desktop.widgets.layout import col, holder, row
from desktop.widgets.switch import Segments
from desktop.words import capital

TIMEOUT = f"For the whole answer. At most {LONGEST_TIMEOUT}."
AT_ONCE = f"Deliveries on their way. Empty: {AT_ONCE_EACH}."
PER_SECOND = "Deliveries sent. Empty: no limit."
ORDER = "The next delivery waits until the one before it was delivered or given up."
LONGEST_NUMBER = 6  # characters


class DeliveryField(QWidget):
    """One line that opens into fields. `edited` names the field that the user changed."""

    edited = Signal(str)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._clock = store.clock
        self.open_button = button("Delivery settings", "quiet", name="deliverySettingsButton")
        self.summary = label(role="hint", wrap=True)
        self.retry = Segments([("Standard", STANDARD), ("Short", SHORT)], "retryField", "Retries")
        self.edits = {name: QLineEdit() for name in NUMBERS}
        self.in_order = QCheckBox("Strict order")
        self.authority = AuthorityField(store)
        self._retry = Field("Retries", self.retry, " ", name="retryField")
        self.fields = {
            "timeout_s": Field("Timeout in seconds", self.edits["timeout_s"], TIMEOUT, name="timeoutField"),
            "at_once": Field("Most at once (optional)", self.edits["at_once"], AT_ONCE, name="atOnceField"),
            "per_second": Field(
                "Most a second (optional)", self.edits["per_second"], PER_SECOND, name="perSecondField"
            ),
        }
        self._lay_out()
        self._connect()

    def draft(self) -> DeliveryDraft:
        """Return what the fields hold."""
        timeout_s, at_once, per_second = (self.edits[name].text().strip() for name in NUMBERS)
        numbers = (timeout_s, at_once, per_second)
        order, authorities = self.in_order.isChecked(), self.authority.authorities()
        return DeliveryDraft(self.retry.value(), *numbers, order, authorities)

    def show_sending(self, sending: Sending) -> None:
        """Show settings as they are saved."""
        draft = delivery_draft_of(sending)
        for name in NUMBERS:
            self.edits[name].setText(getattr(draft, name))
        blocked = self.blockSignals(True)
        self.retry.choose(draft.retry)
        self.in_order.setChecked(draft.in_order)
        self.authority.show_authorities(draft.authorities)
        self.blockSignals(blocked)
        self.summary.setText(capital(summary(sending)))
        self._show_attempts()

    def _show_attempts(self) -> None:
        self._retry.set_hint(attempts_words(self.retry.value(), self._clock()))

    def _open(self) -> None:
        self._show_attempts()
        self._body.show()  # first, so that the focus goes on to it
        self._line.hide()

    def _on_retry(self) -> None:
        self._show_attempts()
        self.edited.emit("retry")

    def _connect(self) -> None:
        self.open_button.clicked.connect(self._open)
        self.retry.chosen.connect(self._on_retry)
        self.in_order.toggled.connect(lambda: self.edited.emit("in_order"))
        self.authority.changed.connect(lambda: self.edited.emit("authorities"))
        for name in NUMBERS:
            self.edits[name].textEdited.connect(lambda _text, name=name: self.edited.emit(name))

    def _lay_out(self) -> None:
        for edit in self.edits.values():
            edit.setMaxLength(LONGEST_NUMBER)
        self.in_order.setObjectName("strictOrderCheck")
        self.in_order.setAccessibleName("Strict order")
        self.in_order.setAccessibleDescription(ORDER)
        line = row(self.open_button, self.summary)
        line.setStretch(1, 1)
        self._line = holder(line)
        numbers = row(*(holder(col(field, None)) for field in self.fields.values()), gap=16)
        for at in range(len(self.fields)):
            numbers.setStretch(at, 1)
        order = col(row(self.in_order, None), label(ORDER, "hint", wrap=True), gap=4)
        self._body = holder(col(self._retry, numbers, order, self.authority, gap=12))
        self._body.hide()
        self.setLayout(col(self._line, self._body, gap=0))
