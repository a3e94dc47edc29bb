"""The page of the event log: its columns, its filters and its search, and what it says where it is empty."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QTableView,
    QToolButton,
)

from core import settings
from core.log import views
from core.log.event_log import LogFilter
from core.outgoing.emit import emit
from desktop.desk import Place
from desktop.pages.event_logs import EventLogsPage
from tests.desktop.pages.event_logs.hands import LEFT, ids, press

SEED = ["ID", "Date", "Target URL", "Webhook ID", "Transaction ID", "App ID", "Plugin ID"]
SEED += ["Payload", "Event Type", "Error", "Direction"]


def headings(page, *, hidden=False):
    table = page.table
    return [
        column.title for at, column in enumerate(page.model.columns) if table.isColumnHidden(at) == hidden
    ]


def test_the_columns_are_the_seeds_in_the_seeds_order_after_a_status_mark(sent, page, qtbot):
    table = page.findChild(QTableView, "eventLogTable")
    across = Qt.Orientation.Horizontal
    titles = [table.model().headerData(at, across) for at in range(table.model().columnCount())]
    assert titles == ["", *SEED]
    qtbot.waitUntil(lambda: ids(page) == sent[::-1])
    cells = [table.model().index(1, at).data() for at in range(12)]
    assert cells[0] == "Delivered"
    assert cells[8:10] == ["View", "order_created"]
    assert cells[11] == "Emitted"


def test_a_direction_hides_the_columns_of_the_other(sent, received, page, qtbot):
    qtbot.waitUntil(lambda: len(ids(page)) == 3)
    for word, there, gone in (
        ("Received", [received], ["Target URL", "Webhook ID", "App ID"]),
        ("Emitted", sent[::-1], ["Transaction ID", "Plugin ID"]),
        ("All", [received, *sent[::-1]], []),
    ):
        [segment] = [each for each in page.filters.direction.findChildren(QToolButton) if each.text() == word]
        qtbot.mouseClick(segment, LEFT)
        qtbot.waitUntil(lambda there=there: sorted(ids(page)) == sorted(there))
        assert headings(page, hidden=True) == gone


@pytest.mark.parametrize(
    ("match", "gone"),
    [
        (LogFilter(status="REFUSED"), ["Target URL", "Webhook ID", "App ID"]),
        (LogFilter(plugin_id="shopify"), ["Target URL", "Webhook ID", "App ID"]),
        (LogFilter(status="FAILED"), ["Transaction ID", "Plugin ID"]),
        (LogFilter(app_id=1), ["Transaction ID", "Plugin ID"]),
        (LogFilter(direction="RECEIVED", status="FAILED"), ["Target URL", "Webhook ID", "App ID"]),
    ],
)
def test_columns_that_a_filter_leaves_empty_give_their_room_to_the_rest(page, match, gone):
    page.filters.set_match(match)
    assert headings(page, hidden=True) == gone
    assert page.replay_button.isEnabled() == ("Plugin ID" in gone)


def test_types_and_statuses_that_occur_can_be_filtered_by(sent, received, page, qtbot):
    types = page.findChild(QComboBox, "eventTypeFilter")
    qtbot.waitUntil(lambda: types.count() == 4)
    assert [types.itemText(at) for at in range(4)] == [
        "All event types",
        "STOCK_UPDATE",
        "order_created",
        "product_created",
    ]
    types.setCurrentText("product_created")
    qtbot.waitUntil(lambda: ids(page) == [sent[1]])
    types.setCurrentIndex(0)
    statuses = page.findChild(QComboBox, "statusFilter")
    statuses.setCurrentText("Refused")
    qtbot.waitUntil(lambda: ids(page) == [received])


def test_the_search_finds_ids_types_and_urls(sent, received, page, qtbot):
    field = page.findChild(QLineEdit, "searchField")
    for text, found in (("b54557", [received]), ("UCT_CREATED", [sent[1]]), ("127.0.0.1", sent[::-1])):
        field.setText(text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda found=found: ids(page) == found)


def test_the_search_finds_words_of_payloads_and_they_are_marked_in_the_inspector(
    engine, webhooks, page, qtbot
):
    with engine.store.connection():
        emit(engine.store, "order_created", b'{"note": "harbour pilot"}')
        [wanted] = emit(engine.store, "order_created", b'{"note": "no pilot but a wrybill"}').deliveries
    page.filters.search.set_text("wrybill type:order_*")
    qtbot.waitUntil(lambda: ids(page) == [wanted])
    page.table.choose(wanted)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    inspector = page.findChild(QDialog, "payloadInspector")
    qtbot.waitUntil(lambda: inspector.tree_tab.find_bar.count_label.text() == "1 of 1")
    inspector.close()


def test_down_leads_from_the_search_to_the_first_row_that_was_found(sent, page, qtbot):
    qtbot.waitUntil(lambda: ids(page) == sent[::-1])
    page.activateWindow()
    page.filters.search.edit.setFocus()
    qtbot.waitUntil(page.filters.search.edit.hasFocus)
    qtbot.keyClick(page.filters.search.edit, Qt.Key.Key_Down)
    qtbot.waitUntil(page.table.hasFocus)
    assert page.table.chosen_ids() == [sent[1]]
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    assert page.table.chosen_ids() == [sent[0]]


def test_new_rows_arrive_and_change_by_themselves(webhooks, page, qtbot, engine):
    qtbot.waitUntil(page.live.empty.isVisible)
    with engine.store.connection():
        [log_id] = emit(engine.store, "order_created").deliveries
    qtbot.waitUntil(lambda: ids(page) == [log_id])
    qtbot.waitUntil(lambda: page.model.row(0).status == "DELIVERED")


def test_an_empty_log_says_what_to_do_first(page, qtbot, said):
    qtbot.waitUntil(page.live.empty.isVisible)
    assert "No events yet" in [each.text() for each in page.live.empty.findChildren(QLabel)]
    qtbot.waitUntil(lambda: not page.emit_button.isVisible())  # the empty page has its own
    press(qtbot, page, "Set up a webhook")
    press(qtbot, page, "Add a plugin")
    assert said.places == [Place("Apps"), Place("Plugins")]


def test_an_empty_log_offers_to_emit_once_there_is_a_webhook(webhooks, page, qtbot):
    press(qtbot, page, "Emit event")
    qtbot.waitUntil(lambda: page.findChild(QDialog, "emitDialog") is not None)
    page.findChild(QDialog, "emitDialog").close()


def test_filters_that_nothing_matches_can_be_cleared(sent, page, qtbot):
    page.filters.set_match(LogFilter(status="FAILED", search="nowhere"))
    press(qtbot, page, "Clear filters")
    qtbot.waitUntil(lambda: ids(page) == sent[::-1])
    assert page.filters.match() == LogFilter()
    assert page.filters.search.text() == ""


def test_a_search_for_a_status_that_does_not_exist_says_which_there_are(sent, page, qtbot):
    page.filters.search.set_text("status:nope")
    qtbot.waitUntil(page.live.empty.isVisible)
    words = [each.text() for each in page.live.empty.findChildren(QLabel)]
    assert "There is no status “nope”: it is pending, delivered, failed, held, accepted or refused." in words


def test_what_another_page_asks_for_is_a_chip_that_can_be_taken_off(sent, page, qtbot, webhooks):
    page.open(Place("Event Logs", log=LogFilter(webhook_id=webhooks[0])))
    qtbot.waitUntil(lambda: ids(page) == [sent[0]])
    qtbot.keyClick(page.filters.search.edit, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: ids(page) == sent[::-1])


def test_the_columns_are_chosen_by_keys_alone(sent, page, qtbot, menu_key):
    qtbot.waitUntil(lambda: ids(page) == sent[::-1])
    page.table.setFocus()
    page.table.choose(sent[0])
    menu = menu_key(page.table)
    row = page.table.visualRect(page.table.currentIndex())
    assert row.contains(page.table.viewport().mapFromGlobal(menu.pos()).x(), row.center().y())
    menu.setActiveAction(menu.actions()[-1])
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    [columns] = [each for each in page.table.horizontalHeader().findChildren(QMenu) if each.isVisible()]
    assert "Target URL" in [act.text() for act in columns.actions()]
    columns.close()


def test_a_case_of_another_desk_is_opened_from_the_page_of_an_empty_log_too(page, qtbot):
    qtbot.waitUntil(page.case_button.isVisible)
    page.case_button.setFocus()
    qtbot.keyClick(page.case_button, Qt.Key.Key_Space)
    dialog = page.findChild(QFileDialog)
    assert dialog.windowTitle() == "Open a case"
    dialog.reject()


def test_columns_stay_as_they_were_left_and_a_view_has_its_own(sent, desk, show, qtbot, engine):
    first = show(EventLogsPage(desk))
    qtbot.waitUntil(lambda: ids(first) == sent[::-1] and not first.keeping._reader._runs)
    first.layout_of_columns._turn("App ID", on=False)
    qtbot.waitUntil(lambda: "App ID" in kept_columns(engine))
    second = show(EventLogsPage(desk))
    qtbot.waitUntil(lambda: headings(second, hidden=True) == ["App ID"])
    with engine.store.connection():
        view = views.create_view(engine.store, "Ids", LogFilter(), '{"hidden": ["Error"]}')
    second.open(Place("Event Logs", log=view.match, view=view))
    qtbot.waitUntil(lambda: headings(second, hidden=True) == ["Error"])
    second.open(Place("Event Logs", log=LogFilter(last="24h")))
    qtbot.waitUntil(lambda: headings(second, hidden=True) == ["App ID"])


def kept_columns(engine):
    with engine.store.connection():
        return settings.load(engine.store).log_columns


def test_what_is_of_yesterday_leaves_todays_events_at_midnight_though_nothing_happens(
    desk, show, received, sent, engine, qtbot, monkeypatch
):
    monkeypatch.setattr("desktop.pages.page.MINUTE_MS", 10)
    page = show(EventLogsPage(desk))
    page.open(Place("Event Logs", log=LogFilter(last="today")))
    qtbot.waitUntil(lambda: len(ids(page)) == 3)
    now = engine.store.clock()
    monkeypatch.setattr(engine.store, "clock", lambda: now + 25 * 3_600_000)
    qtbot.waitUntil(lambda: ids(page) == [])
