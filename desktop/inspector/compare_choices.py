"""What the inspector offers to compare a row with, and what it calls the two sides. Pure, but for `run`."""

from dataclasses import dataclass

from core.inspect.comparison import Counterparts, compare_attempts, compare_rows, compare_with_sample
from core.inspect.json_diff import Budget, Comparison
from core.log.event_log import LogRow
from core.store.database import Store
from desktop.inspector.case import Case
from desktop.words import clock, count


@dataclass(frozen=True, slots=True)
class Choice:
    """The other side: a row by its id, the sample, an attempt by its number, or a row to name."""

    kind: str
    number: int = 0


THIS = "This event"
SAMPLE, OTHER = Choice("sample"), Choice("other")


def choices(case: Case, found: Counterparts, asked: int, now: int) -> dict[str, Choice]:
    """Return what can be chosen, by its words; `asked` is the id of a row that the user named, or 0."""
    made = [(f"Event {asked}", Choice("row", asked))] if asked else []
    for word, row in (("before", found.before), ("after", found.after)):
        if row is not None and row.id != asked:
            made.append((f"The payload {word}, {clock(row.date, now)}", Choice("row", row.id)))
    if found.has_sample:
        made.append((f"The sample of {case.row.event_type}", SAMPLE))
    numbers = [attempt.number for attempt in case.attempts]
    made += [(f"Attempts {number} and {number + 1}", Choice("attempts", number)) for number in numbers[:-1]]
    return dict([*made, ("Another event…", OTHER)])


def run(store: Store, row: LogRow, choice: Choice) -> Comparison:
    """Compare; the earlier side is the old one. Raises DeskError."""
    budget = Budget()
    if choice.kind == "row":
        return compare_rows(store, min(choice.number, row.id), max(choice.number, row.id), budget)
    if choice.kind == "attempts":
        return compare_attempts(store, row.id, choice.number, budget)
    return compare_with_sample(store, row, budget)


def headings(row: LogRow, choice: Choice) -> tuple[str, str]:
    """Return what the old and the new side are called."""
    if choice.kind == "attempts":
        return f"Attempt {choice.number}", f"Attempt {choice.number + 1}"
    if choice.kind == "row" and choice.number > row.id:
        return THIS, f"Event {choice.number}"
    return f"Event {choice.number}" if choice.kind == "row" else "Sample", THIS


def summary(found: Comparison, choice: Choice, *, hidden: int) -> str:
    """Return how many values differ, in words: "5 values differ, 1 is new, 2 hidden".

    What a sample has and the payload has not is missing; what an earlier one had is gone.
    """
    lacks = ("is missing", "are missing") if choice == SAMPLE else ("is gone", "are gone")
    shown = [each.kind for each in found.differences if not (hidden and each.volatile)]
    parts = [
        _counted(shown.count("changed"), "value differs", "values differ"),
        _counted(shown.count("added"), "is new", "are new"),
        _counted(shown.count("removed"), *lacks),
        _counted(shown.count("order"), "order differs", "orders differ"),
        f"{hidden:,} hidden" if hidden else "",
    ]
    return ", ".join(part for part in parts if part)


def _counted(number: int, one: str, many: str) -> str:
    return count(number, one, many) if number else ""
