"""The fields of a mapping: its topic, the job it asks for, and an expression for each field of that."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from core.incoming.job_types import tasks
from core.incoming.mapping.topic_mapping import TopicMapping, job_fields
from desktop import theme
from desktop.forms.expression_row import ExpressionRow
from desktop.forms.mapping_draft import Draft, Tried, draft_of, found_words, is_path
from desktop.widgets.controls import combo, label
from desktop.widgets.fields import Field, go_to
from desktop.widgets.layout import col, holder, row, rule

KEEP = "Nothing: keep the payload"
TOPIC = "As the sender says it, such as products/create."
ITEMS = "Where one payload brings several records: the expression for their list."
FIELDS = "Each expression is JMESPath, such as product.title. A field without one stays as it was."


class MappingFields(QWidget):
    """Everything that can be changed of a mapping. `changed` tells that the user did."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.topic_edit, self.items_edit = QLineEdit(), QLineEdit()
        self.topic = Field("Topic", self.topic_edit, TOPIC, name="mappingTopicField")
        self.asks = combo([(KEEP, ""), *((name, name) for name in tasks())], "mappingJobType", "Asks for")
        self.items = Field("List of records (optional)", self.items_edit, ITEMS, name="mappingItemsField")
        self.rows: dict[str, ExpressionRow] = {}
        self._kept: dict[str, str] = {}  # expressions of a job type that was chosen before
        self._told = False  # whether what is missing shows as an error
        self._last = ""  # the field that had the keyboard last
        self._lines, self._rule, self._lead = holder(col(gap=6)), rule(), label(FIELDS, "hint", wrap=True)
        self._lay_out()
        self._connect()

    def draft(self) -> Draft:
        """Return what the fields hold."""
        fields = {name: each.text() for name, each in self.rows.items() if each.text()}
        topic, items = self.topic_edit.text().strip(), self.items_edit.text().strip()
        return Draft(topic, self.asks.currentData(), items, fields)

    def show_mapping(self, mapping: TopicMapping, *, is_new: bool) -> None:
        """Show a mapping as it is saved; the topic of one that exists stays."""
        draft = draft_of(mapping)
        self.topic_edit.setText(draft.topic)
        self.topic_edit.setCursorPosition(0)
        self.topic_edit.setReadOnly(not is_new)
        self.topic.set_hint(TOPIC if is_new else "")
        self.items_edit.setText(draft.items)
        blocked = self.asks.blockSignals(True)
        self.asks.setCurrentIndex(max(self.asks.findData(draft.job_type), 0))
        self.asks.blockSignals(blocked)
        self._kept, self._told = {}, False
        self._make_rows(draft.fields)

    def show_tried(self, tried: Tried) -> None:
        """Show what each expression finds, and what is wrong; what is only missing waits for Save."""
        problems = tried.trial.problems if tried.trial else {}
        for name, each in self.rows.items():
            fault = tried.faults.get(name, "")
            if not each.text():
                each.say("", fault if self._told else "")
            else:
                each.say(found_words(name, tried.trial), fault or problems.get(name, ""))
        is_typed = bool(self.topic_edit.text()) or self._told
        self.topic.set_error(tried.faults.get("topic", "") if is_typed else "")
        self.items.set_error(tried.faults.get("items", "") or problems.get("items", ""))

    def tell_all(self, tried: Tried) -> None:
        """Show every fault beside what was found, and put the keyboard on the first wrong field."""
        self._told = True
        self.show_tried(tried)
        if editor := self._editors().get(next(iter(tried.faults), "")):
            go_to(editor)

    def take_focus(self) -> None:
        """Put the keyboard where something is to be entered first."""
        first = next(iter(self.rows.values()), None)
        target: QWidget = self.topic_edit if not self.topic_edit.isReadOnly() else self.asks
        if first and self.topic_edit.isReadOnly():
            target = first.edit
        target.setFocus()

    def errors(self, tried: Tried) -> int:
        """Return how many parts are wrong by themselves and show it."""
        return sum(1 for name in tried.faults if self._told or name in self._typed())

    def _typed(self) -> set[str]:
        return {name for name, editor in self._editors().items() if editor.text().strip()}

    def _editors(self) -> dict[str, QLineEdit]:
        own = {"topic": self.topic_edit, "items": self.items_edit}
        return own | {name: each.edit for name, each in self.rows.items()}

    def insert(self, path: str) -> None:
        """Put a path into the field that had the keyboard last, else into the first that needs one.

        It takes the place of another path; in a longer expression it goes to where the cursor is.
        """
        empty = (each for each in self.rows.values() if each.wanted.required and not each.text())
        target = self.rows.get(self._last) or next(empty, None)
        if target is not None:
            go_to(target.edit)
            if is_path(target.edit.text()):
                target.edit.selectAll()
            target.edit.insert(path)  # in place of what is selected
            self.changed.emit()

    def _make_rows(self, fields: Mapping[str, str]) -> None:
        """Make a row for each field of the chosen job type."""
        for each in self.rows.values():
            each.hide()
            each.deleteLater()
        wanted = job_fields(self.asks.currentData())
        self.rows = {each.name: ExpressionRow(each) for each in wanted}
        self._last = ""
        for name, made in self.rows.items():
            made.show_text(fields.get(name, ""))
            made.edited.connect(self.changed)
            made.entered.connect(self._on_entered)
            layout = self._lines.layout()
            assert layout is not None
            layout.addWidget(made)
        for part in (self._rule, self._lead, self.items):
            part.setVisible(bool(wanted))

    def _on_entered(self, name: str) -> None:
        self._last = name

    def _on_asks(self) -> None:
        """Take the expressions along to the fields of the same name; the others wait for the way back."""
        self._kept |= {name: each.text() for name, each in self.rows.items() if each.text()}
        self._make_rows(self._kept)
        self.changed.emit()

    def _lay_out(self) -> None:
        mono = theme.current().font("small", mono=True)
        for edit in (self.topic_edit, self.items_edit):
            edit.setFont(mono)
        asks = Field("Asks for", self.asks, "The job that a payload with this topic makes.")
        self.asks.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        top = row(col(self.topic, None), col(asks, None), gap=12)
        top.setStretch(0, 1)
        top.setStretch(1, 1)
        parts = (top, self.items, self._rule, self._lead, 2, self._lines, None)
        self.setLayout(col(*parts, gap=8, margins=(16, 4, 16, 16)))

    def _connect(self) -> None:
        self.topic_edit.textEdited.connect(self.changed)
        self.items_edit.textEdited.connect(self.changed)
        self.asks.currentIndexChanged.connect(self._on_asks)
