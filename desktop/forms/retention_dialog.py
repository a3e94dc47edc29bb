"""What the log and the history of records keep: a rule for each status, and what it would delete now."""

from dataclasses import fields

from PySide6.QtWidgets import QDialog, QGridLayout, QSpinBox, QWidget

from core.engine import Engine
from core.log.deleting import Deleted
from core.log.overdue import HISTORY, KINDS, Rule, Rules
from core.log.retention import LIMITS, load_rules, previews, save_rules
from desktop import theme
from desktop.forms.walk import walk
from desktop.paint import status_word
from desktop.tasks import off_ui, spawn
from desktop.widgets.controls import begin, busy, button, label
from desktop.widgets.layout import col, foot, holder, rule
from desktop.words import count, size

NAMES = tuple(each.name for each in fields(Rule))
HEADS = {"days": "Days", "rows": "Number", "megabytes": "MB of payloads"}
ANY = "No limit"
WORDS = (
    "Events that are over can be deleted by themselves, with payload, attempts and job: those older than a"
    " number of days, and the oldest beyond a number of events or megabytes. What is owed, held or worked on"
    " stays, and so does what was received while its repeats are recognised. Of a record's history the newest"
    " change always stays."
)


class RetentionDialog(QDialog):
    """A number for each kind and limit; it tells what would go before it is saved."""

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("retentionDialog")
        self.setWindowTitle("What the log keeps")
        self._store = engine.store
        self._round = 0
        self.numbers = {(kind, name): _number(kind, name) for kind in KINDS for name in NAMES}
        self._goes = {kind: label(role="hint") for kind in KINDS}
        self.words = label(role="hint", wrap=True)
        self.cancel_button = button("Cancel")
        self.save_button = button("Save", "primary", name="saveRetentionButton")
        self._lay_out()
        for each in self.numbers.values():
            each.valueChanged.connect(self._preview)
        self.cancel_button.clicked.connect(self.reject)
        self.save_button.clicked.connect(lambda: begin(self.save_button, self._save, self))
        spawn(self._read(), self)

    def rules(self) -> Rules:
        """Return the rules as they stand in the fields."""
        return {kind: Rule(*(self.numbers[kind, name].value() or None for name in NAMES)) for kind in KINDS}

    async def _read(self) -> None:
        rules = await off_ui(self._store, load_rules, self._store)
        for (kind, name), field in self.numbers.items():
            blocked = field.blockSignals(True)
            field.setValue(getattr(rules[kind], name) or 0)
            field.blockSignals(blocked)
        self._preview()

    def _preview(self) -> None:
        """Count what the fields would delete; an earlier count that is still under way ends."""
        self._round += 1
        spawn(self._look(self._round, self.rules()), self)

    async def _look(self, number: int, rules: Rules) -> None:
        await walk(self._store, previews(self._store, rules), self._show, lambda: number != self._round)
        if number == self._round and not any(rules.values()):
            self.words.setText("Everything is kept.")

    def _show(self, seen: dict[str, Deleted]) -> None:
        for kind, goes in seen.items():
            self._goes[kind].setText(f"{goes.count:,} go now" if goes.count else "none go now")
        self.words.setText(f"{_goes_words(seen)} would be deleted now, and later ones in time.")

    async def _save(self) -> None:
        with busy(self.save_button, "Saving…"):
            await off_ui(self._store, save_rules, self._store, self.rules())
        self.accept()

    def done(self, result: int) -> None:
        """End the counting, too."""
        self._round += 1
        super().done(result)

    def _lay_out(self) -> None:
        px = theme.current().px
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(8))
        for column, name in enumerate(NAMES, start=1):
            grid.addWidget(label(f"{HEADS[name]}, at most", "label"), 0, column)
        for line, kind in enumerate(KINDS, start=1):
            grid.addWidget(label(_word(kind), "strong"), line, 0)
            for column, name in enumerate(NAMES, start=1):
                grid.addWidget(self.numbers[kind, name], line, column)
            grid.addWidget(self._goes[kind], line, len(NAMES) + 1)
        grid.setColumnStretch(len(NAMES) + 1, 1)
        self.setMinimumWidth(px(680))
        title, hint = label("What the log keeps", "title"), label(WORDS, "hint", wrap=True)
        body = col(title, hint, 4, grid, 4, self.words, None, gap=8, margins=(16, 16, 16, 16))
        self.setLayout(col(holder(body), rule(), foot(None, self.cancel_button, self.save_button), gap=0))


def _word(kind: str) -> str:
    return "Record history" if kind == HISTORY else status_word(kind)


def _goes_words(seen: dict[str, Deleted]) -> str:
    """Say what goes: "3 events, 1.2 MB," or "3 events and 7 changes of records, 1.2 MB,"."""
    changes = seen[HISTORY].count
    events = count(sum(each.count for each in seen.values()) - changes, "event")
    more = f" and {count(changes, 'change')} of records" if changes else ""
    return f"{events}{more}, {size(sum(each.size for each in seen.values()))},"


def _number(kind: str, name: str) -> QSpinBox:
    made = QSpinBox()
    made.setRange(0, LIMITS[name][1])
    made.setSpecialValueText(ANY)
    made.setGroupSeparatorShown(True)
    made.setObjectName(f"keep{kind.title()}{name.title()}")
    made.setAccessibleName(f"{_word(kind)}: {HEADS[name]}, at most")
    made.setFixedWidth(theme.current().px(128))
    made.lineEdit().setTextMargins(6, 0, 0, 0)
    return made
