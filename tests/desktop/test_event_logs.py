import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableView,
    QToolButton,
)

from core import settings
from core.incoming import jobs
from core.log import event_log, views
from core.log.event_log import LogFilter
from core.outgoing.apps import create_app
from core.outgoing.emit import emit
from core.outgoing.webhooks import create_webhook, delete_webhook
from core.store.records import LogRecord, PayloadRecord
from desktop.desk import Place
from desktop.pages.event_logs import EventLogsPage
from desktop.pages.job_dialog import JobDialog
from tests.core import made
from tests.waiting import eventually

SEED = ["ID", "Date", "Target URL", "Webhook ID", "Transaction ID", "App ID", "Plugin ID"]
SEED += ["Payload", "Event Type", "Error", "Direction"]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def webhooks(engine, sink):
    """Two active webhooks of one app, for orders and for products."""
    store = engine.store
    with store.connection():
        app = create_app(store, name="Shop", permissions=["MANAGE_ORDERS", "MANAGE_PRODUCTS"], is_active=True)
        return [
            create_webhook(
                store, app_id=app.id, name=event, target_url=sink.url, events=[event], is_active=True
            ).id
            for event in ("order_created", "product_created")
        ]


@pytest.fixture
def received(engine):
    """One received transaction, as intake leaves it."""
    store = engine.store
    with store.connection():
        payload = store.run(PayloadRecord.insert(body=b"{}"))
        row = {
            "date": store.clock(),
            "direction": "RECEIVED",
            "status": "REFUSED",
            "event_type": "STOCK_UPDATE",
        }
        row |= {"plugin_id": "shopify", "transaction_id": "b54557e4", "error": "Bad signature", "attempts": 0}
        return store.run(LogRecord.insert(payload_id=payload, size=2, **row))


@pytest.fixture
def sent(engine, webhooks):
    """One delivered order and one delivered product, in this order."""
    store = engine.store
    with store.connection():
        ids = [emit(store, event).deliveries[0] for event in ("order_created", "product_created")]
        eventually(lambda: all(row.status == "DELIVERED" for row in event_log.by_ids(store, ids)))
        return ids


@pytest.fixture
def page(desk, show):
    return show(EventLogsPage(desk))


def ids(page):
    return [row.id for row in page.model.rows()]


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
    assert said.places == [Place("Apps")]
    press(qtbot, page, "Emit event")
    qtbot.waitUntil(lambda: page.findChild(QDialog, "emitDialog") is not None)
    page.findChild(QDialog, "emitDialog").close()


def press(qtbot, page, word):
    def found():
        return [each for each in page.findChildren(QPushButton) if each.text() == word and each.isVisible()]

    qtbot.waitUntil(lambda: len(found()) == 1)
    qtbot.mouseClick(found()[0], LEFT)


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


def test_the_menu_shows_this_webhook_only(sent, page, qtbot):
    qtbot.waitUntil(lambda: ids(page) == sent[::-1])
    page.table.choose(sent[0])
    menu = open_menu(page, qtbot)
    words = [act.text() for act in menu.actions() if not act.isSeparator()]
    looks = ["View payload", "Copy id", "Copy as JSON lines"]
    acts = ["Send again", "Send several again…", "Show this webhook only", "Show from this event on"]
    assert words == [*looks, *acts, "Export…", "Delete…", "Columns…"]
    page.menu.only.trigger()
    menu.close()
    qtbot.waitUntil(lambda: ids(page) == [sent[0]])


def test_the_menu_shows_what_came_since_an_event(sent, page, qtbot):
    qtbot.waitUntil(lambda: ids(page) == sent[::-1])
    page.filters.set_match(LogFilter(direction="EMITTED"))
    page.table.choose(sent[1])
    page.menu.since.trigger()
    assert page.filters.match() == LogFilter(direction="EMITTED", from_id=sent[1])
    qtbot.waitUntil(lambda: ids(page) == [sent[1]])


def test_chosen_rows_are_copied_as_json_lines(sent, page, qtbot):
    qtbot.waitUntil(lambda: ids(page) == sent[::-1])
    page.table.selectAll()
    page.acts.copy.trigger()
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().count("\n") == len(sent))
    lines = [json.loads(line) for line in QGuiApplication.clipboard().text().splitlines()]
    assert [line["id"] for line in lines] == sent[::-1]
    assert all("nautical_event_type" in line["payload"] for line in lines)


@pytest.mark.parametrize(("act", "name"), [("export", "exportDialog"), ("delete", "deleteDialog")])
def test_many_rows_are_exported_or_deleted_in_a_dialog_of_their_own(sent, page, qtbot, act, name):
    qtbot.waitUntil(lambda: ids(page) == sent[::-1])
    page.table.selectAll()
    getattr(page.acts, act).trigger()
    dialog = page.findChild(QDialog, name)
    assert dialog.isVisible()
    assert dialog.scope.value() == tuple(sent[::-1])
    dialog.reject()


