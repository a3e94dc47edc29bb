"""What can be done with rows of the event log: from the menu of its table, and by key."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QToolButton

from core.incoming import jobs
from core.log.event_log import LogFilter
from core.outgoing.webhooks import delete_webhook, get_webhook
from desktop.desk import Place
from desktop.pages.job_dialog import JobDialog
from tests.core import made
from tests.desktop.pages.event_logs.hands import LEFT, ids, open_menu


def test_the_menu_shows_this_webhook_only(sent, page, qtbot):
    qtbot.waitUntil(lambda: ids(page) == sent[::-1])
    page.table.choose(sent[0])
    menu = open_menu(page, qtbot)
    words = [act.text() for act in menu.actions() if not act.isSeparator()]
    looks = ["View payload", "Copy id", "Copy as JSON lines"]
    acts = ["Send again", "Send several again…", "Open its webhook"]
    acts += ["Show this webhook only", "Show from this event on"]
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


def test_a_received_row_cannot_be_sent_again(received, page, qtbot):
    qtbot.waitUntil(lambda: ids(page) == [received])
    page.table.choose(received)
    menu = open_menu(page, qtbot)
    assert not page.acts.again.isEnabled()
    assert page.menu.only.text() == "Show this plugin only"
    menu.close()


def test_a_row_leads_to_its_webhook_or_its_plugin(sent, received, page, qtbot, said, webhooks, engine):
    qtbot.waitUntil(lambda: len(ids(page)) == 3)
    with engine.store.connection():
        app_id = get_webhook(engine.store, webhooks[0]).app_id
    for log_id, words, place in (
        (received, "Open its plugin", Place("Plugins", plugin_id="shopify")),
        (sent[0], "Open its webhook", Place("Apps", app_id=app_id, webhook_id=webhooks[0])),
    ):
        page.table.choose(log_id)
        menu = open_menu(page, qtbot)
        assert page.menu.form.text() == words
        menu.close()
        page.menu.form.trigger()
        assert said.places[-1] == place


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
def test_the_payload_opens_by_mouse_and_by_key(sent, page, qtbot, how):
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
    assert "cannot be sent again" in page.replay_button.toolTip()
    page.filters.set_match(LogFilter())
    assert page.replay_button.isEnabled()
