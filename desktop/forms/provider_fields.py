"""What a plugin's provider needs to be told beside its secret: a field for each, those it has in sight."""

from collections.abc import Collection, Mapping
from dataclasses import asdict

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from core.incoming.provider_options import NAMES, USED
from core.signing import Options, credentials, plain_hmac
from core.signing.plain_hmac import ALGORITHMS
from desktop import theme
from desktop.forms.provider_words import OPTION_WORDS
from desktop.widgets.fields import Field
from desktop.widgets.layout import col, holder, row
from desktop.widgets.switch import Segments

DEFAULT_HEADERS = {"hmac": plain_hmac.HEADER, "header": credentials.HEADER}
BESIDE = ("id_header", "topic_header")
ALGORITHM_NAMES = {"sha1": "SHA-1", "sha256": "SHA-256", "sha512": "SHA-512"}


class ProviderFields(QWidget):
    """The options of one provider. `edited` names the one that the user changed, `left` the one he left."""

    edited = Signal(str)
    left = Signal(str)

    def __init__(self, only: Collection[str] = NAMES) -> None:
        """Take the options that are shown of those that a provider has."""
        super().__init__()
        self._provider, self._only = "none", only
        self.edits = {name: QLineEdit() for name in NAMES if name != "algorithm"}
        choices = [(ALGORITHM_NAMES[name], name) for name in ALGORITHMS]
        self.algorithm = Segments(choices, "pluginAlgorithmField", "Algorithm")
        self.fields = {name: self._field(name) for name in OPTION_WORDS}
        self.setLayout(self._laid_out())
        self.show_options(Options())
        self.algorithm.chosen.connect(lambda: self.edited.emit("algorithm"))
        for name, edit in self.edits.items():
            edit.setFont(theme.current().font("small", mono=True))
            edit.textEdited.connect(lambda _text, name=name: self.edited.emit(name))
            edit.editingFinished.connect(lambda name=name: self.left.emit(name))

    def options(self) -> Options:
        """Return what the fields in sight hold; a header that is not named is the provider's usual one."""
        values = {name: edit.text().strip() for name, edit in self.edits.items()}
        values["algorithm"] = str(self.algorithm.value())
        return Options(**{name: values[name] for name in USED.get(self._provider, ())})

    def show_provider(self, provider: str) -> None:
        """Show the fields of another provider."""
        self._provider = provider
        used = USED.get(provider, ())
        for name, field in self.fields.items():
            field.setVisible(name in used and name in self._only)
        self.edits["header"].setPlaceholderText(DEFAULT_HEADERS.get(provider, ""))
        self.setVisible(bool(used))

    def show_options(self, options: Options) -> None:
        """Show options as they are saved."""
        values: Mapping[str, str] = asdict(options)
        for name, edit in self.edits.items():
            if edit.text() != values[name]:
                edit.setText(values[name])
        blocked = self.blockSignals(True)
        self.algorithm.choose(options.algorithm)
        self.blockSignals(blocked)

    def _laid_out(self) -> QVBoxLayout:
        """Return the fields below each other, but for two short ones of one kind."""
        beside = row(*(holder(col(self.fields[name], None)) for name in BESIDE), gap=12)
        for at in range(len(BESIDE)):
            beside.setStretch(at, 1)
        return col(*(field for name, field in self.fields.items() if name not in BESIDE), beside, gap=8)

    def _field(self, name: str) -> Field:
        words = OPTION_WORDS[name]
        editor = self.algorithm if name == "algorithm" else self.edits[name]
        object_name = f"plugin{name.title().replace('_', '')}Field"
        return Field(words.label, editor, words.hint, name=object_name)
