"""How long the log keeps what is over: a rule for each status, and what it would delete now."""

from dataclasses import fields

from PySide6.QtWidgets import QDialog, QGridLayout, QSpinBox, QWidget

from core.engine import Engine
from core.log.deleting import Deleted
from core.log.retention import LIMITS, STATUSES, Rule, Rules, load_rules, previews, save_rules
from desktop import theme
from desktop.forms.walk import walk
from desktop.paint import status_word
from desktop.tasks import off_ui, spawn
from desktop.widgets.controls import begin, busy, button, label
from desktop.widgets.layout import col, holder, row, rule
from desktop.words import count, size

NAMES = tuple(each.name for each in fields(Rule))
HEADS = {"days": "Days", "rows": "Events", "megabytes": "MB of payloads"}
ANY = "Any"
WORDS = (
    "What is over can be deleted by itself, with its payload, attempts and job: what is older than so many"
    " days, and the oldest of what is more than so many events or megabytes. What is owed, held or worked on"
    " stays, and what was received stays as long as repeats of it are recognised."
)


class RetentionDialog(QDialog):
    """A number for each status and limit; it tells what would go before it is saved."""

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("retentionDialog")
        self.setWindowTitle("What the log keeps")
        self._store = engine.store
        self._round = 0
        self.numbers = {(status, name): _number(status, name) for status in STATUSES for name in NAMES}
        self._goes = {status: label(role="hint") for status in STATUSES}
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
        return {
            status: Rule(*(self.numbers[status, name].value() or None for name in NAMES))
            for status in STATUSES
        }

    async def _read(self) -> None:
        rules = await off_ui(self._store, load_rules, self._store)
        for (status, name), field in self.numbers.items():
            blocked = field.blockSignals(True)
            field.setValue(getattr(rules[status], name) or 0)
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
        for status, goes in seen.items():
            self._goes[status].setText(f"{goes.count:,} go now" if goes.count else "none go now")
        number, total = (sum(each.count for each in seen.values()), sum(each.size for each in seen.values()))
        self.words.setText(
            f"{count(number, 'event')}, {size(total)}, would be deleted now, and later ones in time."
        )

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
        for line, status in enumerate(STATUSES, start=1):
            grid.addWidget(label(status_word(status), "strong"), line, 0)
            for column, name in enumerate(NAMES, start=1):
                grid.addWidget(self.numbers[status, name], line, column)
            grid.addWidget(self._goes[status], line, len(NAMES) + 1)
        grid.setColumnStretch(len(NAMES) + 1, 1)
        self.setMinimumWidth(px(680))
        title, hint = label("What the log keeps", "title"), label(WORDS, "hint", wrap=True)
        body = col(title, hint, 4, grid, 4, self.words, None, gap=8, margins=(16, 16, 16, 16))
        foot = row(None, self.cancel_button, self.save_button, margins=(16, 8, 16, 8))
        self.setLayout(col(holder(body), rule(), holder(foot, "chrome"), gap=0))


def _number(status: str, name: str) -> QSpinBox:
    made = QSpinBox()
    made.setRange(0, LIMITS[name][1])
    made.setSpecialValueText(ANY)
    made.setGroupSeparatorShown(True)
    made.setObjectName(f"keep{status.title()}{name.title()}")
    made.setAccessibleName(f"{status_word(status)}: {HEADS[name]}, at most")
    made.setFixedWidth(theme.current().px(128))
    made.lineEdit().setTextMargins(6, 0, 0, 0)
    return made
