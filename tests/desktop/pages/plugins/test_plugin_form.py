from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QWidget

from core.incoming.plugins import (
    PROVIDERS,
    create_plugin,
    delete_plugin,
    get_plugin,
    list_plugins,
    reveal_secret,
    update_plugin,
)
from core.log.event_log import LogFilter
from core.signing import standard
from desktop.desk import Place
from desktop.forms.provider_words import WORDS
from tests.desktop.pages.plugins.hands import LEFT, Key, button, take, type_into

EVIL = "<b>Till</b> & <img src=x>"


def test_the_id_is_suggested_from_the_name_until_one_is_typed(qtbot, plugin, page, store):
    create_plugin(store, name="Till", provider="none", id="till")
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    qtbot.mouseClick(page.new_button, LEFT)
    fields = page.form.fields
    qtbot.keyClicks(fields.name_edit, "Till")
    assert fields.id_edit.text() == "till-2"  # the other is taken
    type_into(qtbot, fields.id_edit, "shop.till")
    type_into(qtbot, fields.name_edit, "Shop till")
    assert fields.id_edit.text() == "shop.till"


def test_the_id_of_a_saved_plugin_is_fixed(qtbot, form):
    fields = form.fields
    assert fields.id_edit.isReadOnly()
    type_into(qtbot, fields.name_edit, "Another name")
    assert fields.id_edit.text() == "nautical.fulfillment.shopify"


def test_what_is_wrong_stands_beside_its_field_and_cannot_be_saved(qtbot, plugin, page):
    qtbot.mouseClick(page.new_button, LEFT)
    form, fields = page.form, page.form.fields
    assert fields.name.error() == ""  # empty is only missing yet
    qtbot.keyClicks(fields.name_edit, "Till")
    assert form.foot.words.text() == "Enter the secret key to save."
    type_into(qtbot, fields.id_edit, "a b")
    fields.seller_edit.setFocus()
    assert fields.id.error().startswith("A plugin id has letters")
    assert form.foot.words.text() == "1 field needs correction"
    type_into(qtbot, fields.id_edit, plugin.id)
    fields.seller_edit.setFocus()
    assert fields.id.error() == f"There is a plugin {plugin.id} already. Choose another id."
    assert not form.foot.save_button.isEnabled()
    qtbot.keyClicks(fields.id_edit, "2")
    assert fields.id.error() == ""
    qtbot.keyClicks(fields.secret.edit, "k")
    assert form.foot.words.text() == "Unsaved changes"
    assert form.foot.save_button.isEnabled()


def test_the_first_wrong_field_gets_the_focus_on_save(qtbot, form):
    type_into(qtbot, form.fields.name_edit, "")
    form.fields.active.setFocus()
    qtbot.keyClick(form.fields.active, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert form.fields.name_edit.hasFocus()
    assert form.fields.name.error().startswith("A name is needed.")


def test_an_id_that_was_taken_meanwhile_is_said_beside_its_field(qtbot, new_form, page, store):
    qtbot.keyClicks(new_form.fields.name_edit, "Till")
    qtbot.keyClicks(new_form.fields.secret.edit, "k")
    new_form.fields.allow = lambda taken: None  # the page has not read the new one yet
    create_plugin(store, name="Till", provider="none", id="till")
    qtbot.mouseClick(new_form.foot.save_button, LEFT)
    qtbot.waitUntil(lambda: new_form.fields.id.error().startswith("There is a plugin till already."))
    assert new_form.fields.id_edit.hasFocus()
    assert len(list_plugins(store)) == 1


def test_saving_keeps_the_secret_that_nobody_touched(qtbot, form, plugin, store):
    type_into(qtbot, form.fields.seller_edit, "")
    form.fields.active.setChecked(False)
    qtbot.mouseClick(form.foot.save_button, LEFT)
    qtbot.waitUntil(lambda: not form.changed())
    saved = get_plugin(store, plugin.id)
    assert (saved.seller, saved.is_active) == ("", False)
    assert reveal_secret(store, plugin.id) == "s3cret"


def test_the_secret_is_shown_and_copied_on_demand_and_replaced(qtbot, form, plugin, store):
    secret = form.fields.secret
    assert secret.edit.text() == ""
    qtbot.mouseClick(secret.eye, LEFT)
    qtbot.waitUntil(lambda: secret.edit.text() == "s3cret")
    QGuiApplication.clipboard().clear()
    qtbot.mouseClick(secret.copy, LEFT)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == "s3cret")
    assert not form.changed()
    type_into(qtbot, secret.edit, "another")
    qtbot.mouseClick(form.foot.save_button, LEFT)
    qtbot.waitUntil(lambda: reveal_secret(store, plugin.id) == "another")


def test_an_emptied_secret_is_an_error_at_once(qtbot, form):
    type_into(qtbot, form.fields.secret.edit, "k")
    qtbot.keyClick(form.fields.secret.edit, Key.Key_Backspace)
    assert form.fields.secret.field.error().startswith("A secret key is needed")
    assert not form.foot.save_button.isEnabled()


