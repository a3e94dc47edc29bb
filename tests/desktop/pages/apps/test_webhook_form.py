from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QDialog, QLineEdit, QScrollArea, QWidget

from core import settings
from core.bus import Change
from core.log.event_log import LogFilter
from core.outgoing.apps import get_app, update_app
from core.outgoing.replay import send_again
from core.outgoing.webhooks import (
    create_webhook,
    delete_webhook,
    get_webhook,
    list_webhooks,
    reveal_secret,
    update_webhook,
)
from desktop.desk import Place
from tests.desktop.pages.apps.hands import LEFT, Key, button, type_into


def test_a_webhook_is_made_as_the_article_says_and_a_test_event_shows_its_outcome(
    qtbot, app, store, page, sink
):
    qtbot.waitUntil(lambda: page.findChild(QWidget, "createWebhookButton") is not None)
    qtbot.mouseClick(page.findChild(QWidget, "createWebhookButton"), LEFT)
    form = page.findChild(QWidget, "webhookForm")
    find = form.findChild
    qtbot.keyClicks(find(QLineEdit, "webhookNameField"), "Order feed")
    qtbot.keyClicks(find(QLineEdit, "targetUrlField"), sink.url)
    qtbot.keyClicks(find(QLineEdit, "secretKeyField"), "s3cret")
    assert form.foot.words.text() == "Enter an event to save."
    form.fields.events.model.events["order_created"].setCheckState(Qt.CheckState.Checked)
    save = find(QAbstractButton, "saveButton")
    assert save.isEnabled()
    qtbot.mouseClick(save, LEFT)
    qtbot.waitUntil(lambda: form.webhook_id is not None)
    made = get_webhook(store, form.webhook_id)
    assert (made.name, made.target_url, made.events) == ("Order feed", sink.url, ("order_created",))
    assert not made.is_active
    assert reveal_secret(store, made.id) == "s3cret"

    assert not form.trial.button.isEnabled()
    qtbot.mouseClick(find(QAbstractButton, "webhookActiveCheck"), LEFT)
    qtbot.mouseClick(save, LEFT)
    qtbot.waitUntil(lambda: get_webhook(store, made.id).is_active)
    qtbot.waitUntil(form.trial.button.isEnabled)
    qtbot.mouseClick(form.trial.button, LEFT)
    qtbot.waitUntil(lambda: form.trial.pill.accessibleName() == "Status: 200 OK")
    assert form.trial.words.text().startswith("answered in ")
    assert sink.requests[0].headers["x-nautical-event"] == "order_created"


def test_a_refused_test_event_says_so_and_when_it_is_tried_again_and_what_came_of_that(
    qtbot, form, sink, store
):
    sink.answers = [503, 200]
    qtbot.waitUntil(form.trial.button.isEnabled)
    qtbot.mouseClick(form.trial.button, LEFT)
    qtbot.waitUntil(lambda: form.trial.pill.accessibleName() == "Status: 503 Service Unavailable")
    assert "next try in " in form.trial.words.text()
    send_again(store, [form.trial._log_id])
    qtbot.waitUntil(lambda: form.trial.pill.accessibleName() == "Status: 200 OK")


def test_a_test_event_that_was_deleted_from_the_log_before_its_outcome_was_read_says_so(qtbot, form):
    form.trial._log_id, form.trial._waiting = 10**9, True
    form.trial._on_changed(Change.LOG)
    qtbot.waitUntil(lambda: form.trial.reason.text() == "The test event was deleted from the log.")
    assert not form.trial._waiting


def test_the_payload_of_a_test_event_is_a_click_away(qtbot, form, page):
    qtbot.mouseClick(form.trial.button, LEFT)
    qtbot.waitUntil(lambda: form.trial.pill.accessibleName() == "Status: 200 OK")
    qtbot.mouseClick(button(form.trial, "View payload"), LEFT)
    inspector = page.window().findChild(QDialog, "payloadInspector")
    assert inspector.isVisible()
    inspector.close()


def test_a_wrong_target_url_is_said_as_it_is_typed_and_cannot_be_saved(qtbot, form):
    type_into(qtbot, form.fields.url_edit, "f")
    assert form.fields.url.error() == "A Target URL starts with https:// or http://."
    qtbot.keyClicks(form.fields.url_edit, "tp://erp.example/hooks")
    assert form.fields.url.error().endswith("Webhooks are not sent over ftp.")
    assert form.foot.words.text() == "1 field needs correction"
    assert not form.foot.save_button.isEnabled()
    assert form.trial.reason.text() == "Correct the Target URL to send a test."
    type_into(qtbot, form.fields.url_edit, "https://")
    assert form.fields.url.error() == ""  # not yet wrong
    assert not form.foot.save_button.isEnabled()
    qtbot.keyClicks(form.fields.url_edit, "erp.example/hooks")
    assert form.foot.save_button.isEnabled()
    assert form.foot.words.text() == "Unsaved changes"


