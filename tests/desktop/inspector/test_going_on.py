"""Going on to other rows in the same inspector, and how the next one opens."""

import shiboken6
from PySide6.QtCore import Qt

from core.log.matching import LogFilter
from desktop.inspector.payload_inspector import PayloadInspector


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


def test_steps_keep_to_what_the_log_shows(still_engine, log_body, qtbot):
    shown = log_body(b"[1]")
    log_body(b"[2]", event_type="product_updated")
    made = PayloadInspector(still_engine, log_body(b"[3]"), match=LogFilter(event_type="order_created"))
    qtbot.addWidget(made)
    made.open()
    qtbot.mouseClick(made.head.older_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: made.windowTitle() == f"Payload of event {shown}")


def test_it_opens_as_the_last_one_was_left(inspect, qtbot):
    made = inspect(b'{"a": {"b": {"c": 1}}}')
    made.resize(901, 555)
    made.tree_tab.levels.choose(3)
    made.show_tab("Signature")
    made.close()
    qtbot.waitUntil(lambda: not shiboken6.isValid(made))
    next_one = inspect(b'{"a": {"b": {"c": 1}}}')
    qtbot.waitUntil(lambda: next_one.tabs.name() == "Signature")
    assert (next_one.width(), next_one.height(), next_one.tree_tab.levels.value()) == (901, 555, 3)
    assert next_one.tree_tab.view.isExpanded(next_one.tree_tab.view.tree.at_node(2))


def test_a_tab_that_a_payload_asked_for_is_not_remembered(inspect, log_body, qtbot):
    other = log_body(b'{"a": 1}')
    made = inspect(b"plain words")
    assert (made.tabs.name(), made.tabs.wanted) == ("Text", "Tree")
    made.show_row(other)
    qtbot.waitUntil(lambda: made.tabs.name() == "Tree")
