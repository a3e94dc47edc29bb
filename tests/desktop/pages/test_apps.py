import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDialog, QLineEdit, QMessageBox, QTreeView, QWidget

from core.log.event_log import LogFilter, older
from core.outgoing.apps import create_app, delete_app, get_app, list_apps, update_app
from core.outgoing.emit import emit
from core.outgoing.webhooks import (
    create_webhook,
    delete_webhook,
    get_webhook,
    list_webhooks,
    reveal_secret,
    update_webhook,
)
from desktop.desk import Place
from desktop.pages.apps import AppsPage

LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key
ORDERS = ("MANAGE_ORDERS",)
EVIL = "<b>Order</b> & <img src=x>"


@pytest.fixture
def store(engine):
    with engine.store.connection():
        yield engine.store


@pytest.fixture
def app(store):
    return create_app(store, name="Storefront sync", permissions=ORDERS, is_active=True)


@pytest.fixture
def webhook(store, app, sink):
    return create_webhook(
        store,
        app_id=app.id,
        name="Order feed",
        target_url=sink.url,
        events=["order_created"],
        secret="s3cret",
        is_active=True,
    )


@pytest.fixture
def page(desk, show, qtbot):
    made = show(AppsPage(desk))
    qtbot.waitUntil(lambda: made._state is not None or made._stack.currentWidget() is made._nothing)
    return made


@pytest.fixture
def form(page, webhook, qtbot):
    """The form of the one webhook, opened from the table by Enter."""
    table = page.app_form.webhooks.table
    qtbot.waitUntil(lambda: page.app_form.webhooks.model.rowCount() == 1)
    table.selectRow(0)
    qtbot.keyClick(table, Key.Key_Return)
    assert page.webhook_form is not None
    return page.webhook_form


def type_into(qtbot, edit, text):
    edit.setFocus()
    edit.clear()
    qtbot.keyClicks(edit, text)


def button(widget, text):
    """Return the button in sight with this text."""
    found = [
        each for each in widget.findChildren(QAbstractButton) if each.text() == text and each.isVisible()
    ]
    assert len(found) == 1, f"{len(found)} buttons say {text}"
    return found[0]


def asks(page):
    return any(box.isVisible() for box in page.window().findChildren(QMessageBox))


# apps


def test_without_apps_the_page_says_what_to_do_first_and_makes_one(qtbot, page, store, said):
    assert page._stack.currentWidget() is page._nothing
    qtbot.mouseClick(button(page, "New app"), LEFT)
    form = page.app_form
    assert form.name_edit.hasFocus()
    assert not form.save_button.isEnabled()
    qtbot.keyClicks(form.name_edit, "Storefront sync")
    qtbot.keyClick(form.permissions.boxes["MANAGE_ORDERS"], Key.Key_Space)
    qtbot.mouseClick(form.active_switch, LEFT)
    qtbot.mouseClick(form.save_button, LEFT)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    [made] = list_apps(store)
    assert (made.name, made.permissions, made.is_active) == ("Storefront sync", ORDERS, True)
    qtbot.waitUntil(form.webhooks.isVisible)
    assert said.toasts == [("Saved “Storefront sync”", None)]


def test_the_table_shows_every_app_and_the_first_ones_form(qtbot, app, store, page):
    create_app(store, name="Customer mail")
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    texts = [[page.model.index(row, n).data() for n in range(2)] for row in range(2)]
    assert texts == [["Storefront sync", "0"], ["Customer mail", "0"]]
    assert page.app_form.title() == "Storefront sync"
    assert page.app_form.permissions.permissions() == ORDERS


def test_choosing_an_app_shows_its_form(qtbot, app, store, page):
    other = create_app(store, name="Customer mail")
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.table.choose(other.id)
    qtbot.waitUntil(lambda: page.app_form.title() == "Customer mail")


