import pytest
from PySide6.QtWidgets import QFileDialog, QLineEdit

from core.outgoing.headers import basic, bearer, custom_headers, reveal_authorization
from core.outgoing.webhooks import delete_webhook, get_webhook, update_webhook
from desktop.desk import Place
from tests.core.outgoing.wire import Authority
from tests.desktop.pages.apps.hands import LEFT, Key, button, type_into
from tests.sink import running_sink

HIDDEN, SHOWN = QLineEdit.EchoMode.Password, QLineEdit.EchoMode.Normal


@pytest.fixture
def with_access(webhook, store):
    return update_webhook(
        store, webhook.id, headers=[("x-shop", "7"), ("x-api-key", "k3y")], authorization=basic("ann:pw")
    )


@pytest.fixture
def access(qtbot, form):
    qtbot.mouseClick(form.fields.access.open_button, LEFT)
    return form.fields.access


def save(qtbot, form):
    qtbot.mouseClick(form.foot.save_button, LEFT)
    qtbot.waitUntil(lambda: not form.changed())


def audit(store):
    return [act for (act,) in store.sql("SELECT act FROM audit ORDER BY id").fetchall()]


def test_a_header_and_a_token_are_entered_and_sent(qtbot, form, access, webhook, store, sink):
    qtbot.mouseClick(button(access, "Bearer token"), LEFT)
    assert form.foot.words.text() == "Enter the credentials to save."
    type_into(qtbot, access.secret.edit, "t0ken")
    qtbot.mouseClick(access.headers.add_button, LEFT)
    (line,) = access.headers.rows
    assert line.name.hasFocus()
    qtbot.keyClicks(line.name, "X-Shop")
    qtbot.keyClicks(line.value, "7")
    qtbot.keyClick(line.value, Key.Key_Return)
    qtbot.waitUntil(lambda: get_webhook(store, webhook.id).header_names == ("x-shop",))
    qtbot.waitUntil(form.trial.button.isEnabled)
    qtbot.mouseClick(form.trial.button, LEFT)
    qtbot.waitUntil(lambda: bool(sink.requests))
    sent = sink.requests[0].headers
    assert (sent["authorization"], sent["x-shop"]) == (bearer("t0ken"), "7")


@pytest.mark.usefixtures("with_access")
def test_values_that_carry_credentials_are_hidden_until_asked_for_and_the_audit_knows(qtbot, access, store):
    shop, key = access.headers.rows
    qtbot.waitUntil(lambda: shop.value.text() == "7")
    assert (key.value.text(), key.value.echoMode()) == ("", HIDDEN)
    assert (access.secret.edit.text(), audit(store)) == ("", [])
    qtbot.mouseClick(key.eye, LEFT)
    qtbot.waitUntil(lambda: key.value.text() == "k3y")
    assert (key.value.echoMode(), key.eye.accessibleName()) == (SHOWN, "Hide the value of x-api-key")
    qtbot.mouseClick(access.secret.eye, LEFT)
    qtbot.waitUntil(lambda: access.secret.edit.text() == "ann:pw")
    assert audit(store) == ["header x-api-key shown", "authorisation shown"]
    qtbot.mouseClick(key.eye, LEFT)
    assert key.value.echoMode() == HIDDEN


@pytest.mark.usefixtures("with_access")
def test_what_nobody_touched_stays_and_what_is_changed_changes(qtbot, form, access, webhook, store):
    shop = access.headers.rows[0]
    qtbot.waitUntil(lambda: shop.value.text() == "7")
    assert not form.changed()
    type_into(qtbot, shop.value, "8")
    save(qtbot, form)
    assert custom_headers(store, webhook.id) == (("x-shop", "8"), ("x-api-key", "k3y"))
    assert reveal_authorization(store, webhook.id) == "ann:pw"
    qtbot.mouseClick(access.headers.rows[1].remove, LEFT)
    qtbot.mouseClick(button(access, "None"), LEFT)
    save(qtbot, form)
    assert custom_headers(store, webhook.id) == (("x-shop", "8"),)
    assert get_webhook(store, webhook.id).authorization == ""


@pytest.mark.usefixtures("with_access")
def test_another_kind_of_authorisation_needs_credentials_of_its_own(qtbot, form, access):
    qtbot.mouseClick(button(access, "Bearer token"), LEFT)
    assert not form.foot.save_button.isEnabled()
    qtbot.mouseClick(button(access, "Basic"), LEFT)
    assert not form.changed()
    assert access.secret.edit.placeholderText()


