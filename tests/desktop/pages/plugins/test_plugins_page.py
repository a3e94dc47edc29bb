from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QMessageBox

from core.incoming import jobs
from core.incoming.plugins import (
    create_plugin,
    delete_plugin,
    get_plugin,
    list_plugins,
    reveal_secret,
    update_plugin,
)
from core.incoming.receiver import ReceiverState
from core.log import event_log
from core.log.event_log import LogFilter
from desktop.desk import Place
from desktop.forms.plugin_acts import SHUT
from tests.desktop.pages.plugins.hands import LEFT, Key, button, post, texts, tip, type_into
from tests.waiting import eventually


def test_without_plugins_the_page_says_what_one_is_and_makes_one(qtbot, page, store, said):
    qtbot.mouseClick(button(page, "New plugin"), LEFT)
    form = page.form
    assert form.fields.name_edit.hasFocus()
    qtbot.keyClicks(form.fields.name_edit, "Harbour ERP")
    qtbot.keyClicks(form.fields.secret.edit, "s3cret")
    qtbot.mouseClick(form.foot.save_button, LEFT)
    qtbot.waitUntil(lambda: form.plugin_id == "harbour-erp")
    [made] = list_plugins(store)
    assert (made.name, made.provider, made.is_active) == ("Harbour ERP", "nautical", True)
    assert reveal_secret(store, made.id) == "s3cret"
    qtbot.waitUntil(lambda: said.toasts == [("Saved “Harbour ERP”", None)])
    qtbot.waitUntil(form.sender_side.url_edit.isVisible)


def test_the_table_shows_who_sends_and_what_came_last(qtbot, plugin, page, engine, store):
    create_plugin(store, name="Till", provider="none", id="till")
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    shown = ["Shopify", "nautical.fulfillment.shopify", "Nautical", "Brightwater", "never", "", "", "Active"]
    assert texts(page) == shown
    assert texts(page, 1) == ["Till", "till", "None", "", "never", "", "", "Active"]
    assert post(engine, plugin.id).status_code == 401
    qtbot.waitUntil(lambda: texts(page)[4:7] == ["now", "Refused", "1"])
    assert post(engine, "till").status_code == 204
    qtbot.waitUntil(lambda: texts(page, 1)[4:6] == ["now", "Accepted"])


def test_what_was_refused_is_counted_by_its_reasons(qtbot, plugin, page, engine):
    for sent in ({}, {}, {"headers": {"content-type": "text/plain"}}):
        post(engine, plugin.id, **sent)
    qtbot.waitUntil(lambda: texts(page)[6] == "3")
    assert tip(page, 6) == "1: Not JSON\n2: Bad signature"
    assert not page.astray.isVisible()
    assert post(engine, "shpify").status_code == 404
    qtbot.waitUntil(lambda: page.astray.text().startswith("1 request came to addresses of no plugin"))


def test_who_verifies_nothing_takes_nothing_while_other_machines_can_send(
    qtbot, page, engine, store, monkeypatch
):
    create_plugin(store, name="Till", provider="none", id="till")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    [till] = page.model.rows()
    provider = page.model.columns[2]
    assert provider.second(till) == "not verified"
    monkeypatch.setattr(engine, "receiver_state", lambda: ReceiverState(True, "0.0.0.0", 8765))
    assert provider.second(till) == "takes nothing"
    assert tip(page, 2) == SHUT
    page.open(Place("Plugins", plugin_id="till"))
    qtbot.waitUntil(lambda: page.form is not None)
    assert page.form.sender_side.receiver_notes.reasons() == [SHUT]


def test_a_switch_in_the_table_acts_at_once_and_can_be_undone(qtbot, plugin, page, store, said):
    page.table.selectRow(0)
    qtbot.keyClick(page.table, Key.Key_Space)
    qtbot.waitUntil(lambda: texts(page)[7] == "Inactive")
    assert not get_plugin(store, plugin.id).is_active
    qtbot.waitUntil(lambda: len(said.toasts) == 1)
    words, undo = said.toasts[-1]
    assert words == "“Shopify” is not active; its sender is answered 404"
    undo()
    qtbot.waitUntil(lambda: texts(page)[7] == "Active")
    qtbot.waitUntil(lambda: said.toasts[-1] == ("“Shopify” is active", None))


def test_another_place_opens_a_plugin(qtbot, plugin, page, store):
    create_plugin(store, name="Till", provider="none", id="till")
    page.open(Place("Plugins", plugin_id="till"))
    qtbot.waitUntil(lambda: page.form is not None)
    assert page.form.title() == "Till"
    page.open(Place("Plugins", plugin_id=plugin.id))
    qtbot.waitUntil(lambda: page.form is not None and page.form.title() == "Shopify")


