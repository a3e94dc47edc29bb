import os
import shutil
import subprocess

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QDialog, QLineEdit, QMenu, QMessageBox, QPlainTextEdit, QWidget

from core.bus import Change
from core.incoming import jobs
from core.incoming.curl_line import PLACEHOLDER
from core.incoming.plugins import (
    PROVIDERS,
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
from core.signing import standard
from desktop.desk import Place
from desktop.forms.provider_choice import WORDS
from desktop.pages.plugins import PluginsPage
from tests.waiting import eventually

LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key
EVIL = "<b>Till</b> & <img src=x>"
SECRETS = {"nautical": '$HOME "quoted" `id` \\ é', "none": ""}  # nothing that a shell may take for its own


@pytest.fixture
def store(engine):
    with engine.store.connection():
        yield engine.store


@pytest.fixture
def plugin(store):
    return create_plugin(
        store,
        name="Shopify",
        provider="nautical",
        secret="s3cret",
        seller="Brightwater",
        id="nautical.fulfillment.shopify",
    )


@pytest.fixture
def page(desk, show, qtbot):
    made = show(PluginsPage(desk))
    qtbot.waitUntil(lambda: made.model.rowCount() > 0 or made._stack.currentWidget() is made._nothing)
    return made


@pytest.fixture
def form(plugin, page, qtbot):
    """The form of the one plugin, opened from the table by Enter."""
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.table.selectRow(0)
    qtbot.keyClick(page.table, Key.Key_Return)
    assert page.form is not None
    return page.form


@pytest.fixture
def new_form(page, qtbot):
    """The form of a new plugin."""
    qtbot.mouseClick(button(page, "New plugin"), LEFT)
    assert page.form is not None
    return page.form


def button(widget, text):
    """Return the button in sight with this text or name."""
    found = [
        each
        for each in widget.findChildren(QAbstractButton)
        if text in (each.text(), each.accessibleName()) and each.isVisible()
    ]
    assert len(found) == 1, f"{len(found)} buttons say {text}"
    return found[0]


def type_into(qtbot, edit, text):
    edit.setFocus()
    edit.clear()
    qtbot.keyClicks(edit, text)


def copied(qtbot, widget, name):
    QGuiApplication.clipboard().clear()
    qtbot.mouseClick(button(widget, name), LEFT)
    return QGuiApplication.clipboard().text()


def texts(page, row=0):
    return [page.model.index(row, column).data() for column in range(7)]


def post(engine, plugin_id, **more):
    url = f"{engine.receiver_state().url}/plugins/{plugin_id}/product_create"
    return httpx.post(url, json={"external_id": "1", "name": "Cleat"}, trust_env=False, **more)


# the table


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
    assert said.toasts == [("Saved “Harbour ERP”", None)]
    qtbot.waitUntil(form.sender_side.url_edit.isVisible)


def test_the_table_shows_who_sends_and_what_came_last(qtbot, plugin, page, engine, store):
    create_plugin(store, name="Till", provider="none", id="till")
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    shown = ["Shopify", "nautical.fulfillment.shopify", "Nautical", "Brightwater", "never", "", "Active"]
    assert texts(page) == shown
    assert texts(page, 1) == ["Till", "till", "None", "", "never", "", "Active"]
    assert post(engine, plugin.id).status_code == 401
    qtbot.waitUntil(lambda: texts(page)[4:6] == ["now", "Refused"])
    assert post(engine, "till").status_code == 204
    qtbot.waitUntil(lambda: texts(page, 1)[4:6] == ["now", "Accepted"])


def test_a_switch_in_the_table_acts_at_once_and_can_be_undone(qtbot, plugin, page, store, said):
    page.table.selectRow(0)
    qtbot.keyClick(page.table, Key.Key_Space)
    qtbot.waitUntil(lambda: texts(page)[6] == "Inactive")
    assert not get_plugin(store, plugin.id).is_active
    words, undo = said.toasts[-1]
    assert words == "“Shopify” is not active; its sender is answered 404"
    undo()
    qtbot.waitUntil(lambda: texts(page)[6] == "Active")
    assert said.toasts[-1] == ("“Shopify” is active", None)


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


# the form


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
    qtbot.mouseClick(fields.provider.buttons["standard"], LEFT)
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
    qtbot.mouseClick(form.fields.provider.buttons["standard"], LEFT)
    qtbot.mouseClick(form.fields.provider.buttons["nautical"], LEFT)
    assert not form.changed()
    assert form.fields.faults() == {}
    assert form.fields.secret.edit.placeholderText() != ""


def test_a_plugin_without_verification_says_what_that_means_and_drops_its_key(qtbot, form, plugin, store):
    fields = form.fields
    assert fields.unverified.reasons() == []
    qtbot.mouseClick(fields.provider.buttons["none"], LEFT)
    [note] = fields.unverified.reasons()
    assert note.startswith("Whoever can reach this plugin's URL can make jobs")
    assert note.endswith("Saving removes the secret key.")
    assert not fields.secret.isVisible()
    qtbot.mouseClick(form.foot.save_button, LEFT)
    qtbot.waitUntil(lambda: get_plugin(store, plugin.id).provider == "none")
    assert not get_plugin(store, plugin.id).has_secret


def test_every_provider_has_its_words():
    assert list(WORDS) == list(PROVIDERS)


# the sender's side


def test_a_new_plugin_has_no_url_before_it_is_saved(new_form):
    assert new_form.sender_side.later.isVisible()
    assert not new_form.sender_side.url.isVisible()
    assert not new_form.sender_side.lines.isVisible()


def test_the_url_for_the_sender_is_copied(qtbot, form, engine):
    url = f"{engine.receiver_state().url}/plugins/nautical.fulfillment.shopify/"
    assert form.sender_side.url_edit.text() == url
    assert copied(qtbot, form, "Copy the URL") == url


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("openssl")), reason="needs curl and openssl")
def test_the_copied_line_makes_a_job_when_it_is_pasted_into_a_shell(
    qtbot, provider, page, engine, store, tmp_path
):
    secret = standard.generate_secret() if provider == "standard" else SECRETS[provider]
    create_plugin(store, name="Trial", provider=provider, secret=secret, id="a.trial-1")
    page.open(Place("Plugins", plugin_id="a.trial-1"))
    qtbot.waitUntil(lambda: page.form is not None)
    lines = copied(qtbot, page.form, "Copy the curl line")
    assert (PLACEHOLDER in lines) == bool(secret)
    assert not secret or secret not in lines
    answer = _in_shell(lines.replace(PLACEHOLDER, secret), tmp_path)
    assert answer.startswith("HTTP/1.1 204")
    [job] = eventually(lambda: jobs.older(store, None, limit=9, match=jobs.JobFilter(status="SUCCESS")))
    assert job.job_type == "PRODUCT_CREATE"
    qtbot.waitUntil(lambda: page.form.sender_side.pill.accessibleName() == "Status: Accepted")


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("openssl")), reason="needs curl and openssl")
def test_without_the_secret_put_in_the_line_is_refused(qtbot, form, engine, tmp_path):
    assert _in_shell(copied(qtbot, form, "Copy the curl line"), tmp_path).startswith("HTTP/1.1 401")
    qtbot.waitUntil(lambda: form.sender_side.pill.accessibleName() == "Status: Refused")
    assert form.sender_side.words.text().startswith("Bad signature, ")


