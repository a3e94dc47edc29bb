"""The page of webhook jobs over a running engine: jobs come by HTTP and are steered by mouse and keyboard."""

import json
from urllib.request import Request, urlopen

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from core.incoming import jobs
from core.incoming.plugins import create_plugin
from desktop.desk import Place
from desktop.forms.bulk_dialog import ACTS, BulkDialog
from desktop.inspector.payload_inspector import PayloadInspector
from desktop.pages.job_dialog import JobDialog
from desktop.pages.jobs import JobsPage
from tests.waiting import eventually

Key = Qt.Key
SCHEDULED = 5  # the column
HOLD = next(words for words in ACTS if words.choice == "Hold")
SELLER = {"external_id": "7", "name": "Tern & Tide", "slug": "tern-tide"}


@pytest.fixture
def store(engine):
    with engine.store.connection():
        create_plugin(engine.store, id="erp", name="ERP", provider="none", seller="Tern & Tide")
        create_plugin(engine.store, id="shop", name="Shop", provider="none", seller="Saltmarsh Coffee")
        yield engine.store


@pytest.fixture
def receive(engine, store):
    """Post a payload to a plugin, and return its job's id once the receiver has answered."""

    def post(job_type="SELLER_CREATE", body=SELLER, plugin="erp"):
        url = f"{eventually(lambda: engine.receiver_state().url)}/plugins/{plugin}/{job_type}"
        headers = {"content-type": "application/json"}
        urlopen(Request(url, json.dumps(body).encode(), headers)).close()
        return jobs.older(store, None, limit=1)[0].id

    return post


@pytest.fixture
def waiting(store, receive):
    """Two jobs that wait, because scheduling is off: the older one for Tern & Tide."""
    jobs.set_scheduling(store, False)
    return receive(), receive("CUSTOMER_CREATE", plugin="shop")


@pytest.fixture
def page(desk, show, qtbot):
    made = show(JobsPage(desk))
    qtbot.waitUntil(lambda: made.model.read_once)
    return made


def double_click(qtbot, table, row, column):
    place = table.visualRect(table.model().index(row, column))
    x = place.left() + 10 if column == SCHEDULED else place.center().x()  # on the switch
    at = place.center()
    at.setX(x)
    for press in (qtbot.mouseClick, qtbot.mouseDClick):
        press(table.viewport(), Qt.MouseButton.LeftButton, pos=at)


def cells(page, row):
    return [page.table.model().index(row, column).data() for column in range(1, 6)]


def test_the_columns_are_the_marketplaces(page):
    titles = [page.model.headerData(at, Qt.Orientation.Horizontal) for at in range(page.model.columnCount())]
    assert titles[:6] == ["Created At", "Source", "Job Type", "Seller", "Status", "Scheduled"]
    assert [at for at in range(len(titles)) if page.table.isColumnHidden(at)] == [6, 7]


def test_a_received_payload_appears_as_a_job_by_itself(page, receive, qtbot):
    receive()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    qtbot.waitUntil(lambda: cells(page, 0)[3] == "Success")
    assert cells(page, 0) == ["ERP", "SELLER_CREATE", "Tern & Tide", "Success", "Scheduled"]


@pytest.mark.parametrize("column", [0, 2, SCHEDULED], ids=["date", "type", "switch"])
def test_a_double_click_turns_scheduled_once_and_says_so(store, waiting, page, said, qtbot, column):
    page.table.setFocus()
    double_click(qtbot, page.table, 1, column)
    qtbot.waitUntil(lambda: cells(page, 1)[4] == "Held")
    assert not jobs.get_job(store, waiting[0]).scheduled
    qtbot.waitUntil(lambda: len(said.toasts) == 1)
    [(text, undo)] = said.toasts
    assert text == "Held SELLER_CREATE for Tern & Tide"
    undo()
    qtbot.waitUntil(lambda: cells(page, 1)[4] == "Scheduled")


def test_space_turns_the_switch_of_the_chosen_job(store, waiting, page, said, qtbot):
    page.table.selectRow(0)
    qtbot.keyClick(page.table, Key.Key_Space)
    qtbot.waitUntil(lambda: cells(page, 0)[4] == "Held")
    qtbot.waitUntil(
        lambda: [text for text, _ in said.toasts] == ["Held CUSTOMER_CREATE for Saltmarsh Coffee"]
    )


