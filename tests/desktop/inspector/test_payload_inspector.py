"""The inspector over a real store: every kind of payload, what is known of a row, and no long turns."""

import json

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from core.bus import Change
from core.log.event_log import LogFilter
from core.outgoing.apps import create_app
from core.outgoing.emit import emit
from core.outgoing.webhooks import create_webhook
from core.store.records import LogRecord
from desktop.inspector.json_view import ALL_LEVELS
from desktop.inspector.payload_inspector import PayloadInspector
from desktop.widgets.search import Chip
from tests.desktop.inspector.turns import Turns

ORDER = {"id": "T3Jk", "lines": [{"product_sku": "BW-CLT-08", "quantity": 2}], "note": "café"}
LONGEST_MS = 100  # the longest turn of the UI thread that anyone should meet


def tabs(made):
    return [made.tabs.tabText(at) for at in range(made.tabs.count()) if made.tabs.isTabVisible(at)]


def clipboard():
    return QGuiApplication.clipboard().text()


def test_a_payload_is_shown_as_a_tree_and_as_text(inspect):
    made = inspect(json.dumps(ORDER).encode())
    assert made.tree_tab.view.model().rowCount() == 3
    assert made.text_tab.view.toPlainText() == json.dumps(ORDER, indent=2)
    assert tabs(made) == ["Tree", "Text", "Headers", "Attempts", "Signature", "Compare", "Raw"]


def test_the_exact_bytes_are_shown_on_request(inspect, qtbot):
    made = inspect(b'{"a":1.10,"a":"\\u00e9"}')
    made.text_tab.forms.choose("Exact bytes")
    qtbot.waitUntil(lambda: made.text_tab.view.toPlainText() == '{"a":1.10,"a":"\\u00e9"}')
    made.text_tab.forms.choose("Formatted")
    assert made.text_tab.view.toPlainText().splitlines()[1] == '  "a": 1.10,'


def test_the_value_and_the_path_of_a_row_are_copied(inspect, qtbot):
    made = inspect(json.dumps(ORDER).encode())
    made.tree_tab.view.reveal(4)
    made.tree_tab.acts.copy_path()
    assert clipboard() == "$.lines[0].product_sku"
    made.tree_tab.view.setFocus()
    qtbot.keyClick(made.tree_tab.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: clipboard() == "BW-CLT-08")
    made.tree_tab.acts.copy_key()
    assert clipboard() == "product_sku"


def test_words_are_found_in_keys_and_values(inspect, qtbot):
    made = inspect(json.dumps(ORDER | {"sku": "sku", "x": {"deep": "SKU"}}).encode())
    bar, view = made.tree_tab.find_bar, made.tree_tab.view
    qtbot.keyClicks(bar.field.edit, "sku")
    qtbot.keyClick(bar.field.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bar.count_label.text() == "1 of 3")
    keys = []
    for _ in range(4):
        keys.append(view.currentIndex().siblingAtColumn(0).data())
        qtbot.keyClick(bar.field.edit, Qt.Key.Key_Return)
    assert keys == ["product_sku", "sku", "deep", "product_sku"]
    qtbot.keyClick(bar.field.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert view.currentIndex().siblingAtColumn(0).data() == "product_sku"


def test_words_are_found_in_keys_or_in_values_alone(inspect, qtbot):
    made = inspect(b'{"sku": "a", "b": "sku", "c": {"sku": "sku"}}')
    bar, where = made.tree_tab.find_bar, made.tree_tab.where
    bar.field.set_text("sku")
    for at, found in enumerate(("1 of 3", "1 of 2", "1 of 2")):  # a key and its value are one row
        where.setCurrentIndex(at)
        qtbot.waitUntil(lambda found=found: bar.count_label.text() == found)
    assert made.tree_tab.view.currentIndex().siblingAtColumn(0).data() == "b"


def test_what_the_log_was_searched_for_is_marked_until_its_chip_is_taken_off(inspect, qtbot):
    made = inspect(json.dumps(ORDER).encode(), words=("café", "bw-clt-08"))
    for bar in (made.tree_tab.find_bar, made.text_tab.find_bar):
        qtbot.waitUntil(lambda bar=bar: bar.count_label.text() == "1 of 2")
    bar, view = made.tree_tab.find_bar, made.tree_tab.view
    assert view.currentIndex().siblingAtColumn(0).data() == "product_sku"
    bar.field.set_text("quantity")
    qtbot.waitUntil(lambda: bar.count_label.text() == "1 of 3")
    marked = view.grab().toImage()
    made.tree_tab.findChild(Chip).click()
    qtbot.waitUntil(lambda: bar.count_label.text() == "1 of 1")
    assert view.grab().toImage() != marked


def test_words_that_are_nowhere_are_no_match(inspect, qtbot):
    made = inspect(b'{"a": 1}')
    made.text_tab.find_bar.field.edit.setText("nothing")
    qtbot.waitUntil(lambda: made.text_tab.find_bar.count_label.text() == "No match")
    made.text_tab.find_bar.field.edit.clear()
    qtbot.waitUntil(lambda: made.text_tab.find_bar.count_label.text() == "")


def test_escape_closes_and_enter_presses_nothing(inspect, qtbot):
    made = inspect(b'{"a": 1}')
    QGuiApplication.clipboard().setText("before")
    qtbot.keyClick(made, Qt.Key.Key_Return)
    assert made.isVisible()
    assert clipboard() == "before"
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not shiboken6.isValid(made))


