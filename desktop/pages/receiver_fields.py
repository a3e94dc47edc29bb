"""The settings of the receiver: where it listens, and how much it takes."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QSpinBox, QWidget

from core import settings
from core.settings import RANGES, Settings
from desktop import theme
from desktop.widgets.fields import Field, section
from desktop.widgets.layout import col, holder, row, rule

HOST_HINT = "127.0.0.1 lets this machine alone send to the receiver."
OPEN_HINT = "Other machines can then reach the receiver. Give every plugin a provider that signs."
NAMES_HINT = (
    "Host names by which a tunnel calls this receiver. A plugin without verification takes nothing else"
    " from outside."
)
WORDS = {
    "receiver_port": ("Port", "Senders use this port. 8765 unless you change it.", "receiverPortField"),
    "payload_mb": (
        "Largest payload",
        "A larger one is refused, also one that is larger only once it is unpacked.",
        "payloadMbField",
    ),
    "repeat_days": (
        "Repeats are known for",
        "What is sent again within this time is answered, but not kept twice.",
        "repeatDaysField",
    ),
    "received_per_second": (
        "Requests in all",
        "A sender that is too fast is told when to try again.",
        "receivedPerSecondField",
    ),
    "plugin_per_second": (
        "Requests of one plugin",
        "So that one busy sender leaves room for the others.",
        "pluginPerSecondField",
    ),
}
"""The label, the hint and the objectName of each number."""
WHERE = ("receiver_host", "receiver_port", "public_names")
NUMBER_WIDTH, RATE_WIDTH = 110, 150


class ReceiverFields(QWidget):
    """Two sections of the settings' form; the page saves them."""

    def __init__(self) -> None:
        super().__init__()
        self.host, self.names = QLineEdit(), QLineEdit()
        self.names.setPlaceholderText("hooks.example")
        self.numbers = {
            "receiver_port": _number("receiver_port", low=0),  # a range would change what was typed
            "payload_mb": _number("payload_mb", unit=" MB"),
            "repeat_days": _number("repeat_days", unit=" days"),
            "received_per_second": _number("received_per_second", unit=" a second", zero="No limit"),
            "plugin_per_second": _number("plugin_per_second", unit=" a second", zero="No limit"),
        }
        days = self.numbers["repeat_days"]
        days.valueChanged.connect(lambda number: days.setSuffix(" day" if number == 1 else " days"))
        self.fields = {"receiver_host": Field("Host", self.host, HOST_HINT, name="receiverHostField")}
        self.fields["public_names"] = Field(
            "Public names (optional)", self.names, NAMES_HINT, name="publicNamesField"
        )
        for name, (text, hint, object_name) in WORDS.items():
            self.fields[name] = Field(text, self.numbers[name], hint, name=object_name)
        self.setLayout(col(*self._sections(), gap=16))

    def show_settings(self, kept: Settings) -> None:
        """Put what is kept into the fields."""
        self.host.setText(kept.receiver_host)
        self.names.setText(kept.public_names)
        for name, number in self.numbers.items():
            number.setValue(getattr(kept, name))

    def wanted(self) -> dict[str, object]:
        """Return what the fields say, by the names of the settings."""
        numbers = {name: number.value() for name, number in self.numbers.items()}
        texts = {"receiver_host": self.host.text().strip(), "public_names": self.names.text().strip()}
        return {**texts, **numbers}

    def is_open(self) -> bool:
        """Tell whether other machines can reach the host that is typed."""
        return settings.is_open(self.host.text().strip())

    def show_hint(self) -> None:
        """Say under the host who can send to it."""
        self.fields["receiver_host"].set_hint(OPEN_HINT if self.is_open() else HOST_HINT)

    def _sections(self) -> tuple[QWidget, ...]:
        where, what = "Where it waits for webhooks that others send.", "How much it takes, and how fast."
        fields = self.fields
        return (
            section(
                "Receiver",
                where,
                *(fields[name] for name in ("receiver_host", "receiver_port", "public_names")),
            ),
            rule(),
            section(
                "Limits",
                what,
                _pair(fields["payload_mb"], fields["repeat_days"]),
                _pair(fields["received_per_second"], fields["plugin_per_second"]),
            ),
        )


def _number(name: str, *, low: int | None = None, unit: str = "", zero: str = "") -> QSpinBox:
    least, most, _, _ = RANGES[name]
    made = QSpinBox()
    made.setRange(least if low is None else low, most)
    made.setSuffix(unit)
    made.setSpecialValueText(zero)
    made.setGroupSeparatorShown(bool(unit))
    made.lineEdit().setTextMargins(theme.current().px(6), 0, 0, 0)
    made.setFixedWidth(theme.current().px(RATE_WIDTH if zero else NUMBER_WIDTH))
    return made


def _pair(left: QWidget, right: QWidget) -> QWidget:
    layout = row(left, right, gap=24)
    for at, each in enumerate((left, right)):
        layout.setStretch(at, 1)
        layout.setAlignment(each, Qt.AlignmentFlag.AlignTop)  # or a shorter hint lowers its field
    return holder(layout)