def test_a_job_that_is_over_has_a_switch_that_cannot_be_turned(store, waiting, page, said, qtbot):
    jobs.delete(store, waiting[1])
    qtbot.waitUntil(lambda: cells(page, 0)[3] == "Deleted")
    assert not page.model.flags(page.model.index(0, SCHEDULED)) & Qt.ItemFlag.ItemIsUserCheckable
    double_click(qtbot, page.table, 0, 2)
    qtbot.waitUntil(lambda: len(said.toasts) == 1)
    assert said.toasts == [("CUSTOMER_CREATE for Saltmarsh Coffee is over: Deleted", None)]


def test_the_switch_over_all_jobs_lets_them_wait_and_run(store, receive, page, said, qtbot):
    qtbot.mouseClick(page.scheduling, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.scheduling.text() == "Scheduling is off")
    qtbot.waitUntil(lambda: not jobs.scheduling(store) and len(said.toasts) == 1)
    receive()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert cells(page, 0)[3:] == ["Pending", "Scheduled"]
    qtbot.mouseClick(page.scheduling, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: cells(page, 0)[3] == "Success")
    qtbot.waitUntil(lambda: page.scheduling.text() == "Scheduling is on" and len(said.toasts) == 2)
    text, undo = said.toasts[-1]
    assert text == "Scheduling is on: what waits runs now"
    undo()
    qtbot.waitUntil(lambda: page.scheduling.text() == "Scheduling is off")


def test_filters_combine_and_are_cleared(waiting, page, qtbot):
    qtbot.waitUntil(lambda: page.filters.seller.count() == 3)
    page.filters.seller.setCurrentText("Saltmarsh Coffee")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert cells(page, 0)[1] == "CUSTOMER_CREATE"
    page.filters.job_type.setCurrentText("SELLER_CREATE")
    qtbot.waitUntil(lambda: page.live.empty.isVisible())
    page.filters.set_match(jobs.JobFilter(status="PENDING"))
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)


def test_a_failed_job_says_why_and_is_tried_again(store, receive, page, said, qtbot):
    receive(body={"name": "no key"})
    qtbot.waitUntil(lambda: page.model.rowCount() == 1 and cells(page, 0)[3] == "Failed")
    page.table.selectRow(0)
    assert "external_id" in page._message.text() or "slug" in page._message.text()
    assert page._message.isVisible()
    jobs.set_scheduling(store, False)
    page.menu.retry.trigger()
    qtbot.waitUntil(lambda: cells(page, 0)[3] == "Pending")
    qtbot.waitUntil(
        lambda: [text for text, _ in said.toasts] == ["Trying SELLER_CREATE for Tern & Tide again"]
    )


def test_several_jobs_are_held_at_once(store, waiting, page, said, qtbot):
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.table.selectAll()
    page.menu.hold.trigger()
    qtbot.waitUntil(lambda: [cells(page, row)[4] for row in (0, 1)] == ["Held", "Held"])
    qtbot.waitUntil(lambda: [text for text, _ in said.toasts] == ["Held 2 jobs"])
    page.menu.schedule.trigger()
    qtbot.waitUntil(lambda: [cells(page, row)[4] for row in (0, 1)] == ["Scheduled", "Scheduled"])


def test_deleting_asks_and_marks_the_job(store, waiting, page, said, answer, qtbot):
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.table.selectRow(0)
    page.menu.delete.trigger()
    assert "never runs" in answer(page, "Delete")
    qtbot.waitUntil(lambda: cells(page, 0)[3] == "Deleted")
    assert jobs.get_job(store, waiting[1]).status == "DELETED"
    qtbot.waitUntil(
        lambda: [text for text, _ in said.toasts] == ["Deleted CUSTOMER_CREATE for Saltmarsh Coffee"]
    )
    assert not page.menu.delete.isEnabled()


def test_deleting_several_speaks_of_them_all(waiting, page, answer, qtbot):
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.table.selectAll()
    page.menu.delete.trigger()
    assert "They never run" in answer(page, "Keep")


