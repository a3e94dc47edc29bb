"""One signature of a request: the exact bytes it covers, what is expected and what was given."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from core.lab.report import Shown
from desktop import theme
from desktop.inspector.document import in_slices
from desktop.inspector.rows import ExactRows, HexRows, uncovered
from desktop.inspector.rows_view import RowsView
from desktop.tasks import spawn
from desktop.widgets.controls import combo, copy_button, label, refill
from desktop.widgets.layout import col, holder, mark, restyle, row, rule
from desktop.widgets.switch import Segments
from desktop.words import count, plain_tip

TEXT, HEX = "Text", "Hex"
UNKNOWN = "Only the sender can make it: it holds the private key."
NOT_GIVEN = "None"
UNTOLD = "It takes a secret that fits to tell."


class SignatureView(QWidget):
    """Shows the signatures of a report, one at a time: most requests have one."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Shown, ...] = ()
        self._asymmetric = False
        self.which = combo([("", 0)], "labSignatureChoice", "Signature", 140)
        self.forms = Segments([(TEXT, TEXT), (HEX, HEX)], "labBytesForm", "How the signed bytes are shown")
        self._size = label(role="hint")
        self.bytes = RowsView(ExactRows(b""), "labSignedBytes", "Signed bytes")
        self.expected, self.given = _signature("Expected signature"), _signature("Given signature")
        self._lay_out()
        self.which.currentIndexChanged.connect(self._show)
        self.forms.chosen.connect(self._show)

    def show_signatures(self, shown: Sequence[Shown], *, asymmetric: bool) -> None:
        """Show others; `asymmetric` says that none can be expected, as only the sender can sign."""
        if (tuple(shown), asymmetric) == (self._shown, self._asymmetric):
            return
        self._shown, self._asymmetric = tuple(shown), asymmetric
        refill(self.which, [(f"{at + 1} of {len(shown)}", at) for at in range(len(shown))])
        self.which.setVisible(len(shown) > 1)
        self._show()

    def _show(self) -> None:
        if not self._shown:
            return
        shown = self._shown[max(self.which.currentIndex(), 0)]
        self._size.setText(count(len(shown.content), "byte"))
        self._show_bytes(shown.content)
        self.expected.setText(shown.expected or (UNKNOWN if self._asymmetric else UNTOLD))
        self.given.setText(uncovered(", ".join(shown.offered)) or NOT_GIVEN)
        is_same = any(_bare(text) == _bare(shown.expected) for text in shown.offered)
        tone = "" if not shown.expected else "ok" if is_same else "bad"
        restyle(self.given, "tone", tone)
        for words, name in ((self.expected, "Expected"), (self.given, "Given")):
            words.setAccessibleName(f"{name} signature: {words.text()}")
            words.setToolTip(plain_tip(words.text()))
            words.setCursorPosition(0)

    def _show_bytes(self, content: bytes) -> None:
        if self.forms.value() == HEX:
            self.bytes.show_rows(HexRows(content), content)
            return
        rows = ExactRows(content, ends=True)
        self.bytes.show_rows(rows, content)
        spawn(self._read(rows), self)

    async def _read(self, rows: ExactRows) -> None:
        await in_slices(rows.read(), self.bytes.refresh)
        self.bytes.refresh()

    def _lay_out(self) -> None:
        head = row(label("Signed bytes", "strong"), self._size, self.which, None, self.forms)
        panel = holder(col(self.bytes, gap=0, margins=(1, 1, 1, 1)), "panel")
        panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        lines = (self._line("Expected", self.expected), rule(), self._line("Given", self.given))
        both = holder(col(*lines, gap=0), "panel")
        layout = col(head, gap=8)
        layout.addWidget(panel, 1)
        layout.addWidget(both)
        self.setLayout(layout)

    def _line(self, name: str, words: QLineEdit) -> QWidget:
        title = label(name, "label")
        title.setFixedWidth(title.fontMetrics().horizontalAdvance("Expected") + 16)
        line = row(
            title, words, copy_button(f"Copy the {name.lower()} signature", words.text), margins=(12, 4, 4, 4)
        )
        line.setStretchFactor(words, 1)
        return holder(line)


def _signature(accessible: str) -> QLineEdit:
    """Return a line to read and to copy from: signatures do not break, and some are long."""
    made = QLineEdit()
    mark(made, "bare")
    made.setReadOnly(True)
    made.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    made.setFont(theme.current().font("small", mono=True))
    made.setAccessibleName(accessible)
    made.textChanged.connect(lambda text: made.setToolTip(plain_tip(text)))  # a narrow window cuts it
    return made


def _bare(text: str) -> str:
    """Return a signature without what may differ: base64's padding, and the case of hexadecimal."""
    return text.strip().rstrip("=")
