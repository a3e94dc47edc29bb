"""The row beside another one, an attempt beside the next, or the payload beside its sample."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QStackedWidget, QWidget

from core.errors import DeskError
from core.inspect.comparison import counterparts
from core.inspect.json_diff import Comparison
from core.log.event_log import LogRow
from core.store.database import Store
from desktop import theme
from desktop.inspector.case import Case
from desktop.inspector.compare_choices import OTHER, SAMPLE, THIS, Choice, choices, headings, run, summary
from desktop.inspector.compare_table import CompareTable, Line
from desktop.tasks import Reader, off_ui
from desktop.widgets.controls import combo, label, refill
from desktop.widgets.layout import col, holder, mark, row, rule
from desktop.widgets.notes import Banner, EmptyState

NOTHING_YET = Choice("")
LEAST_CHOICE = 140


class CompareTab(QWidget):
    """Compares what is chosen once it is in sight; times and ids of one request are hidden at first."""

    asked = Signal(int)
    """The node of the payload that the user wants to see in the tree."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        mark(self, "page")
        self._store = store
        self._case: Case | None = None
        self._asked = 0  # a row that the user named
        self._wants_sample = False
        self._known: tuple[int, int] = (0, 0)  # the row and its attempts for which the choices are
        self._offered = dict[str, Choice]()
        self._compared: tuple[int, Choice] = (0, NOTHING_YET)
        self._found = Comparison(())
        self._reader = Reader(self._read, self)
        self.choice = combo([], "compareChoice", "Compare with")
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.choice.setMinimumWidth(theme.current().px(LEAST_CHOICE))
        self.other = QLineEdit()
        self.volatile = QCheckBox("Show times and ids of the request")
        self.table = CompareTable()
        self._summary = label(role="hint", cut=True)
        self.banner = Banner("compareBanner")
        self._empty = EmptyState("columns")
        self._lay_out()
        self.choice.currentIndexChanged.connect(self._on_chosen)
        self.other.returnPressed.connect(self._on_named)
        self.table.opened.connect(self._on_opened)
        self.volatile.toggled.connect(lambda _: self._show())

    def show_case(self, case: Case) -> None:
        """Take another row, or what is new of this one."""
        if self._case and case.row.id != self._case.row.id:
            self._asked = 0
        self._case = case
        if self.isVisible():
            self._reader.ask()

    def compare_with(self, log_id: int) -> None:
        """Compare with a row by its id."""
        self._asked, self._known = log_id, (0, 0)
        self._reader.ask()

    def compare_with_sample(self) -> None:
        """Compare with the sample of the row's event or job type, where it has one."""
        self._wants_sample, self._known = True, (0, 0)
        self._reader.ask()

    def showEvent(self, event: QShowEvent) -> None:
        """Compare when it comes into sight."""
        super().showEvent(event)
        self._reader.ask()

    def _lay_out(self) -> None:
        self.other.setPlaceholderText("Its number")
        self.other.setAccessibleName("The number of the other event")
        self.other.setObjectName("compareOther")
        self.other.setMaxLength(18)
        self.other.hide()
        self.volatile.setAccessibleName(self.volatile.text())
        with_words = label("Compare with", "label")
        tools = holder(
            row(
                with_words,
                self.choice,
                self.other,
                8,
                self.volatile,
                None,
                self._summary,
                margins=(16, 8, 16, 8),
            )
        )
        self.banner.inset(16, 8, 16, 8)
        self._pages = QStackedWidget()
        for page in (self.table, self._empty):
            self._pages.addWidget(page)
        self.setLayout(col(tools, rule(), self.banner, self._pages, gap=0))

    def _on_chosen(self) -> None:
        self.other.setVisible(self._chosen() == OTHER)
        if self._chosen() == OTHER:
            self.other.setFocus()
        self._reader.ask()

    def _on_opened(self, line: Line) -> None:
        """Ask for the place that differs, if it is in this row's payload."""
        is_ours = self._case and headings(self._case.row, self._compared[1])[1] == THIS
        if is_ours and line.difference.node >= 0:
            self.asked.emit(line.difference.node)

    def _chosen(self) -> Choice:
        return self._offered.get(self.choice.currentText(), OTHER)

    def _on_named(self) -> None:
        text = self.other.text().strip()
        if text.isascii() and text.isdigit():
            self.compare_with(int(text))

    async def _read(self) -> None:
        case = self._case
        if case is None:
            return
        await self._offer(case)
        chosen = self._chosen()
        if (case.row.id, chosen) != self._compared:
            found = await self._compare(case.row, chosen)
            self._compared, self._found = (case.row.id, chosen), found
            self._show()

    async def _compare(self, shown: LogRow, chosen: Choice) -> Comparison:
        if chosen == OTHER:
            return Comparison(())
        self._summary.setText("Comparing…")
        try:
            return await off_ui(self._store, run, self._store, shown, chosen)
        except DeskError as error:
            return Comparison((), f"{error.title} {error.advice}")

    async def _offer(self, case: Case) -> None:
        """Fill the choices anew where the row is another one, or has more attempts."""
        known = case.row.id, len(case.attempts)
        if known == self._known:
            return
        found = await off_ui(self._store, counterparts, self._store, case.row)
        self._known = known
        self._offered = choices(case, found, self._asked, self._store.clock())
        refill(self.choice, [(words, words) for words in self._offered])
        if self._asked:
            self.choice.setCurrentIndex(0)
        elif self._wants_sample and SAMPLE in self._offered.values():
            self.choice.setCurrentIndex(list(self._offered.values()).index(SAMPLE))
        self._wants_sample = False
        self.other.setVisible(self._chosen() == OTHER)

    def _show(self) -> None:
        """Show what differs, or say that nothing does."""
        case, choice, found = self._case, self._compared[1], self._found
        if case is None:
            return
        hidden = 0 if self.volatile.isChecked() else sum(each.volatile for each in found.differences)
        shown = [each for each in found.differences if not (hidden and each.volatile)]
        self.table.show_differences(shown, *headings(case.row, choice))
        self._summary.setText(summary(found, choice, hidden=hidden))
        self.banner.dismiss()
        if found.cut:
            self.banner.say("wait", "Not everything could be compared", found.cut, closable=False)
        if choice == OTHER:
            self._empty.say(
                "Name another event", "Its number stands at the head of its inspector and in the log."
            )
        else:
            self._empty.say("Nothing differs", _alike(hidden))
        self._pages.setCurrentIndex(0 if shown or found.cut else 1)


def _alike(hidden: int) -> str:
    if hidden:
        return "Both sides say the same, but for times and ids of the request."
    return "Both sides say the same."
