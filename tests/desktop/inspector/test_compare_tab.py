"""What the inspector compares a row with, and how it says what differs."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from core.inspect.json_diff import Comparison, Difference
from core.log.event_log import get_row
from desktop.inspector.compare_choices import SAMPLE, Choice, headings, summary

BEFORE = Choice("row", 2)


def clipboard():
    return QGuiApplication.clipboard().text()


def test_what_differs_from_the_payload_before_is_shown_by_path(inspect, log_body, qtbot):
    before = log_body(b'{"price": "32.00", "updated_at": 1, "weight": 1}')
    made = inspect(b'{"price": "34.50", "updated_at": 2, "new": []}')
    tab = made.tabs.compare_tab
    made.show_tab("Compare")
    qtbot.waitUntil(lambda: tab._summary.text() == "1 value differs, 1 is new, 1 is gone, 1 hidden")
    assert tab.choice.currentText().startswith("The payload before")
    assert [each.difference.path for each in tab.table.rows_model.rows()] == ["$.price", "$.new", "$.weight"]
    assert tab.table.model().headerData(1, Qt.Orientation.Horizontal) == f"Event {before}"
    tab.volatile.click()
    assert len(tab.table.rows_model.rows()) == 4
    tab.table.selectRow(0)
    qtbot.keyClick(tab.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard() == '$.price\t"32.00"\t"34.50"'
    for row, shown in ((3, "Compare"), (2, "Tree")):  # what is gone is not in this tree
        tab.table.setCurrentIndex(tab.table.model().index(row, 0))
        qtbot.keyClick(tab.table, Qt.Key.Key_Return)
        assert made.tabs.name() == shown
    assert made.tree_tab.view.currentIndex().siblingAtColumn(0).data() == "new"


def test_any_other_row_can_be_named_to_compare_with(inspect, log_body, qtbot):
    made = inspect(b'{"a": 1}', event_type="of no catalogue")
    tab = made.tabs.compare_tab
    made.show_tab("Compare")
    qtbot.waitUntil(tab.other.isVisible)
    other = log_body(b'{"a":  1}')
    qtbot.keyClicks(tab.other, f"{other}\r")
    qtbot.waitUntil(lambda: tab.choice.currentText() == f"Event {other}")
    qtbot.waitUntil(lambda: not tab.table.isVisible())
    made.compare_with(99)
    qtbot.waitUntil(lambda: tab.banner.title() == "Not everything could be compared")


def test_a_payload_is_compared_with_its_sample_and_an_attempt_with_the_next(opened, emitted, sink, qtbot):
    made = opened(emitted(500))
    made.show_tab("Compare")
    tab = made.tabs.compare_tab
    qtbot.waitUntil(lambda: tab.choice.currentText() == "The sample of order_created")
    qtbot.waitUntil(lambda: not tab.table.isVisible())
    qtbot.waitUntil(
        lambda: made.tabs.attempts_tab.list.model().rowCount() == 2
    )  # the failed one, and the next
    qtbot.mouseClick(made.head.send_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.choice.findText("Attempts 1 and 2") >= 0)
    tab.choice.setCurrentText("Attempts 1 and 2")
    qtbot.waitUntil(lambda: bool(tab.table.rows_model.rows()))
    assert tab.table.rows_model.row(0).difference.path == "status"


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        (Choice("row", 1), ("Event 1", "This event")),
        (Choice("row", 9), ("This event", "Event 9")),
        (Choice("attempts", 2), ("Attempt 2", "Attempt 3")),
        (SAMPLE, ("Sample", "This event")),
    ],
)
def test_the_earlier_side_stands_at_the_left(still_engine, log_body, choice, names):
    log_body(b"{}")
    log_id = log_body(b"{}")
    with still_engine.store.connection():
        assert headings(get_row(still_engine.store, log_id), choice) == names


@pytest.mark.parametrize(
    ("kinds", "choice", "hidden", "words"),
    [
        ("", BEFORE, 0, ""),
        ("changed", BEFORE, 0, "1 value differs"),
        (
            "changed changed added removed removed",
            BEFORE,
            3,
            "2 values differ, 1 is new, 2 are gone, 3 hidden",
        ),
        ("order", BEFORE, 0, "1 order differs"),
        ("changed removed", SAMPLE, 0, "1 value differs, 1 is missing"),
    ],
)
def test_what_differs_is_counted_in_words(kinds, choice, hidden, words):
    found = Comparison(tuple(Difference("$", kind, "", "") for kind in kinds.split()))
    assert summary(found, choice, hidden=hidden) == words
