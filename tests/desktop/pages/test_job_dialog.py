"""The dialog of one job, over real jobs that ran."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from core.bus import Change
from core.incoming import jobs
from core.incoming.runner import run_batch
from desktop.desk import Place
from desktop.inspector.payload_inspector import PayloadInspector
from desktop.pages.job_dialog import ATTEMPTS, EVENTS, FAULTS, FIELDS, PAYLOAD, RECORDS, JobDialog
from tests.core import made

LEFT = Qt.MouseButton.LeftButton


def stock(quantity):
    return {"sku": "A", "warehouse_external_id": "W", "quantity": quantity}


@pytest.fixture
def store(engine):
    with engine.store.connection():
        yield engine.store


@pytest.fixture
def ran(store, sink):
    """Two jobs on one record that ran, and set off an event each."""
    made.hook(store, sink.url)
    ids = made.jobs(store, stock(1), stock(2))
    while run_batch(store):
        pass
    return ids


@pytest.fixture
def dialog(desk, show, qtbot):
    def opened(job_id):
        made = show(JobDialog(desk, job_id, None), (980, 620))
        qtbot.waitUntil(lambda: made._details is not None)
        return made

    return opened


def cells(sheet, row=0):
    model = sheet.model
    return [model.index(row, column).data() for column in range(model.columnCount())]


def tabs(dialog):
    shown = [at for at in range(dialog.tabs.count()) if dialog.tabs.isTabVisible(at)]
    return [dialog.tabs.tabText(at) for at in shown]


def test_it_tells_what_a_job_changed_set_off_tried_and_was_asked_for(ran, dialog, qtbot):
    shown = dialog(ran[1])
    assert tabs(shown) == ["Records 1", "Events 1", "Attempts 1", "Fields", "Payload"]
    assert shown.tabs.currentIndex() == RECORDS
    assert cells(shown.records) == ["stock A/W", "Updated", "quantity", "1", "2"]
    assert cells(shown.events)[3:5] == ["stock_updated", "View"]
    assert cells(shown.runs)[2:] == ["Success", "Updated stock A, W."]
    assert cells(shown.fields) == ["stock A/W", "external_source", "shop"]
    assert cells(shown.fields, 3) == ["", "quantity", "2"]
    assert shown._message.text() == "Updated stock A, W."
    qtbot.waitUntil(lambda: shown.document.index.done)
    shown.tabs.setCurrentIndex(PAYLOAD)
    assert '"quantity": 2' in shown.text_tab.view.toPlainText()


@pytest.mark.parametrize(("sheet", "tab"), [("records", RECORDS), ("fields", FIELDS)])
def test_a_record_leads_to_its_page(ran, dialog, said, qtbot, sheet, tab):
    shown = dialog(ran[1])
    shown.tabs.setCurrentIndex(tab)
    table = getattr(shown, sheet).table
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.visualRect(table.model().index(0, 0)).center())
    assert said.places == [Place("Records", record=("stock", "A/W"))]


def test_an_event_leads_to_the_inspector(ran, dialog, qtbot):
    shown = dialog(ran[1])
    shown.tabs.setCurrentIndex(EVENTS)
    table = shown.events.table
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.visualRect(table.model().index(0, 4)).center())
    [inspector] = shown.findChildren(PayloadInspector)
    assert inspector.windowTitle() == f"Payload of event {shown.events.model.row(0).id}"
    inspector.close()


def test_a_failed_job_says_why_and_is_tried_again_here(store, dialog, qtbot, said):
    jobs.set_scheduling(store, False)
    (job_id,) = made.jobs(store, {"sku": "A"})
    jobs.set_scheduling(store, True)
    qtbot.waitUntil(lambda: jobs.get_job(store, job_id).status == "FAILED")
    shown = dialog(job_id)
    assert shown.banner.title() == "This job failed"
    assert shown.tabs.currentIndex() == ATTEMPTS
    assert shown.fields.empty.isVisibleTo(shown.fields)
    jobs.set_scheduling(store, False)
    qtbot.mouseClick(shown.retry_button, LEFT)
    qtbot.waitUntil(lambda: jobs.get_job(store, job_id).status == "PENDING")
    qtbot.waitUntil(lambda: not shown.retry_button.isVisible())
    qtbot.waitUntil(lambda: said.toasts == [("Trying STOCK_UPDATE for Ann again", None)])
    assert shown.banner.title() == ""


def test_a_list_with_bad_items_lists_each_of_them(store, dialog, qtbot):
    (job_id,) = made.jobs(store, [{"vin": "A"}, {}, {"make": "Ford"}], job_type="VEHICLE_PAYLOAD")
    qtbot.waitUntil(lambda: jobs.get_job(store, job_id).status == "FAILED")
    shown = dialog(job_id)
    assert shown.banner.title() == "A part of this job failed"
    assert (tabs(shown)[:2], shown.tabs.currentIndex()) == (["Records 1", "Faults 2"], FAULTS)
    assert [cells(shown.faults, at) for at in (0, 1)] == [
        ["“vin” is missing (vehicle 2 of 3)."],
        ["“vin” is missing (vehicle 3 of 3)."],
    ]


def test_a_job_that_waits_for_its_next_try_says_when(store, dialog):
    jobs.set_scheduling(store, False)
    (job_id,) = made.jobs(store, stock(1))
    store.sql("UPDATE job SET due_at = ?, message = 'The disk is full.'", (store.clock() + 60_000,))
    shown = dialog(job_id)
    assert "tried again at" in shown._words.text()
    assert shown._message.text() == "The disk is full."


def test_a_job_that_waits_is_held_here_and_shows_what_it_would_do(store, dialog, qtbot):
    jobs.set_scheduling(store, False)
    (job_id,) = made.jobs(store, stock(1))
    shown = dialog(job_id)
    assert (tabs(shown)[0], shown.tabs.currentIndex()) == ("Records", FIELDS)
    qtbot.mouseClick(shown.hold_button, LEFT)
    qtbot.waitUntil(lambda: shown.hold_button.text() == "Schedule")
    assert "held" in shown._words.text()


def test_a_job_that_is_gone_says_so(store, ran, dialog, qtbot):
    shown = dialog(ran[0])
    with store.write(Change.JOBS):
        store.sql("DELETE FROM job WHERE id = ?", (ran[0],))
    qtbot.waitUntil(lambda: shown.banner.title() == f"There is no job {ran[0]}")


def test_a_job_of_a_topic_leads_to_its_mapping(store, dialog, said, qtbot):
    [job_id] = made.jobs(store, {"item": 1}, job_type="")
    with store.write(Change.JOBS):
        store.sql("UPDATE job SET topic = 'stock.moved'")
    while run_batch(store):
        pass
    opened = dialog(job_id)
    qtbot.waitUntil(lambda: opened.banner.title() == "This job failed")
    assert "stock.moved" in opened._words.text()
    [act] = [each for each in opened.banner.findChildren(QPushButton) if each.text() == "Add a mapping"]
    qtbot.mouseClick(act, LEFT)
    assert said.places == [Place("Plugins", plugin_id="shop", topic="stock.moved")]


def test_a_payload_that_needs_no_mapping_is_compared_with_the_sample_of_its_job_type(store, dialog, qtbot):
    [job_id] = made.jobs(store, {"sku": "A"})
    while run_batch(store):
        pass
    shown = dialog(job_id)
    qtbot.waitUntil(lambda: shown.banner.title() == "This job failed")
    [act] = shown.banner.findChildren(QPushButton)
    qtbot.mouseClick(act, LEFT)
    [inspector] = shown.findChildren(PayloadInspector)
    compare = inspector.tabs.compare_tab
    qtbot.waitUntil(lambda: compare.choice.currentText() == "The sample of STOCK_UPDATE")
    qtbot.waitUntil(compare.table.isVisible)
    inspector.close()


def test_the_age_of_a_job_grows_while_it_is_looked_at(ran, dialog, store, qtbot, monkeypatch):
    monkeypatch.setattr("desktop.pages.job_dialog.AGES_MS", 10)
    shown = dialog(ran[1])
    now = store.clock()
    monkeypatch.setattr(store, "clock", lambda: now + 3 * 3_600_000)
    qtbot.waitUntil(lambda: "3 h ago" in shown._words.text())
