"""Going on to other rows in the same inspector, and how the next one opens."""

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from core.log.matching import LogFilter
from core.log.stretch import FIRST
from desktop.inspector import steps
from desktop.inspector.payload_inspector import PayloadInspector
from tests.core.made import hook, many


def test_the_rows_around_it_are_a_step_away(inspect, log_body, qtbot):
    older = log_body(b"not JSON", event_type="order_created")
    made = inspect(b'{"a": [1]}')
    log_body(b"[2]", event_type="product_updated")
    newer = log_body(b"[3]", status="FAILED")
    made.activateWindow()
    qtbot.mouseClick(made.head.older_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: made.windowTitle() == f"Payload of event {older}")
    qtbot.waitUntil(lambda: made.text_tab.view.toPlainText() == "not JSON")
    for _ in range(3):
        qtbot.keyClick(made, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        qtbot.wait(1)
    qtbot.waitUntil(lambda: made.tree_tab.view.model().rowCount() == 1)
    made.show_row(newer)
    qtbot.waitUntil(lambda: made.head.pill.accessibleName() == "Status: Failed")
    qtbot.waitUntil(lambda: made.text_tab.view.toPlainText() == "[\n  3\n]")
    qtbot.keyClick(made, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: made.banner.title() == "This is the newest event that the log shows")


def test_several_stand_beside_each_other_and_each_goes_its_own_way(opened_here, log_body, qtbot):
    older, newer = log_body(b"[1]"), log_body(b"[2]")
    first, second = opened_here(newer), opened_here(newer)
    qtbot.mouseClick(second.head.older_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: second.text_tab.view.toPlainText() == "[\n  1\n]")
    assert (first.isVisible(), first.isModal(), first.windowTitle()) == (
        True,
        False,
        f"Payload of event {newer}",
    )
    assert second.windowTitle() == f"Payload of event {older}"
    qtbot.keyClick(first, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not shiboken6.isValid(first))
    assert second.isVisible()


def test_steps_keep_to_what_the_log_shows(still_engine, log_body, qtbot):
    shown = log_body(b"[1]")
    log_body(b"[2]", event_type="product_updated")
    made = PayloadInspector(still_engine, log_body(b"[3]"), match=LogFilter(event_type="order_created"))
    qtbot.addWidget(made)
    made.open()
    qtbot.mouseClick(made.head.older_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: made.windowTitle() == f"Payload of event {shown}")


@pytest.mark.parametrize(("arrow", "words"), [("older", "back to"), ("newer", "up to")])
def test_a_step_that_finds_nothing_soon_says_how_far_it_looked(
    still_engine, log_body, qtbot, monkeypatch, arrow, words
):
    monkeypatch.setattr(steps, "SLICE_S", 0)
    monkeypatch.setattr(steps, "PATIENCE_S", 0)
    ends = [log_body(b"[1]", status_code=503)]
    many(still_engine.store, hook(still_engine.store), FIRST + 10)
    ends.append(log_body(b"[2]", status_code=503))
    start, end = ends if arrow == "newer" else reversed(ends)
    made = PayloadInspector(still_engine, start, match=LogFilter(code_from=500))
    qtbot.addWidget(made)
    made.open()
    qtbot.mouseClick(getattr(made.head, f"{arrow}_button"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: made.banner.title().startswith(f"No {arrow} event found {words} "))
    [search_on] = [each for each in made.banner.findChildren(QPushButton) if each.text() == "Search on"]
    qtbot.mouseClick(search_on, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: made.windowTitle() == f"Payload of event {end}")


def test_it_opens_as_the_last_one_was_left(inspect, qtbot):
    made = inspect(b'{"a": {"b": {"c": 1}}}')
    made.resize(701, 555)
    made.tree_tab.levels.choose(3)
    made.show_tab("Signature")
    made.close()
    qtbot.waitUntil(lambda: not shiboken6.isValid(made))
    next_one = inspect(b'{"a": {"b": {"c": 1}}}')
    qtbot.waitUntil(lambda: next_one.tabs.name() == "Signature")
    assert (next_one.width(), next_one.height(), next_one.tree_tab.levels.value()) == (701, 555, 3)
    assert next_one.tree_tab.view.isExpanded(next_one.tree_tab.view.tree.at_node(2))


def test_a_tab_that_a_payload_asked_for_is_not_remembered(inspect, log_body, qtbot):
    other = log_body(b'{"a": 1}')
    made = inspect(b"plain words")
    assert (made.tabs.name(), made.tabs.wanted) == ("Text", "Tree")
    made.show_row(other)
    qtbot.waitUntil(lambda: made.tabs.name() == "Tree")