def test_a_name_is_needed_and_said_beside_the_field(qtbot, app, page):
    form = page.app_form
    form.name_edit.setFocus()
    form.name_edit.clear()
    qtbot.keyClicks(form.name_edit, " ")
    assert not form.save_button.isEnabled()
    qtbot.keyClick(form.name_edit, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert form.name.error().startswith("A name is needed.")
    qtbot.keyClicks(form.name_edit, "x")
    assert form.name.error() == ""
    assert form.save_button.isEnabled()


def test_changes_of_an_app_are_saved(qtbot, app, store, page):
    form = page.app_form
    type_into(qtbot, form.name_edit, "Shop sync")
    qtbot.keyClick(form.permissions.boxes["MANAGE_PAYOUTS"], Key.Key_Space)
    qtbot.mouseClick(form.save_button, LEFT)
    qtbot.waitUntil(lambda: get_app(store, app.id).name == "Shop sync")
    assert set(get_app(store, app.id).permissions) == {"MANAGE_ORDERS", "MANAGE_PAYOUTS"}
    qtbot.waitUntil(lambda: not form.changed())
    qtbot.waitUntil(lambda: page.model.index(0, 0).data() == "Shop sync")


def test_cancel_shows_what_is_saved(qtbot, app, page):
    type_into(qtbot, page.app_form.name_edit, "Shop sync")
    qtbot.mouseClick(page.app_form.cancel_button, LEFT)
    assert page.app_form.name_edit.text() == "Storefront sync"
    assert not page.app_form.cancel_button.isVisible()


def test_the_switch_acts_at_once_and_can_be_undone(qtbot, app, store, page, said):
    qtbot.mouseClick(page.app_form.active_switch, LEFT)
    qtbot.waitUntil(lambda: not get_app(store, app.id).is_active)
    qtbot.waitUntil(lambda: len(said.toasts) == 1)
    said.toasts[0][1]()
    qtbot.waitUntil(lambda: get_app(store, app.id).is_active)
    qtbot.waitUntil(page.app_form.active_switch.isChecked)


def test_a_change_made_elsewhere_arrives_and_unsaved_typing_stays(qtbot, app, store, page):
    update_app(store, app.id, name="Renamed")
    qtbot.waitUntil(lambda: page.app_form.name_edit.text() == "Renamed")
    type_into(qtbot, page.app_form.name_edit, "Mine")
    update_app(store, app.id, is_active=False)
    qtbot.waitUntil(lambda: not page.app_form.active_switch.isChecked())
    assert page.app_form.name_edit.text() == "Mine"


def test_deleting_an_app_with_webhooks_asks_first_and_says_what_goes(qtbot, webhook, store, page, answer):
    qtbot.waitUntil(lambda: page.app_form.webhooks.model.rowCount() == 1)
    qtbot.mouseClick(page.app_form.delete_button, LEFT)
    words = answer(page, "Keep")
    assert "Delete “Storefront sync”?" in words
    assert "Its webhook and what" in words
    assert "The event log stays." in words
    assert len(list_apps(store)) == 1
    qtbot.mouseClick(page.app_form.delete_button, LEFT)
    answer(page, "Delete")
    qtbot.waitUntil(lambda: page._stack.currentWidget() is page._nothing)
    assert (list_apps(store), list_webhooks(store)) == ([], [])


def test_an_app_deleted_elsewhere_gives_way_to_the_next(qtbot, app, store, page):
    create_app(store, name="Customer mail")
    delete_app(store, app.id)
    qtbot.waitUntil(lambda: page.app_form.title() == "Customer mail")


def test_another_app_is_not_shown_before_unsaved_changes_are_given_up(qtbot, app, store, page, answer):
    other = create_app(store, name="Customer mail")
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    type_into(qtbot, page.app_form.name_edit, "Mine")
    page.table.choose(other.id)
    assert "The changes to “Storefront sync” are lost." in answer(page, "Keep editing")
    assert page.app_form.name_edit.text() == "Mine"
    assert page.table.current_row().id == app.id
    page.table.choose(other.id)
    answer(page, "Discard changes")
    qtbot.waitUntil(lambda: page.app_form.title() == "Customer mail")


# webhooks


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


def test_a_refused_test_event_says_so_and_when_it_is_tried_again(qtbot, form, sink):
    sink.answers = [503]
    qtbot.waitUntil(form.trial.button.isEnabled)
    qtbot.mouseClick(form.trial.button, LEFT)
    qtbot.waitUntil(lambda: form.trial.pill.accessibleName() == "Status: 503 Service Unavailable")
    assert "next try in " in form.trial.words.text()


def test_the_payload_of_a_test_event_is_a_click_away(qtbot, form, page):
    qtbot.mouseClick(form.trial.button, LEFT)
    qtbot.waitUntil(lambda: form.trial.pill.accessibleName() == "Status: 200 OK")
    qtbot.mouseClick(button(form.trial, "View payload"), LEFT)
    inspector = page.window().findChild(QDialog, "payloadInspector")
    assert inspector.isVisible()
    inspector.close()


def test_the_table_shows_where_to_what_and_how_it_went(qtbot, webhook, store, page, sink):
    emit(store, "order_created")
    model = page.app_form.webhooks.model
    qtbot.waitUntil(lambda: model.rowCount() == 1 and model.index(0, 4).data() == "200 OK")
    texts = [model.index(0, n).data() for n in range(6)]
    assert texts == ["Order feed", sink.url, "1 event", "now", "200 OK", "Active"]


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


def test_an_inactive_app_is_said_in_the_form_and_on_the_page_and_activated_in_place(
    qtbot, form, app, store, page
):
    update_app(store, app.id, is_active=False)
    notes = form.fields.status_notes
    qtbot.waitUntil(lambda: len(notes.reasons()) == 1)
    assert notes.reasons()[0].startswith("The app “Storefront sync” is not active")
    assert form.trial.reason.text() == "A test needs the webhook and its app to be active."
    qtbot.mouseClick(button(page, "Apps"), LEFT)
    banner = page.app_form.webhooks.banner
    assert banner.title() == "The app is not active"
    qtbot.mouseClick(button(banner, "Activate app"), LEFT)
    qtbot.waitUntil(lambda: get_app(store, app.id).is_active)
    qtbot.waitUntil(lambda: banner.title() == "")


def test_an_inactive_webhook_is_said_and_its_box_ticked_by_the_act(qtbot, form, webhook, store):
    update_webhook(store, webhook.id, is_active=False)
    notes = form.fields.status_notes
    qtbot.waitUntil(lambda: notes.reasons() == ["This webhook is not active."])
    qtbot.mouseClick(button(notes, "Activate webhook"), LEFT)
    assert form.fields.active.isChecked()
    assert notes.reasons() == []
    qtbot.mouseClick(form.foot.save_button, LEFT)
    qtbot.waitUntil(lambda: get_webhook(store, webhook.id).is_active)


def test_the_page_says_which_webhook_lacks_a_permission_and_gives_it(qtbot, webhook, app, store, page):
    update_webhook(store, webhook.id, events=["payout_created"])
    banner = page.app_form.webhooks.banner
    qtbot.waitUntil(lambda: banner.title() == "“Order feed” does not get all it asks for")
    qtbot.mouseClick(button(banner, "Give this permission"), LEFT)
    qtbot.waitUntil(lambda: "MANAGE_PAYOUTS" in get_app(store, app.id).permissions)
    qtbot.waitUntil(lambda: banner.title() == "")


def test_a_failing_webhook_is_pointed_out_and_a_dismissed_banner_stays_away(
    qtbot, webhook, store, page, sink
):
    sink.answers = [410]
    emit(store, "order_created")
    banner = page.app_form.webhooks.banner
    qtbot.waitUntil(lambda: banner.title() == "“Order feed” could not be delivered to")
    banner.dismiss()
    update_webhook(store, webhook.id, name="Order feed 2")
    update_webhook(store, webhook.id, name="Order feed")
    qtbot.waitUntil(lambda: page.app_form.webhooks.model.index(0, 0).data() == "Order feed")
    assert "410 Gone" in page.app_form.webhooks.model.index(0, 4).data()


def hold_two(store, webhook):
    update_webhook(store, webhook.id, is_active=False)
    emit(store, "order_created")
    emit(store, "order_created")


def statuses(store, webhook):
    rows = older(store, None, limit=10, match=LogFilter(webhook_id=webhook.id))
    return [row.status for row in rows]


def test_activating_in_the_table_asks_about_what_was_held_and_releases_it(
    qtbot, webhook, store, page, sink, answer
):
    hold_two(store, webhook)
    table = page.app_form.webhooks.table
    qtbot.waitUntil(lambda: page.app_form.webhooks.model.index(0, 5).data() == "Inactive, 2 held")
    table.selectRow(0)
    qtbot.keyClick(table, Key.Key_Space)
    assert "2 deliveries were held for “Order feed”" in answer(page, "Release 2")
    qtbot.waitUntil(lambda: statuses(store, webhook) == ["DELIVERED"] * 2)
    assert len(sink.requests) == 2


def test_activating_in_the_form_asks_about_what_was_held_and_discards_it(
    qtbot, form, webhook, store, page, sink, answer
):
    hold_two(store, webhook)
    qtbot.waitUntil(lambda: "2 deliveries are held for this webhook." in form.fields.status_notes.reasons())
    form.fields.active.setChecked(True)
    qtbot.mouseClick(form.foot.save_button, LEFT)
    answer(page, "Discard 2")
    qtbot.waitUntil(lambda: statuses(store, webhook) == ["FAILED"] * 2)
    assert sink.requests == []


def test_what_is_kept_held_can_be_released_later_from_the_form(qtbot, form, webhook, store, page, answer):
    hold_two(store, webhook)
    qtbot.waitUntil(lambda: not form.fields.active.isChecked())
    form.fields.active.setChecked(True)
    qtbot.mouseClick(form.foot.save_button, LEFT)
    answer(page, "Keep held")
    assert statuses(store, webhook) == ["HELD"] * 2
    qtbot.waitUntil(lambda: form.fields.status_notes.reasons() == ["2 deliveries are held for this webhook."])
    qtbot.mouseClick(button(form.fields.status_notes, "Release or discard…"), LEFT)
    answer(page, "Release 2")
    qtbot.waitUntil(lambda: statuses(store, webhook) == ["DELIVERED"] * 2)


def test_activating_an_app_asks_about_what_its_webhooks_were_held(qtbot, webhook, app, store, page, answer):
    update_app(store, app.id, is_active=False)
    emit(store, "order_created")
    qtbot.waitUntil(lambda: not page.app_form.active_switch.isChecked())
    qtbot.mouseClick(page.app_form.active_switch, LEFT)
    assert "1 delivery was held for “Storefront sync”" in answer(page, "Release 1")
    qtbot.waitUntil(lambda: statuses(store, webhook) == ["DELIVERED"])


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


def test_the_page_may_be_left_once_changes_are_given_up(qtbot, form, page, answer):
    left = []
    page.leave(lambda: left.append("clean"))
    type_into(qtbot, form.fields.name_edit, "Mine")
    page.leave(lambda: left.append("changed"))
    assert left == ["clean"]
    answer(page, "Discard changes")
    assert left == ["clean", "changed"]
    assert page.webhook_form is None


def test_another_place_opens_a_webhook_of_any_app(qtbot, webhook, store, page):
    other = create_app(store, name="Other", permissions=ORDERS)
    second = create_webhook(
        store, app_id=other.id, name="Second", target_url="https://b.example/", events=["order_created"]
    )
    page.open(Place("Apps", webhook_id=second.id))
    qtbot.waitUntil(lambda: page.webhook_form is not None)
    assert page.webhook_form.title() == "Second"
    assert page._state.app.id == other.id


def test_a_webhook_that_is_gone_opens_nothing(qtbot, webhook, page):
    page.open(Place("Apps", webhook_id=999))
    qtbot.waitUntil(lambda: page._wanted is None)
    assert page.webhook_form is None


def test_the_deliveries_of_a_webhook_are_shown_in_the_event_logs(qtbot, form, webhook, said):
    qtbot.mouseClick(button(form, "Show its deliveries"), LEFT)
    assert said.places == [Place("Event Logs", log=LogFilter(webhook_id=webhook.id))]


def test_names_of_strangers_are_shown_as_they_are(qtbot, app, store, page):
    update_app(store, app.id, name=EVIL)
    create_webhook(store, app_id=app.id, name=EVIL, target_url="https://b.example/", events=["order_created"])
    qtbot.waitUntil(lambda: page.app_form.webhooks.model.rowCount() == 1)
    assert page.app_form._title.textFormat() == Qt.TextFormat.PlainText
    assert page.app_form._title.text() == EVIL


def test_every_control_has_an_accessible_name(form, page):
    kinds = (QAbstractButton, QLineEdit, QComboBox, QTreeView)
    unnamed = [
        each
        for kind in kinds
        for each in page.findChildren(kind)
        if not each.accessibleName() and each.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    assert unnamed == []


def test_the_names_that_tests_and_screen_readers_hold_on_to_are_there(form, page):
    names = (
        "appsTable appForm webhooksTable createWebhookButton webhookForm webhookNameField targetUrlField "
        "secretKeyField eventsField webhookActiveCheck saveButton"
    )
    assert [name for name in names.split() if page.findChild(QWidget, name) is None] == []


def test_the_list_shows_no_app_while_a_new_one_is_made(qtbot, app, page):
    qtbot.mouseClick(page.new_button, LEFT)
    assert page.table.currentIndex() == QModelIndex()
    qtbot.mouseClick(page.app_form.cancel_button, LEFT)
    qtbot.waitUntil(lambda: page.app_form.title() == "Storefront sync")
    assert not asks(page)