def test_find_is_a_key_away_on_every_tab(inspect, qtbot):
    made = inspect(b'{"a": 1}')
    made.activateWindow()
    for tab, field in (("Tree", made.tree_tab), ("Raw", made.text_tab), ("Text", made.text_tab)):
        made.show_tab(tab)
        made.tabs.find_here()
        assert made.focusWidget() is field.find_bar.field.edit


@pytest.mark.parametrize(
    ("body", "tab"),
    [
        (b"", "Tree"),
        (b"{}", "Tree"),
        (b"plain words", "Text"),
        (b"<xml/>", "Text"),
        ("größe".encode("latin-1"), "Raw"),
        (bytes(range(256)), "Raw"),
        (b'{"a": "\xff\xfe"}', "Tree"),
        (b'{"a": "\\ud800"}', "Tree"),
        (b'{"a": 1', "Tree"),
        (b"[" * 100_000, "Tree"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "Tree"),
        (b"1" * 100_000, "Tree"),
        (b"\xef\xbb\xbf{}", "Text"),
        (b" " * 1_000_000, "Tree"),
    ],
)
def test_nothing_that_can_be_received_is_an_error(inspect, qtbot, body, tab):
    made = inspect(body)
    assert made.tabs.tabText(made.tabs.currentIndex()) == tab
    for name in tabs(made):
        made.show_tab(name)
        made.grab()
    for form in ("Exact bytes", "Formatted"):
        made.text_tab.forms.choose(form)
        qtbot.wait(1)  # a turn, in which the form is shown
        made.text_tab.view.grab()


def test_the_place_of_a_fault_is_said_and_shown(inspect, qtbot):
    made = inspect(b'{"id": 7,\n "lines": [1, 2 oops]}')
    banner = made.tree_tab._banner
    assert banner.accessibleName().startswith(
        "This is not valid JSON. Line 2, column 17: A comma or ] belongs here."
    )
    assert made.tree_tab.view.model().rowCount() == 2
    made.show_tab("Text", 26)
    qtbot.waitUntil(lambda: made.text_tab.view._pointed == 1)
    assert "oops" in made.text_tab.view.toPlainText()
    assert made.tabs.currentWidget() is made.text_tab


@pytest.mark.parametrize(
    ("body", "facts"),
    [
        (b'{"a": 1}', "8 bytes · UTF-8 · application/json"),
        (b'{"a": "\xff"}', "10 bytes · not UTF-8 · application/json"),
    ],
)
def test_the_foot_says_what_the_payload_is(inspect, body, facts):
    assert inspect(body).tree_tab.foot.facts() == facts


