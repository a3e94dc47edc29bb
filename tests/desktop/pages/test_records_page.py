"""The page of records over a running engine."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from core.incoming.runner import run_batch
from desktop.desk import Place
from desktop.pages.job_dialog import JobDialog
from desktop.pages.records import RecordsPage
from tests.core import made

LEFT = Qt.MouseButton.LeftButton
ROPE = {"external_source": "erp", "external_id": "1", "name": "Rope"}


@pytest.fixture
def store(engine):
    with engine.store.connection():
        yield engine.store


def run(store, *payloads, job_type="PRODUCT_CREATE"):
    made.jobs(store, *payloads, job_type=job_type)
    while run_batch(store):
        pass


@pytest.fixture
def page(desk, show, qtbot):
    shown = show(RecordsPage(desk))
    qtbot.waitUntil(lambda: shown.model.read_once)
    return shown


def cells(model, row=0):
    return [model.index(row, column).data() for column in range(model.columnCount())]


def test_records_appear_by_themselves_newest_first(store, page, qtbot):
    run(store, ROPE)
    run(store, {"slug": "tern", "name": "Tern"}, job_type="SELLER_CREATE")
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    assert cells(page.model)[:4] == ["Seller", "tern", "Tern", ""]
    assert cells(page.model, 1)[:4] == ["Product", "erp/1", "Rope", "Ann"]


def test_kinds_and_words_narrow_the_list_and_are_cleared(store, page, qtbot):
    run(store, ROPE, {**ROPE, "external_id": "2", "name": "Lamp"})
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.search.set_text("lamp")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.kind.setCurrentText("Order")
    qtbot.waitUntil(lambda: page.live.empty.isVisible())
    [clear] = [each for each in page.live.empty.findChildren(QPushButton) if each.isVisible()]
    qtbot.mouseClick(clear, LEFT)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)


def test_a_record_opens_with_its_history_and_follows_what_jobs_do(store, page, qtbot):
    run(store, ROPE)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.table.selectRow(0)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    view = page.view
    qtbot.waitUntil(lambda: view._title.text() == "Rope")
    assert cells(view.history.model)[1:] == ["1 PRODUCT_CREATE", "Created", "external_source", "", "erp"]
    run(store, ROPE | {"name": "Line"})
    qtbot.waitUntil(lambda: view._title.text() == "Line")
    assert cells(view.history.model)[1:] == ["2 PRODUCT_CREATE", "Updated", "name", "Rope", "Line"]
    assert ["name", "Line"] in [cells(view.fields.model, at) for at in range(view.fields.model.rowCount())]
    place = view.history.table.visualRect(view.history.model.index(0, 1)).center()
    qtbot.mouseClick(view.history.table.viewport(), LEFT, pos=place)
    [dialog] = view.findChildren(JobDialog)
    qtbot.waitUntil(lambda: dialog._title.text() == "PRODUCT_CREATE")
    dialog.close()
    qtbot.mouseClick(view.back_button, LEFT)
    assert page.view is None
    assert page.table.isVisible()


def test_escape_goes_back_to_the_list(store, page, qtbot):
    run(store, ROPE)
    page.open(Place("Records", record=("product", "erp/1")))
    qtbot.keyClick(page.view, Qt.Key.Key_Escape)
    assert page.view is None


def test_a_record_that_was_deleted_still_shows_its_history(store, page, qtbot):
    run(store, ROPE)
    run(store, ROPE, job_type="PRODUCT_DELETE")
    page.open(Place("Records", record=("product", "erp/1")))
    view = page.view
    qtbot.waitUntil(lambda: view.tabs.tabText(0) == "History 2")
    assert "deleted" in view._words.text()
    view.tabs.setCurrentIndex(1)
    assert view.fields.empty.isVisible()


def test_the_age_of_a_record_grows_while_it_is_looked_at(store, page, qtbot, monkeypatch):
    monkeypatch.setattr("desktop.pages.record_view.AGES_MS", 10)
    run(store, ROPE)
    page.show_record("product", "erp/1")
    qtbot.waitUntil(lambda: "changed" in page.view._words.text())
    now = store.clock()
    monkeypatch.setattr(store, "clock", lambda: now + 3 * 3_600_000)
    qtbot.waitUntil(lambda: "3 h ago" in page.view._words.text())


def test_an_empty_page_leads_to_the_plugins(page, said, qtbot):
    qtbot.waitUntil(lambda: page.live.empty.isVisible())
    [button] = [each for each in page.live.empty.findChildren(QPushButton) if each.isVisible()]
    qtbot.mouseClick(button, LEFT)
    assert said.places == [Place("Plugins")]