def test_what_went_on_meanwhile_is_said(store, waiting, page, said, qtbot):
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    stale = page.model.row(0)
    jobs.delete(store, stale.id)
    page.acts.schedule([stale], on=False)
    qtbot.waitUntil(lambda: len(said.toasts) == 1)
    assert said.toasts[0][0] == "CUSTOMER_CREATE for Saltmarsh Coffee is over or changed already"


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter])
def test_enter_opens_the_job(waiting, page, said, qtbot, key):
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.activateWindow()
    page.table.setFocus()
    qtbot.waitUntil(page.table.hasFocus)
    page.table.selectRow(0)
    qtbot.keyClick(page.table, key)
    [dialog] = page.findChildren(JobDialog)
    qtbot.waitUntil(lambda: dialog._title.text() == "CUSTOMER_CREATE")
    assert said.toasts == []
    dialog.close()


def test_the_chosen_job_is_opened_from_the_foot_of_the_page(waiting, page, qtbot):
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.table.selectRow(1)
    qtbot.mouseClick(page.open_button, Qt.MouseButton.LeftButton)
    [dialog] = page.findChildren(JobDialog)
    assert dialog.windowTitle() == f"Job {waiting[0]}"
    dialog.close()


def test_the_payload_is_a_key_away(waiting, page, qtbot):
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.table.selectRow(0)
    page.menu.view.trigger()
    [inspector] = page.findChildren(PayloadInspector)
    qtbot.waitUntil(lambda: inspector.document.index.done)
    assert inspector.text_tab.view.toPlainText() == json.dumps(SELLER, indent=2)
    inspector.close()


def test_the_failed_jobs_are_a_click_away_with_their_reasons(receive, page, qtbot):
    receive(body={"name": "no key"})
    receive()
    qtbot.waitUntil(page.failed_button.isVisible)
    assert page.failed_button.text() == "1 failed"
    qtbot.mouseClick(page.failed_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    shown = [at for at in range(8) if not page.table.isColumnHidden(at)]
    assert shown == [0, 1, 2, 3, 6, 7]
    assert page.table.model().index(0, 7).data() == "“slug” is missing."
    page.filters.set_match(jobs.JobFilter())
    assert page.table.isColumnHidden(7)


def test_many_jobs_are_changed_from_a_dialog_over_what_is_chosen_or_matches(waiting, page, qtbot):
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.table.selectAll()
    qtbot.mouseClick(page.many_button, Qt.MouseButton.LeftButton)
    [dialog] = page.findChildren(BulkDialog)
    dialog.act.choose(HOLD)
    assert dialog.scope.value() == (waiting[1], waiting[0])
    qtbot.waitUntil(dialog.run_button.isEnabled)
    qtbot.mouseClick(dialog.run_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog._title.text() == "Held 2 jobs")
    dialog.close()
    qtbot.waitUntil(lambda: [cells(page, row)[4] for row in (0, 1)] == ["Held", "Held"])


def test_the_menu_offers_what_can_be_done(waiting, page, qtbot):
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.table.selectRow(0)
    page.menu.pop_up(page.table.viewport().rect().center())
    [menu] = page.findChildren(QMenu)
    offered = [act.text() for act in menu.actions() if act.isEnabled() and act.text()]
    assert offered == [
        *("Open job", "View payload", "Hold", "Delete…", "Change many jobs…", "Show this seller only")
    ]
    menu.close()
    page.menu.only.trigger()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)


def test_refreshing_reads_everything_again(waiting, page, qtbot):
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    with qtbot.waitSignal(page.model.modelReset):
        qtbot.mouseClick(page.refresh_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)


def test_an_empty_page_leads_to_the_plugins(page, said, qtbot):
    qtbot.waitUntil(lambda: page.live.empty.isVisible())
    [button] = [each for each in page.live.empty.findChildren(QPushButton) if each.isVisible()]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert said.places == [Place("Plugins")]


def test_a_place_shows_the_job_that_it_names(waiting, page, qtbot):
    page.open(Place("Webhook Jobs", job_id=waiting[0]))
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert page.model.row(0).id == waiting[0]


def test_the_names_of_the_contract_are_there(page):
    for name in ("jobsTable", "refreshJobsButton", "schedulingSwitch"):
        assert page.findChild(QWidget, name) is not None