def test_two_chosen_rows_are_compared(sent, page, qtbot):
    qtbot.waitUntil(lambda: ids(page) == sent[::-1])
    page.table.choose(sent[0])
    page.acts.compare.trigger()
    assert page.findChild(QDialog, "payloadInspector") is None
    page.table.selectAll()
    menu = open_menu(page, qtbot)
    assert page.acts.compare in menu.actions()
    menu.close()
    page.acts.compare.trigger()
    inspector = page.findChild(QDialog, "payloadInspector")
    qtbot.waitUntil(lambda: inspector.tabs.compare_tab.choice.currentText() == f"Event {sent[0]}")
    qtbot.waitUntil(lambda: bool(inspector.tabs.compare_tab.table.rows_model.rows()))
    assert inspector.windowTitle() == f"Payload of event {sent[1]}"
    inspector.close()


def open_menu(page, qtbot):
    page.table.customContextMenuRequested.emit(QPoint(60, 10))
    menus = [each for each in page.findChildren(QMenu) if each.isVisible()]
    return menus[0]


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


def test_a_received_row_cannot_be_sent_again(received, page, qtbot):
    qtbot.waitUntil(lambda: ids(page) == [received])
    page.table.choose(received)
    menu = open_menu(page, qtbot)
    assert not page.acts.again.isEnabled()
    assert page.menu.only.text() == "Show this plugin only"
    menu.close()


def test_a_received_row_is_opened_in_the_lab(received, page, qtbot, said):
    qtbot.waitUntil(lambda: ids(page) == [received])
    page.table.choose(received)
    menu = open_menu(page, qtbot)
    [act] = [each for each in menu.actions() if each.text() == "Open in the verification lab"]
    act.trigger()
    menu.close()
    assert said.places == [Place("Verification lab", log_id=received)]


def test_a_received_row_leads_to_its_job(page, qtbot, engine):
    with engine.store.connection():
        (job_id,) = made.jobs(engine.store, {})
        log_id = jobs.get_job(engine.store, job_id).log_id
    qtbot.waitUntil(lambda: ids(page) == [log_id])
    page.table.choose(log_id)
    menu = open_menu(page, qtbot)
    assert page.menu.job.isVisible()
    menu.close()
    page.menu.job.trigger()
    qtbot.waitUntil(lambda: bool(page.findChildren(JobDialog)))
    [dialog] = page.findChildren(JobDialog)
    assert dialog.windowTitle() == f"Job {job_id}"
    dialog.close()


def test_a_case_of_another_desk_is_opened_from_the_page_of_an_empty_log_too(page, qtbot):
    qtbot.waitUntil(page.case_button.isVisible)
    page.case_button.setFocus()
    qtbot.keyClick(page.case_button, Qt.Key.Key_Space)
    dialog = page.findChild(QFileDialog)
    assert dialog.windowTitle() == "Open a case"
    dialog.reject()


def test_ids_are_copied_by_key(sent, page, qtbot, said):
    qtbot.waitUntil(lambda: ids(page) == sent[::-1])
    page.table.selectAll()
    page.menu.copy.trigger()
    assert QGuiApplication.clipboard().text() == f"{sent[1]}\n{sent[0]}"
    assert said.toasts[-1][0] == "Copied 2 ids"


def test_deliveries_are_sent_again_and_what_cannot_be_is_said(
    sent, page, qtbot, said, engine, webhooks, sink
):
    qtbot.waitUntil(lambda: ids(page) == sent[::-1])
    with engine.store.connection():
        delete_webhook(engine.store, webhooks[1])
    before = len(sink.requests)
    page.table.selectAll()
    page.acts.again.trigger()
    qtbot.waitUntil(lambda: said.toasts != [])
    assert said.toasts[-1][0] == "Sending 1 event again. 1 not sent: Its webhook was deleted."
    qtbot.waitUntil(lambda: len(sink.requests) == before + 1)


@pytest.mark.parametrize("how", ["link", "double click", "enter"])
def test_the_payload_opens(sent, page, qtbot, how):
    qtbot.waitUntil(lambda: ids(page) == sent[::-1])
    column = 8 if how == "link" else 9
    place = page.table.visualRect(page.model.index(0, column)).center()
    if how == "link":
        qtbot.mouseClick(page.table.viewport(), LEFT, pos=place)
    elif how == "double click":
        qtbot.mouseDClick(page.table.viewport(), LEFT, pos=place)
    else:
        page.table.choose(sent[1])
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.findChild(QDialog, "payloadInspector") is not None)
    inspector = page.findChild(QDialog, "payloadInspector")
    assert inspector.isVisible()
    inspector.close()


@pytest.mark.parametrize("how", ["button", "menu"])
def test_many_can_be_sent_again_with_a_preview(sent, page, qtbot, how):
    qtbot.waitUntil(lambda: ids(page) == sent[::-1])
    page.table.selectAll()
    if how == "button":
        qtbot.mouseClick(page.replay_button, LEFT)
    else:
        page.acts.many.trigger()
    [dialog] = page.findChildren(QDialog, "replayDialog")
    qtbot.waitUntil(lambda: dialog._title.text() == "Send 2 events again")
    assert [each.text() for each in dialog.scope.findChildren(QToolButton)] == [
        "2 chosen",
        "All that failed",
        "All that match",
    ]
    dialog.reject()


def test_received_rows_alone_offer_no_sending_again(sent, received, page):
    page.filters.set_match(LogFilter(direction="RECEIVED"))
    assert not page.replay_button.isEnabled()
    page.filters.set_match(LogFilter())
    assert page.replay_button.isEnabled()


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
    second.open(Place("Event Logs", log=LogFilter(status="FAILED")))
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
