"""The inspector over a real store: every kind of payload, what is known of a row, and no long turns."""

import asyncio
import json

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from core.bus import Change
from core.store.records import LogRecord
from desktop import theme
from desktop.desk import Place
from desktop.inspector.case import read_case
from desktop.inspector.json_view import ALL_LEVELS
from desktop.tasks import ui_loop
from desktop.widgets.layout import set_size
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


def test_a_long_address_and_long_attempts_do_not_make_it_wider(opened, emitted, qtbot):
    made = opened(emitted())
    made.show_tab("Attempts")
    qtbot.waitUntil(lambda: made.head.pill.accessibleName() == "Status: Delivered")
    made.head._words.setText("x" * 1_000)
    assert made.tabs.currentWidget().minimumSizeHint().width() < theme.current().px(560)
    assert made.head.minimumSizeHint().width() < theme.current().px(640)


def test_it_fits_on_a_small_screen_with_everything_in_it(inspect, qtbot):
    made = inspect(
        b'{"created": 1795000000, "address_of_the_warehouse": "7 Quayside Walk"}', words=("Quayside",)
    )
    made.tree_tab.view.setCurrentIndex(made.tree_tab.view.tree.index(0, 0))
    qtbot.waitUntil(lambda: made.tree_tab.foot.meaning.isVisible())
    made.show_tab("Compare")
    for tab in (made.tabs.widget(at) for at in range(made.tabs.count())):
        assert tab.minimumSizeHint().width() < theme.current().px(780)
    room = made.screen().availableSize()
    set_size(made, 9_000, 9_000)
    assert made.width() == room.width()
    assert made.height() < room.height()


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


def test_a_flood_of_other_events_costs_few_looks_at_its_row(inspect, still_engine, qtbot, monkeypatch):
    monkeypatch.setattr("desktop.inspector.payload_inspector.PAUSE_MS", 60_000)
    made = inspect(b"{}")
    looks, shown, told = [], [], []

    def read(*args):
        looks.append(read_case(*args))
        return looks[-1]

    monkeypatch.setattr("desktop.inspector.payload_inspector.read_case", read)
    monkeypatch.setattr(made, "_show_case", shown.append)
    made._bridge.changed.connect(told.append)
    for number in range(1, 6):
        still_engine.bus.publish(Change.LOG)
        qtbot.waitUntil(lambda number=number: len(told) == number)
    qtbot.waitUntil(lambda: len(looks) == 1)
    for _ in range(2):
        made._pause.stop()
        made._pause.timeout.emit()
    qtbot.waitUntil(lambda: len(looks) == 2 and not asyncio.all_tasks(ui_loop()))
    assert shown == []


def test_closing_ends_listening(inspect, still_engine, qtbot):
    made = inspect(b"{}")
    made.close()
    qtbot.waitUntil(lambda: not shiboken6.isValid(made))
    assert still_engine.bus._listeners == ()


def test_the_request_is_copied_to_run_elsewhere(opened, emitted, sink, qtbot):
    made = opened(emitted(200))
    qtbot.waitUntil(lambda: bool(made.tabs.headers.rows_model.rows()))
    curl, python, http = made.acts._copies
    for act, words in ((curl, "curl --request POST"), (python, "httpx.post("), (http, "POST /hook HTTP/1.1")):
        act.trigger()
        qtbot.waitUntil(lambda words=words: words in clipboard())
        assert "x-nautical-signature" in clipboard()


@pytest.mark.parametrize(
    ("values", "words", "place"),
    [
        ({"webhook_id": 7, "app_id": 2}, "Open its webhook", Place("Apps", app_id=2, webhook_id=7)),
        (
            {"plugin_id": "shop", "direction": "RECEIVED", "status": "ACCEPTED"},
            "Open its plugin",
            Place("Plugins", plugin_id="shop"),
        ),
    ],
)
def test_it_leads_to_the_form_of_its_webhook_or_plugin(inspect, values, words, place):
    made, places = inspect(b"{}", **values), []
    made.going.connect(places.append)
    assert made.acts.form.text() == words
    made.acts.form.trigger()
    assert (places, made.isVisible()) == ([place], False)


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
