"""The choice of a plugin's provider, with plain words beside each."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from core.incoming.plugins import PROVIDERS
from desktop.widgets.controls import label
from desktop.widgets.layout import Item, col, row


@dataclass(frozen=True, slots=True)
class Words:
    """What people read of a provider: its name, who sends like this, and what its secret key is."""

    name: str
    senders: str
    key: str = ""


WORDS = {
    "nautical": Words(
        "Nautical",
        "Your marketplace, or another Yardarm. It signs the body with a secret key.",
        "Enter the same key here and at the sender. Nothing is taken without it.",
    ),
    "standard": Words(
        "Standard Webhooks",
        "Senders that follow Standard Webhooks. They sign id, time and body.",
        "It starts with whsec_: copy it from the sender, or generate one and enter it there. "
        "A sender that signs with a key pair gives you its public key, which starts with whpk_.",
    ),
    "none": Words("None", "Senders that cannot sign. Nothing tells who sent a request."),
}


class ProviderChoice(QWidget):
    """One provider of those that work. `chosen` tells that the user took another."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pluginProviderField")
        self.setAccessibleName("Provider")
        self.buttons = {provider: _radio(WORDS[provider]) for provider in PROVIDERS}
        self._group = QButtonGroup(self)
        width = max(made.sizeHint().width() for made in self.buttons.values())
        lines: list[Item] = []
        for provider, made in self.buttons.items():
            self._group.addButton(made)
            made.setFixedWidth(width)
            words = label(WORDS[provider].senders, "hint", wrap=True)
            line = row(made, words, gap=12)
            line.setStretchFactor(words, 1)
            lines.append(line)
        self.setLayout(col(*lines, gap=6))
        self.choose(PROVIDERS[0])
        self._group.buttonClicked.connect(self.chosen)

    def provider(self) -> str:
        """Return the provider that is chosen."""
        return next(provider for provider, made in self.buttons.items() if made.isChecked())

    def choose(self, provider: str) -> None:
        """Show another provider as chosen."""
        self.buttons[provider].setChecked(True)


def _radio(words: Words) -> QRadioButton:
    made = QRadioButton(words.name)
    made.setAccessibleName(words.name)
    made.setAccessibleDescription(words.senders)
    return made