def _in_shell(lines, folder):
    """Return what a shell prints for lines that are pasted into it; a failed command is an error."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    done = subprocess.run(
        ["bash", "-eu", "-o", "pipefail"],
        input=lines,
        env=kept,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    return done.stdout


def test_the_payload_of_the_last_request_is_a_click_away(qtbot, form, page, plugin, engine, store):
    assert not form.sender_side.outcome.isVisible()
    post(engine, plugin.id)
    qtbot.waitUntil(form.sender_side.outcome.isVisible)
    qtbot.mouseClick(button(form, "View payload"), LEFT)
    inspector = page.window().findChild(QDialog, "payloadInspector")
    assert inspector.isVisible()
    inspector.close()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (
            ReceiverState(False, "127.0.0.1", 8765, "The receiver could not start", "Port 8765 is taken."),
            "The receiver could not start. Port 8765 is taken.",
        ),
        (
            ReceiverState(False, "127.0.0.1", 8765),
            "The receiver does not run. Nothing can be received until it does.",
        ),
    ],
)
def test_a_receiver_that_does_not_listen_is_said_where_its_url_is(
    qtbot, form, engine, monkeypatch, said, state, words
):
    notes = form.sender_side.receiver_notes
    assert notes.reasons() == []
    monkeypatch.setattr(engine, "receiver_state", lambda: state)
    engine.bus.publish(Change.RECEIVER)
    qtbot.waitUntil(lambda: notes.reasons() == [words])
    assert form.sender_side.url_edit.text().startswith("http://127.0.0.1:8765/plugins/")
    qtbot.mouseClick(button(notes, "Open Settings"), LEFT)
    assert said.places == [Place("Settings")]


def test_while_the_port_is_not_known_there_is_no_url_to_copy(qtbot, form, engine, monkeypatch):
    monkeypatch.setattr(engine, "receiver_state", lambda: ReceiverState(False, "127.0.0.1", 0))
    engine.bus.publish(Change.RECEIVER)
    qtbot.waitUntil(lambda: form.sender_side.url_edit.text() == "")
    assert not form.sender_side.copy_url.isEnabled()
    assert not form.sender_side.copy_lines.isEnabled()


def test_a_receiver_that_others_reach_is_not_said_to_be_of_this_machine_alone(
    qtbot, form, engine, monkeypatch
):
    monkeypatch.setattr(engine, "receiver_state", lambda: ReceiverState(True, "192.0.2.7", 80))
    engine.bus.publish(Change.RECEIVER)
    qtbot.waitUntil(lambda: "192.0.2.7:80/" in form.sender_side.url_edit.text())
    assert form.sender_side.url_edit.accessibleDescription() == "Enter this at the sender."


# leaving, deleting, what happens elsewhere


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


def test_what_a_plugin_received_is_shown_in_the_event_logs(qtbot, form, plugin, said):
    qtbot.mouseClick(button(form, "Show what it received"), LEFT)
    assert said.places == [Place("Event Logs", log=LogFilter(plugin_id=plugin.id))]


def test_names_of_strangers_are_shown_as_they_are(qtbot, form, plugin, page, store):
    update_plugin(store, plugin.id, name=EVIL)
    qtbot.waitUntil(lambda: form._name.text() == EVIL)
    assert form._name.textFormat() == form._here.textFormat() == Qt.TextFormat.PlainText


def test_a_long_name_does_not_widen_the_window(qtbot, form, plugin, page, store):
    update_plugin(store, plugin.id, name="W" * 255)
    qtbot.waitUntil(lambda: form.title() == "W" * 255)
    assert form._name.text() == "W" * 59 + "…"
    assert page.minimumSizeHint().width() <= 1092


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
    wanted = {fields.id_edit, fields.seller_edit, fields.provider.buttons["nautical"], fields.secret.edit}
    wanted |= {fields.active, side.url_edit, side.copy_url, side.lines_edit, side.copy_lines}
    assert wanted <= walked