def test_another_provider_needs_a_key_of_its_own_and_makes_one(qtbot, form, plugin, store):
    fields = form.fields
    take(fields, "standard")
    assert fields.secret.edit.placeholderText() == ""  # the saved key is of no use
    assert form.foot.words.text() == "Enter the secret key to save."
    type_into(qtbot, fields.secret.edit, "no key!")
    fields.name_edit.setFocus()
    assert fields.secret.field.error().startswith("This is not a Standard Webhooks secret key.")
    qtbot.mouseClick(fields.secret.make, LEFT)
    made = fields.secret.edit.text()
    standard.check_secret(made)
    qtbot.mouseClick(form.foot.save_button, LEFT)
    qtbot.waitUntil(lambda: get_plugin(store, plugin.id).provider == "standard")
    assert reveal_secret(store, plugin.id) == made


def test_going_back_to_the_saved_provider_keeps_its_key(qtbot, form):
    take(form.fields, "standard")
    take(form.fields, "nautical")
    assert not form.changed()
    assert form.fields.faults() == {}
    assert form.fields.secret.edit.placeholderText() != ""


def test_a_plugin_without_verification_says_what_that_means_and_drops_its_key(qtbot, form, plugin, store):
    fields = form.fields
    assert fields.unverified.reasons() == []
    take(fields, "none")
    [note] = fields.unverified.reasons()
    assert note.startswith("Whoever can reach this plugin's URL can make jobs")
    assert note.endswith("Saving removes the secret key.")
    assert not fields.secret.isVisible()
    qtbot.mouseClick(form.foot.save_button, LEFT)
    qtbot.waitUntil(lambda: get_plugin(store, plugin.id).provider == "none")
    assert not get_plugin(store, plugin.id).has_secret


def test_every_provider_has_its_words():
    assert list(WORDS) == list(PROVIDERS)


def test_what_a_plugin_received_is_shown_in_the_event_logs(qtbot, form, plugin, said):
    qtbot.mouseClick(button(form, "Show what it received"), LEFT)
    assert said.places == [Place("Event Logs", log=LogFilter(plugin_id=plugin.id))]


def test_sections_that_read_after_the_plugin_was_deleted_elsewhere_tell_no_problem(
    qtbot, form, plugin, page, store, said
):
    missed, mappings = form.missed, form.mappings
    qtbot.waitUntil(lambda: not (missed._reader._runs or mappings._reader._runs))
    page.hide()  # else it closes the form
    delete_plugin(store, plugin.id)
    missed.show_plugin(replace(plugin, provider="stripe"))
    mappings.show_plugin(plugin.id)
    qtbot.waitUntil(lambda: not (missed._reader._runs or mappings._reader._runs))
    assert said.problems == []


def test_names_of_strangers_are_shown_as_they_are(qtbot, form, plugin, page, store):
    update_plugin(store, plugin.id, name=EVIL)
    qtbot.waitUntil(lambda: form._name.text() == EVIL)
    assert form._name.textFormat() == form._here.textFormat() == Qt.TextFormat.PlainText


def test_a_long_name_does_not_widen_the_window(qtbot, form, plugin, store):
    update_plugin(store, plugin.id, name="W" * 255)
    qtbot.waitUntil(lambda: form.title() == "W" * 255)
    assert form._name.text() == "W" * 59 + "…"
    form.layout().activate()  # the new texts are measured now, not when the loop comes to it
    assert form.minimumSizeHint().width() <= 1092


def test_every_control_has_an_accessible_name(form, page):
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit)
    unnamed = [
        each
        for kind in kinds
        for each in page.findChildren(kind)
        if not each.accessibleName() and each.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    assert unnamed == []


def test_the_names_that_tests_and_screen_readers_hold_on_to_are_there(form, page):
    names = ("pluginsTable", "pluginForm", "saveButton")
    assert [name for name in names if page.findChild(QWidget, name) is None] == []


def test_the_whole_form_is_walked_through_by_the_keyboard(qtbot, form, page):
    walked = set()
    form.fields.name_edit.setFocus()
    for _ in range(40):
        qtbot.keyClick(page.focusWidget(), Key.Key_Tab)
        walked.add(page.focusWidget())
    fields, side = form.fields, form.sender_side
    wanted = {fields.id_edit, fields.seller_edit, fields.provider.list, fields.secret.edit}
    wanted |= {fields.active, side.url_edit, side.copy_url, side.lines_edit, side.copy_lines}
    assert wanted <= walked


def test_showing_and_copying_the_saved_key_are_noted(qtbot, form, plugin, store):
    secret, noted = form.fields.secret, ("secret shown", f"plugin {plugin.id}")
    audit = "SELECT act, subject FROM audit"
    assert store.sql(audit).fetchall() == []
    qtbot.mouseClick(secret.copy, LEFT)
    qtbot.waitUntil(lambda: store.sql(audit).fetchall() == [noted])
    qtbot.mouseClick(secret.eye, LEFT)
    qtbot.waitUntil(lambda: secret.edit.text() == "s3cret")
    assert store.sql(audit).fetchall() == [noted] * 2


def test_enter_in_a_line_saves(qtbot, form, store):
    type_into(qtbot, form.fields.seller_edit, "Tern & Tide")
    qtbot.keyClick(form.fields.seller_edit, Key.Key_Return)
    qtbot.waitUntil(lambda: get_plugin(store, form.plugin_id).seller == "Tern & Tide")
