from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QMessageBox, QTreeView, QWidget

from core.outgoing.apps import create_app, delete_app, get_app, list_apps, update_app
from core.outgoing.webhooks import create_webhook, list_webhooks, update_webhook
from desktop.desk import Place
from desktop.pages.apps import AppsPage
from tests.desktop.pages.apps.hands import LEFT, ORDERS, Key, button, type_into

EVIL = "<b>Order</b> & <img src=x>"


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
    qtbot.waitUntil(lambda: said.toasts == [("Saved “Storefront sync”", None)])


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


def test_the_page_may_be_left_once_changes_are_given_up(qtbot, form, page, answer):
    left = []
    page.leave(lambda: left.append("clean"))
    type_into(qtbot, form.fields.name_edit, "Mine")
    page.leave(lambda: left.append("changed"))
    assert left == ["clean"]
    answer(page, "Discard changes")
    assert left == ["clean", "changed"]
    assert page.webhook_form is None


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
    assert page.findChildren(QMessageBox) == []


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


def test_a_long_name_does_not_widen_the_window(qtbot, app, webhook, page, store):
    update_app(store, app.id, name="W" * 255)
    qtbot.waitUntil(lambda: page.app_form.title() == "W" * 255)
    assert page.minimumSizeHint().width() < 800
    update_webhook(store, webhook.id, name="W" * 255)
    page.open(Place("Apps", app_id=app.id, webhook_id=webhook.id))
    qtbot.waitUntil(lambda: page.webhook_form is not None and page.webhook_form.isVisible())
    assert page.minimumSizeHint().width() < 800


def test_no_empty_form_is_in_sight_before_the_apps_are_read(qtbot, app, desk, show):
    made = show(AppsPage(desk))
    assert not made.app_form.isVisible()
    qtbot.waitUntil(lambda: made.app_form.isVisible() and made.app_form.title() == app.name)


def test_a_wide_window_stretches_no_field_and_a_narrow_one_makes_the_list_of_apps_give_room(qtbot, app, page):
    name, apps = page.app_form.name_edit, page.table
    page.resize(2000, 800)
    qtbot.waitUntil(lambda: page.app_form.width() > 1500)
    assert 600 < name.width() < 920
    wide = apps.width()
    page.resize(750, 800)
    qtbot.waitUntil(lambda: apps.width() < wide)


def test_enter_in_the_name_saves_the_app(qtbot, app, page, store):
    type_into(qtbot, page.app_form.name_edit, "Shop")
    qtbot.keyClick(page.app_form.name_edit, Key.Key_Return)
    qtbot.waitUntil(lambda: get_app(store, app.id).name == "Shop")