def test_a_plugin_that_is_gone_opens_nothing(qtbot, plugin, page):
    page.open(Place("Plugins", plugin_id="gone"))
    qtbot.waitUntil(lambda: page._wanted is None)
    assert page.form is None
    assert page.table.isVisible()


def test_the_menu_of_a_row_opens_copies_shows_and_deletes(qtbot, plugin, page, engine, said, answer):
    page.table.selectRow(0)
    page.table.customContextMenuRequested.emit(page.table.visualRect(page.table.currentIndex()).center())
    [menu] = page.findChildren(QMenu)
    acts = {act.text(): act for act in menu.actions()}
    acts["Copy URL"].trigger()
    assert QGuiApplication.clipboard().text() == f"{engine.receiver_state().url}/plugins/{plugin.id}/"
    acts["Copy plugin id"].trigger()
    assert QGuiApplication.clipboard().text() == plugin.id
    acts["Show what it received"].trigger()
    assert said.places == [Place("Event Logs", log=LogFilter(plugin_id=plugin.id))]
    acts["Delete plugin…"].trigger()
    answer(page, "Keep")
    acts["Open plugin"].trigger()
    assert page.form.title() == "Shopify"
    menu.close()


def test_deleting_asks_and_the_log_and_the_jobs_stay(qtbot, page, engine, store, answer):
    create_plugin(store, name="Till", provider="none", id="till")
    assert post(engine, "till").status_code == 204
    eventually(lambda: jobs.older(store, None, limit=9, match=jobs.JobFilter(status="SUCCESS")))
    page.open(Place("Plugins", plugin_id="till"))
    qtbot.waitUntil(lambda: page.form is not None)
    qtbot.mouseClick(page.form.delete_button, LEFT)
    assert "stays in the event log, and so do its jobs" in answer(page, "Keep")
    assert page.form is not None
    qtbot.mouseClick(page.form.delete_button, LEFT)
    answer(page, "Delete")
    qtbot.waitUntil(lambda: page._stack.currentWidget() is page._nothing)
    assert list_plugins(store) == []
    assert event_log.older(store, None, limit=9, match=LogFilter(plugin_id="till")) != []
    assert jobs.older(store, None, limit=9, match=jobs.JobFilter()) != []


def test_a_plugin_deleted_elsewhere_closes_its_form(qtbot, form, plugin, page, store):
    delete_plugin(store, plugin.id)
    qtbot.waitUntil(lambda: page.form is None)


def test_a_change_elsewhere_arrives_in_the_form_unless_something_is_being_changed(
    qtbot, form, plugin, page, store
):
    update_plugin(store, plugin.id, name="Renamed")
    qtbot.waitUntil(lambda: form.fields.name_edit.text() == "Renamed")
    type_into(qtbot, form.fields.name_edit, "Mine")
    update_plugin(store, plugin.id, name="Renamed again")
    qtbot.waitUntil(lambda: texts(page)[0] == "Renamed again")
    assert form.fields.name_edit.text() == "Mine"


def test_escape_leaves_a_clean_form_and_asks_before_changes_are_lost(qtbot, form, page, answer):
    type_into(qtbot, form.fields.name_edit, "Mine")
    qtbot.keyClick(form.fields.name_edit, Key.Key_Escape)
    assert "The changes to “Shopify” are lost." in answer(page, "Keep editing")
    assert page.form is form
    type_into(qtbot, form.fields.name_edit, "Shopify")
    qtbot.keyClick(form.fields.name_edit, Key.Key_Escape)
    assert page.form is None
    assert page.table.hasFocus()
    assert page.table.current_row().id == "nautical.fulfillment.shopify"


def test_the_page_may_be_left_once_changes_are_given_up(qtbot, form, page, answer):
    left = []
    page.leave(lambda: left.append("clean"))
    form.fields.active.setChecked(False)
    page.leave(lambda: left.append("changed"))
    assert left == ["clean"]
    answer(page, "Discard changes")
    assert left == ["clean", "changed"]
    assert page.form is None


def test_a_new_plugin_that_nothing_was_typed_into_is_left_without_a_question(qtbot, new_form, page):
    qtbot.mouseClick(new_form.foot.cancel_button, LEFT)
    assert page.form is None
    assert not any(box.isVisible() for box in page.window().findChildren(QMessageBox))