def test_tab_goes_from_the_check_box_to_the_test_beside_it(qtbot, form):
    qtbot.waitUntil(form.trial.button.isEnabled)
    form.fields.active.setFocus()
    qtbot.keyClick(form.fields.active, Key.Key_Tab)
    assert form.trial.button.hasFocus()


def test_a_form_that_is_opened_shows_the_events_that_are_chosen(qtbot, form):
    tree, events = form.fields.events.tree, form.fields.events.model.events
    shown = tree.viewport().rect()
    qtbot.waitUntil(lambda: shown.intersects(tree.visualRect(events["order_created"].index())))


def test_the_first_wrong_field_comes_into_sight_on_save(qtbot, page, form):
    page.resize(800, 420)
    form.fields.delivery.open_button.click()
    bar = form.findChild(QScrollArea).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 400)
    type_into(qtbot, form.fields.name_edit, " ")
    bar.setValue(bar.maximum())
    assert form.fields.name_edit.visibleRegion().isEmpty()
    form.fields.delivery.edits["timeout_s"].setFocus()
    qtbot.keyClick(form.fields.delivery.edits["timeout_s"], Key.Key_Return)
    qtbot.waitUntil(lambda: not form.fields.name_edit.visibleRegion().isEmpty())
    assert form.fields.name_edit.hasFocus()