def test_a_reserved_header_is_refused_in_a_sentence_at_its_line(qtbot, form, access):
    qtbot.mouseClick(access.headers.add_button, LEFT)
    (line,) = access.headers.rows
    assert not form.changed()  # an empty line is none
    qtbot.keyClicks(line.name, "Content-Type")
    type_into(qtbot, line.value, "text/plain")
    line.name.setFocus()
    assert access.headers.error() == "The header content-type is set by the desk. Choose another name."
    assert line.name.property("invalid")
    assert form.foot.words.text() == "1 field needs correction"
    type_into(qtbot, line.name, "x-token")
    assert (access.headers.error(), line.value.echoMode()) == ("", HIDDEN)
    assert form.foot.save_button.isEnabled()


def test_the_summary_of_a_webhook_with_access_stands_in_the_line(qtbot, page, with_access):
    page.open(Place("Apps", webhook_id=with_access.id))
    qtbot.waitUntil(lambda: page.webhook_form is not None)
    words = "Basic authorisation, 2 headers of its own"
    assert page.webhook_form.fields.access.summary.text() == words


def test_a_ca_file_is_chosen_shown_kept_and_removed(qtbot, form, webhook, store, tmp_path):
    file, delivery = Authority(tmp_path).file, form.fields.delivery
    qtbot.mouseClick(delivery.open_button, LEFT)
    qtbot.mouseClick(delivery.authority.choose_button, LEFT)
    dialog = form.window().findChild(QFileDialog)
    qtbot.waitUntil(dialog.isVisible)
    dialog.fileSelected.emit(str(file))
    dialog.reject()
    qtbot.waitUntil(lambda: delivery.authority.shown.text().startswith("Test authority, until "))
    file.unlink()
    save(qtbot, form)
    assert get_webhook(store, webhook.id).sending.authorities.startswith("-----BEGIN CERTIFICATE-----")
    assert delivery.summary.text().endswith("trusting Test authority")
    qtbot.mouseClick(delivery.authority.remove_button, LEFT)
    save(qtbot, form)
    assert get_webhook(store, webhook.id).sending.authorities == ""


def test_an_endpoint_of_ones_own_authority_is_reached_once_its_file_is_chosen(
    qtbot, form, webhook, store, tmp_path
):
    authority = Authority(tmp_path)
    with running_sink(tls=authority.serves()) as sink:
        update_webhook(store, webhook.id, target_url=sink.url)
        qtbot.waitUntil(lambda: form.fields.url_edit.text() == sink.url)
        qtbot.mouseClick(form.trial.button, LEFT)
        unknown = "Status: Certificate from an unknown authority"
        qtbot.waitUntil(lambda: form.trial.pill.accessibleName() == unknown)
        qtbot.waitUntil(lambda: "choose its CA file in the delivery settings" in form.health.words.text())
        form.fields.delivery.authority.take(str(authority.file))
        qtbot.waitUntil(form.changed)
        save(qtbot, form)
        qtbot.waitUntil(form.trial.button.isEnabled)
        qtbot.mouseClick(form.trial.button, LEFT)
        qtbot.waitUntil(lambda: form.trial.pill.accessibleName() == "Status: 200 OK")


def test_a_file_that_is_no_certificate_is_said_beside_its_field_and_changes_nothing(qtbot, form, tmp_path):
    authority, wrong = form.fields.delivery.authority, tmp_path / "wrong.pem"
    wrong.write_text("hello")
    authority.take(str(wrong))
    qtbot.waitUntil(lambda: authority.field.error().startswith("The certificates in this file cannot"))
    authority.take(str(tmp_path / "gone"))
    qtbot.waitUntil(lambda: authority.field.error().startswith("This file cannot be read."))
    assert not form.changed()


def test_headers_that_are_read_after_the_webhook_was_deleted_elsewhere_are_no_problem(
    qtbot, with_access, page, access, store, said
):
    qtbot.waitUntil(lambda: not access._reader._runs)
    page.hide()  # else it closes the form
    delete_webhook(store, with_access.id)
    access.show_webhook(with_access)
    qtbot.waitUntil(lambda: not access._reader._runs)
    assert said.problems == []