def big(size):
    one = {"id": 1, "sku": "BW-000001", "price": "34.50", "tags": ["a", "b"], "address": {"city": "Halifax"}}
    return json.dumps({"orders": [one] * (size // len(json.dumps(one)))}).encode()


@pytest.mark.parametrize(
    "body",
    [
        big(5_000_000),
        b"[" + b"0," * 500_000 + b"0]",
        b'{"text": "' + b"x" * 5_000_000 + b'"}',
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b"not JSON, and one line " * 200_000,
        b'{"broken": [' + b"1, " * 500_000,
        pytest.param(big(25_000_000), marks=pytest.mark.long),
        pytest.param(b'{"text": "' + b"x" * 25_000_000 + b'"}', marks=pytest.mark.long),
    ],
    ids=["objects", "numbers", "one text", "levels", "no JSON", "broken", "25 MB", "one text of 25 MB"],
)
def test_no_turn_takes_long_whatever_is_opened(opened_here, log_body, qtbot, body):
    log_id = log_body(body)
    turns = Turns(QGuiApplication.instance())
    made = opened_here(log_id)
    made.tree_tab.levels.choose(ALL_LEVELS)
    bars = [made.tree_tab.view.verticalScrollBar(), made.tabs.raw_tab.view.verticalScrollBar()]
    for tab, bar in zip(("Tree", "Raw"), bars, strict=True):
        made.show_tab(tab)
        bar.setValue(bar.maximum())
        qtbot.wait(1)  # a turn, to draw in
    made.show_tab("Text")
    for form in ("Exact bytes", "Formatted"):
        made.text_tab.forms.choose(form)
        made.text_tab.view.verticalScrollBar().setValue(10_000)
        qtbot.wait(1)
    made.tree_tab.find_bar.field.edit.setText("BW-0")
    qtbot.waitUntil(
        lambda: made.tree_tab.find_bar.count_label.text() not in ("", "Searching…"), timeout=30_000
    )
    assert turns.longest_ms() < LONGEST_MS


@pytest.fixture
def emitted(engine, sink):
    """A delivery to a sink, and the engine that made it."""

    def send(*answers):
        sink.answers = list(answers)
        app = create_app(engine.store, name="Sync", permissions=["MANAGE_ORDERS"], is_active=True)
        target = {"target_url": sink.url, "events": ["order_created"], "secret": "key"}
        create_webhook(engine.store, app_id=app.id, name="Order feed", is_active=True, **target)
        return emit(engine.store, "order_created").deliveries[0]

    return send


@pytest.fixture
def opened(qtbot, engine):
    def show(log_id):
        made = PayloadInspector(engine, log_id)
        qtbot.addWidget(made)
        made.open()
        with qtbot.waitSignal(made.document.finished):
            pass
        return made

    return show


def test_a_delivery_shows_its_headers_attempts_and_signature(opened, emitted, sink, qtbot):
    made = opened(emitted(200))
    qtbot.waitUntil(lambda: made.head.pill.accessibleName() == "Status: Delivered")
    headers = {header.name: header.value for header in made.tabs.headers.rows_model.rows()}
    assert headers["x-nautical-signature"] == sink.requests[0].headers["x-nautical-signature"]
    assert made.tabs.attempts_tab.list.model().rowCount() == 1
    assert made.tabs.attempts_tab._response.body.toPlainText() == "ok"
    assert made.tabs.signature_tab.banner.title() == "The signature matches"
    facts = dict(made.tabs.signature_tab.facts())
    assert facts["Sent"] == facts["Computed"] == headers["x-nautical-signature"]


def test_it_follows_its_row_and_sends_it_again(opened, emitted, engine, sink, qtbot):
    made = opened(emitted(500))
    qtbot.waitUntil(lambda: made.tabs.attempts_tab.list.model().rowCount() == 2)
    assert made.tabs.attempts_tab.list.model().index(1).data().startswith("Next attempt")
    qtbot.mouseClick(made.head.send_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: made.head.pill.accessibleName() == "Status: Delivered")
    qtbot.waitUntil(lambda: made.tabs.tabText(3) == "Attempts 2")
    assert len(sink.requests) == 2


def test_what_waits_for_its_next_attempt_can_be_tried_now(opened, emitted, engine, sink, qtbot):
    log_id, store = emitted(500), engine.store
    made = opened(log_id)
    made.show_tab("Attempts")
    qtbot.waitUntil(lambda: made.tabs.attempts_tab.list.model().rowCount() == 2)
    later = store.clock() + 3_600_000
    with store.write(Change.LOG | Change.OUTBOX):
        store.sql("UPDATE outbox SET due_at = ?", (later,))
        store.sql("UPDATE event_log SET next_attempt_at = ?", (later,))
    qtbot.waitUntil(made.tabs.attempts_tab.try_button.isVisible)
    assert len(sink.requests) == 1
    qtbot.mouseClick(made.tabs.attempts_tab.try_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: made.head.pill.accessibleName() == "Status: Delivered")
    qtbot.waitUntil(lambda: not made.tabs.attempts_tab.try_button.isVisible())
    assert len(sink.requests) == 2
    assert sink.requests[0].headers["webhook-id"] == sink.requests[1].headers["webhook-id"]
    assert sink.requests[0].body == sink.requests[1].body


def test_what_cannot_be_sent_again_says_why(inspect, qtbot):
    made = inspect(b"{}", status="FAILED", webhook_id=99)
    qtbot.mouseClick(made.head.send_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: made.banner.title() == "This event was not sent again")


def test_a_row_that_was_deleted_meanwhile_says_so(inspect, still_engine, qtbot):
    made = inspect(b'{"a": 1}')
    with still_engine.store.write(Change.LOG):
        still_engine.store.run(LogRecord.delete())
    qtbot.waitUntil(lambda: made.banner.title().startswith("There is no event"))
    assert not made.head.send_button.isEnabled()
    assert made.tree_tab.view.model().rowCount() == 1


def test_a_received_payload_has_no_attempts_and_cannot_be_sent(inspect):
    made = inspect(b"{}", direction="RECEIVED", status="REFUSED", plugin_id="shop", event_type="")
    assert "Attempts" not in tabs(made)
    assert made.head.send_button.isHidden()
    assert made.tabs.signature_tab.banner.title() == "Nothing is known"


def test_the_whole_payload_is_copied(inspect, qtbot):
    made = inspect(b'{"a":  1}')
    qtbot.mouseClick(made.head.copy_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: clipboard() == '{"a":  1}')


def test_closing_ends_listening(inspect, still_engine, qtbot):
    made = inspect(b"{}")
    made.close()
    qtbot.waitUntil(lambda: not shiboken6.isValid(made))
    assert still_engine.bus._listeners == ()


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
    assert made.text_tab.view.toPlainText() == "[\n  3\n]"
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
    qtbot.mouseClick(made.head.send_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.choice.findText("Attempts 1 and 2") >= 0)
    tab.choice.setCurrentText("Attempts 1 and 2")
    qtbot.waitUntil(lambda: bool(tab.table.rows_model.rows()))
    assert tab.table.rows_model.row(0).difference.path == "status"


def test_the_request_is_copied_to_run_elsewhere(opened, emitted, sink, qtbot):
    made = opened(emitted(200))
    qtbot.waitUntil(lambda: bool(made.tabs.headers.rows_model.rows()))
    curl, python, http = made.acts._copies
    for act, words in ((curl, "curl --request POST"), (python, "httpx.post("), (http, "POST /hook HTTP/1.1")):
        act.trigger()
        qtbot.waitUntil(lambda words=words: words in clipboard())
        assert "x-nautical-signature" in clipboard()


def test_the_menu_offers_what_can_be_done_with_a_received_row(inspect, qtbot):
    made = inspect(
        b"{}", direction="RECEIVED", status="ACCEPTED", plugin_id="shop", event_type="ORDER_CREATE"
    )
    qtbot.mouseClick(made.head.more_button, Qt.MouseButton.LeftButton)
    [menu] = [each for each in made.findChildren(QMenu) if each.isVisible()]
    offered = {each.text(): each.isEnabled() for each in menu.actions() if each.text()}
    assert not offered["Resend edited…"]
    assert offered["Copy as cURL"]
    made.acts._copies[0].trigger()
    qtbot.waitUntil(lambda: "/plugins/shop/ORDER_CREATE" in clipboard())
    menu.close()


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