def test_the_first_wrong_field_gets_the_focus_on_save(qtbot, form):
    type_into(qtbot, form.fields.url_edit, "ftp://x")
    type_into(qtbot, form.fields.name_edit, "")
    form.fields.active.setFocus()
    qtbot.keyClick(form.fields.active, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert form.fields.name_edit.hasFocus()
    assert form.fields.name.error().startswith("A name is needed.")
    assert form.foot.words.text() == "2 fields need correction"


def test_saving_keeps_the_secret_that_nobody_touched(qtbot, form, webhook, store):
    type_into(qtbot, form.fields.name_edit, "Orders")
    qtbot.mouseClick(form.foot.save_button, LEFT)
    qtbot.waitUntil(lambda: get_webhook(store, webhook.id).name == "Orders")
    assert reveal_secret(store, webhook.id) == "s3cret"
    qtbot.waitUntil(lambda: not form.changed())
    assert form.title() == "Orders"


def test_an_emptied_secret_is_removed(qtbot, form, webhook, store):
    qtbot.mouseClick(form.fields.secret.eye, LEFT)
    qtbot.waitUntil(lambda: form.fields.secret.edit.text() == "s3cret")
    form.fields.secret.edit.setFocus()
    form.fields.secret.edit.selectAll()
    qtbot.keyClick(form.fields.secret.edit, Key.Key_Delete)
    qtbot.mouseClick(form.foot.save_button, LEFT)
    qtbot.waitUntil(lambda: not get_webhook(store, webhook.id).has_secret)


def test_a_generated_key_has_the_form_of_the_scheme(qtbot, app, store, page):
    made = create_webhook(
        store,
        app_id=app.id,
        name="Std",
        target_url="https://a.example/",
        events=["any_events"],
        scheme="standard",
    )
    page.open(Place("Apps", webhook_id=made.id))
    qtbot.waitUntil(lambda: page.webhook_form is not None)
    secret = page.webhook_form.fields.secret
    qtbot.mouseClick(secret.make, LEFT)
    assert secret.edit.text().startswith("whsec_")
    type_into(qtbot, secret.edit, "not a key")
    assert not page.webhook_form.foot.save_button.isEnabled()
    page.webhook_form.fields.name_edit.setFocus()
    assert secret.field.error().startswith("This is not a Standard Webhooks secret key")


def test_a_missing_permission_is_said_and_given_in_place(qtbot, form, app, store):
    form.fields.events.model.events["payout_created"].setCheckState(Qt.CheckState.Checked)
    notes = form.fields.events_notes
    assert notes.reasons() == ["The app needs “Manage payouts” for payout_created."]
    qtbot.mouseClick(button(notes, "Give this permission"), LEFT)
    qtbot.waitUntil(lambda: "MANAGE_PAYOUTS" in get_app(store, app.id).permissions)
    qtbot.waitUntil(lambda: notes.reasons() == [])
    assert form.changed()  # the choice of the event still waits for Save


def test_any_event_of_an_app_without_permissions_leads_to_them(qtbot, form, app, store, page, answer):
    update_app(store, app.id, permissions=())
    form.fields.events.model.any.setCheckState(Qt.CheckState.Checked)
    notes = form.fields.events_notes
    qtbot.waitUntil(
        lambda: notes.reasons() == ["The app has no permission, so no event reaches this webhook."]
    )
    qtbot.mouseClick(button(notes, "Choose permissions"), LEFT)
    answer(page, "Discard changes")
    assert page.app_form.permissions.search.edit.hasFocus()


def test_an_inactive_webhook_is_said_and_its_box_ticked_by_the_act(qtbot, form, webhook, store):
    update_webhook(store, webhook.id, is_active=False)
    notes = form.fields.status_notes
    qtbot.waitUntil(lambda: notes.reasons() == ["This webhook is not active."])
    qtbot.mouseClick(button(notes, "Activate webhook"), LEFT)
    assert form.fields.active.isChecked()
    assert notes.reasons() == []
    qtbot.mouseClick(form.foot.save_button, LEFT)
    qtbot.waitUntil(lambda: get_webhook(store, webhook.id).is_active)


def test_deleting_a_webhook_asks_and_goes_back_to_its_app(qtbot, form, store, page, answer):
    qtbot.mouseClick(form.delete_button, LEFT)
    assert "The event log stays." in answer(page, "Delete")
    qtbot.waitUntil(lambda: page.webhook_form is None)
    assert list_webhooks(store) == []
    assert page.app_form.isVisible()


def test_a_webhook_deleted_elsewhere_closes_its_form(qtbot, form, webhook, store, page):
    delete_webhook(store, webhook.id)
    qtbot.waitUntil(lambda: page.webhook_form is None)


def test_a_change_elsewhere_arrives_in_the_form_unless_something_is_being_changed(
    qtbot, form, webhook, store
):
    update_webhook(store, webhook.id, name="Renamed")
    qtbot.waitUntil(lambda: form.fields.name_edit.text() == "Renamed")
    type_into(qtbot, form.fields.name_edit, "Mine")
    update_webhook(store, webhook.id, name="Renamed again")
    qtbot.waitUntil(lambda: form._state.row(webhook.id).webhook.name == "Renamed again")
    assert form.fields.name_edit.text() == "Mine"


def test_escape_leaves_a_clean_form_and_asks_before_changes_are_lost(qtbot, form, page, answer):
    type_into(qtbot, form.fields.name_edit, "Mine")
    qtbot.keyClick(form.fields.name_edit, Key.Key_Escape)
    answer(page, "Keep editing")
    assert page.webhook_form is form
    type_into(qtbot, form.fields.name_edit, "Order feed")
    qtbot.keyClick(form.fields.name_edit, Key.Key_Escape)
    assert page.webhook_form is None


def test_the_deliveries_of_a_webhook_are_shown_in_the_event_logs(qtbot, form, webhook, said):
    qtbot.mouseClick(button(form, "Show its deliveries"), LEFT)
    assert said.places == [Place("Event Logs", log=LogFilter(webhook_id=webhook.id))]


def test_enter_in_a_line_saves_and_in_the_search_it_does_not(qtbot, form, webhook, store):
    type_into(qtbot, form.fields.name_edit, "Orders")
    qtbot.keyClick(form.fields.events.search.edit, Key.Key_Return)
    qtbot.keyClick(form.fields.url_edit, Key.Key_Return)
    qtbot.waitUntil(lambda: get_webhook(store, webhook.id).name == "Orders")


def test_enter_shows_what_is_wrong_instead_of_saving_it(qtbot, form, webhook, store):
    type_into(qtbot, form.fields.url_edit, "ftp://nowhere.example")
    qtbot.keyClick(form.fields.name_edit, Key.Key_Return)
    assert form.fields.url.error()
    assert get_webhook(store, webhook.id).target_url == webhook.target_url


def test_a_target_that_is_near_is_marked_and_so_is_the_way_through_a_proxy(qtbot, form, store):
    reach = form.fields.reach
    qtbot.waitUntil(lambda: reach.words.text() == "The address is on this computer.")
    type_into(qtbot, form.fields.url_edit, "https://192.168.1.4/hook")
    qtbot.waitUntil(lambda: reach.words.text() == "The address is on your own network.")
    type_into(qtbot, form.fields.url_edit, "https://")
    qtbot.waitUntil(reach.isHidden)
    settings.save(store, proxy="proxy.example:3128")
    type_into(qtbot, form.fields.url_edit, "https://shop.example/")
    words = "It is reached through the proxy proxy.example:3128. The proxy looks the name up"
    qtbot.waitUntil(lambda: reach.isVisible() and reach.words.text().startswith(words))
