"""The choice of a plugin's provider, with plain words on the one that is chosen."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

from core.incoming.plugins import PROVIDERS
from core.signing.names import NAMES
from desktop.forms.provider_words import WORDS
from desktop.widgets.controls import combo
from desktop.widgets.fields import Field
from desktop.widgets.layout import col

LIST_WIDTH = 240


class ProviderChoice(QWidget):
    """One provider of those that work. `chosen` tells that the user took another."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        items = [(NAMES[provider], provider) for provider in PROVIDERS]
        self.list = combo(items, "pluginProviderField", "Provider", LIST_WIDTH)
        self.list.installEventFilter(self)
        self.field = Field("Provider", self.list, " ", name="pluginProviderField")
        self.setLayout(col(self.field, gap=0))
        self.choose(PROVIDERS[0])
        self.list.currentIndexChanged.connect(self._on_chosen)

    def provider(self) -> str:
        """Return the provider that is chosen."""
        return str(self.list.currentData())

    def choose(self, provider: str) -> None:
        """Show another provider as chosen."""
        blocked = self.list.blockSignals(True)
        self.list.setCurrentIndex(self.list.findData(provider))
        self.list.blockSignals(blocked)
        self._show_words()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the wheel scroll the form: over the list it would change the provider unasked."""
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _on_chosen(self) -> None:
        self._show_words()
        self.chosen.emit()

    def _show_words(self) -> None:
        self.field.set_hint(WORDS[self.provider()].senders)
