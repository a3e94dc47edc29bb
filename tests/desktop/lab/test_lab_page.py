"""The verification lab in the window."""

import base64
import hashlib
import hmac

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QPushButton

from core.incoming.guards import Request, own_hosts
from core.incoming.intake import take_all
from core.incoming.plugins import create_plugin, delete_plugin
from core.log import event_log
from core.redaction import Redaction, save_redaction
from desktop.desk import Place
from desktop.inspector.payload_inspector import PayloadInspector
from desktop.inspector.rows import HexRows
from desktop.lab.body_field import MOST_SHOWN
from desktop.pages.lab import LabPage
from tests.desktop.pages.plugins.hands import LEFT, button

BODY = b'{"a": 1, "b": "x"}'


def coded(body, key="right"):
    return base64.b64encode(hmac.digest(key.encode(), body, hashlib.sha256)).decode()


@pytest.fixture
def store(engine):
    with engine.store.connection():
        yield engine.store


@pytest.fixture
def page(desk, show):
    return show(LabPage(desk))


@pytest.fixture
def received(store):
    """Return the id of a row that a plugin received; `signed` is what the sender signed with `key`."""
    create_plugin(store, name="Till", provider="shopify", secret="right")

    def receive(body=BODY, signed=BODY, key="right"):
        headers = {"content-type": "application/json", "x-shopify-hmac-sha256": coded(signed, key)}
        take_all(store, [Request("till", "", headers, body)], own_hosts=own_hosts("127.0.0.1", 8765))
        return event_log.older(store, None, limit=1)[0].id

    return receive


def paste(page, body=BODY, signed=BODY, secret="right", provider="shopify"):
    side = page.request
    side.provider.list.setCurrentIndex(side.provider.list.findData(provider))
    side.secret_edit.setText(secret)
    side.headers_edit.setPlainText(f"X-Shopify-Hmac-SHA256: {coded(signed)}")
    side.body.edit.setPlainText(body.decode())


def verdict(qtbot, page, title):
    qtbot.waitUntil(lambda: page.result.banner.title() == title)


def test_an_empty_lab_says_what_it_is_for(page):
    assert page.result.empty.isVisible()


def test_a_pasted_request_is_checked_while_it_is_typed(qtbot, page):
    paste(page)
    verdict(qtbot, page, "The signature is right")
    shown = page.result.signatures
    assert shown.given.text() == shown.expected.text() == coded(BODY)
    qtbot.waitUntil(lambda: shown.bytes.toPlainText() == BODY.decode())
    page.request.secret_edit.setText("wrong")
    page.request.secret_edit.textEdited.emit("wrong")
    verdict(qtbot, page, "Bad signature")
    assert page.result.cause.title() == "No known cause explains it"
    assert shown.given.property("tone") == "bad"


def test_the_suggested_change_is_tried_with_a_click(qtbot, page):
    paste(page, BODY + b"\n", BODY)
    verdict(qtbot, page, "Bad signature")
    assert page.result.cause.title() == "A line break was added after the body"
    qtbot.mouseClick(button(page.result, "Try this change"), LEFT)
    verdict(qtbot, page, "The signature is right")
    assert page.request.body.body() == BODY
    assert not page.result.cause.isVisible()


def test_line_ends_and_bytes_are_shown_as_they_are(qtbot, page):
    page.request.body.show_body(b'{"a":\r\n1}', "so")
    page.request.headers_edit.setPlainText("x-nautical-signature: 00")
    signatures = page.result.signatures
    qtbot.waitUntil(lambda: signatures.bytes.toPlainText() == '{"a":\\r\\n\n1}')
    signatures.forms.choose("Hex")
    assert signatures.bytes.toPlainText().startswith(HexRows(b'{"a":\r\n1}').pieces(0)[0].text[:8])


def test_a_received_request_is_checked_by_its_plugins_own_secret_which_stays_hidden(qtbot, page, received):
    page.open(Place("Verification lab", log_id=received()))
    verdict(qtbot, page, "The signature is right")
    assert page.choice.currentText().endswith("Accepted  till")
    assert page.request.secret_edit.text() == ""
    assert page.request.body.field.editor.accessibleDescription() == "18 bytes, exactly as received."


def test_a_change_of_the_plugins_secret_is_told_and_not_shown(qtbot, page, received, store):
    create_plugin(store, name="Other", provider="shopify", secret="other")
    page.open(Place("Verification lab", log_id=received(key="other")))
    verdict(qtbot, page, "Bad signature")
    assert page.result.cause.title() == "It matches the secret of the plugin Other (other)"
    assert "Try this change" not in [each.text() for each in page.result.findChildren(QAbstractButton)]


def test_what_is_received_meanwhile_is_offered_and_can_be_chosen(qtbot, page, received):
    first = received()
    qtbot.waitUntil(lambda: page.choice.findData(first) == 1)
    page.choice.setCurrentIndex(1)
    verdict(qtbot, page, "The signature is right")
    page.choice.setCurrentIndex(0)
    qtbot.waitUntil(page.result.empty.isVisible)
    assert page.request.headers_edit.toPlainText() == ""


def test_an_old_row_that_is_asked_for_is_offered_too(qtbot, page, received):
    old = received()
    for number in range(31):
        received(b'{"n": %d}' % number, b'{"n": %d}' % number)
    page.open(Place("Verification lab", log_id=old))
    verdict(qtbot, page, "The signature is right")
    assert page.choice.currentData() == old


def test_a_row_of_a_plugin_that_was_deleted_asks_for_its_secret(qtbot, page, received, store):
    log_id = received()
    delete_plugin(store, "till")
    page.open(Place("Verification lab", log_id=log_id))
    verdict(qtbot, page, "No secret key")


def test_bytes_stay_exact_until_their_text_is_changed(page):
    field = page.request.body
    for body in (b"a\r\nb", b"\xff\x00", b"x" * (MOST_SHOWN + 1)):
        field.show_body(body, "so")
        assert field.body() == body
    assert field.edit.isReadOnly()
    field.show_body(b"a\r\nb", "so")
    field.edit.appendPlainText("c")
    assert field.body() == b"a\nb\nc"


def test_a_file_is_opened_with_its_exact_bytes(qtbot, page, tmp_path):
    (tmp_path / "body").write_bytes(b"a\r\n")
    field = page.request.body
    field.open_file(str(tmp_path / "body"))
    qtbot.waitUntil(lambda: field.body() == b"a\r\n")
    field.open_file(str(tmp_path))
    qtbot.waitUntil(lambda: field.field.error().startswith("This file cannot be read."))


def test_headers_that_cannot_be_read_are_said_beside_them(qtbot, page):
    page.request.headers_edit.setPlainText('{"a": ')
    qtbot.waitUntil(lambda: page.request.headers.error().startswith("The headers cannot be read."))
    page.request.headers_edit.setPlainText("a: b")
    qtbot.waitUntil(lambda: page.request.headers.error() == "")


def test_a_wrong_option_is_said_beside_it(qtbot, page):
    paste(page, provider="square")
    verdict(qtbot, page, "No signature")
    page.request.options.edits["public_url"].setText("desk")
    page.request.options.edited.emit("public_url")
    qtbot.waitUntil(lambda: "with https://" in page.request.options.fields["public_url"].error())


def test_each_of_several_signatures_can_be_looked_at(qtbot, page):
    items = ",".join(
        f'{{"NotificationRequestItem":{{"pspReference":"{at}","additionalData":{{"hmacSignature":"x"}}}}}}'
        for at in range(3)
    )
    paste(page, f'{{"notificationItems":[{items}]}}'.encode(), provider="adyen", secret="0f")
    signatures = page.result.signatures
    qtbot.waitUntil(lambda: signatures.which.count() == 3)
    signatures.which.setCurrentIndex(2)
    qtbot.waitUntil(lambda: signatures.bytes.toPlainText() == "2:::::::")


def test_the_secret_is_hidden_until_it_is_asked_for(qtbot, page):
    edit = page.request.secret_edit
    assert edit.echoMode() == QLineEdit.EchoMode.Password
    qtbot.mouseClick(page.request.eye, LEFT)
    assert edit.echoMode() == QLineEdit.EchoMode.Normal


def test_every_control_has_an_accessible_name(page):
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox)
    unnamed = [
        each.objectName() or each
        for kind in kinds
        for each in page.findChildren(kind)
        if not each.accessibleName() and each.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    assert unnamed == []


def test_a_request_that_was_refused_for_another_reason_says_which(qtbot, page, received):
    page.open(Place("Verification lab", log_id=received(b"no json", b"no json")))
    verdict(qtbot, page, "The signature is right")
    assert page.result.cause.title() == "It was refused all the same: Not JSON"
    [view] = page.result.cause.findChildren(QPushButton)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton)
    [inspector] = page.findChildren(PayloadInspector)
    assert inspector.tabs.name() == "Signature"
    inspector.close()


def test_what_was_redacted_is_not_taken_for_a_wrong_secret(qtbot, page, received, store):
    save_redaction(store, Redaction(("$.b",), ()))
    page.open(Place("Verification lab", log_id=received()))
    verdict(qtbot, page, "Bad signature")
    assert page.result.cause.title() == "Values were taken out before it was kept"


def test_without_a_signature_the_one_that_should_be_there_is_shown_and_no_cause_is_guessed(qtbot, page):
    page.request.secret_edit.setText("right")
    page.request.body.edit.setPlainText("{}")
    verdict(qtbot, page, "No signature")
    shown = page.result.signatures
    assert shown.expected.text() == hmac.digest(b"right", b"{}", hashlib.sha256).hex()
    assert (shown.given.text(), page.result.cause.title()) == ("None", "")
    paste(page, provider="hmac")
    assert page.request.options.options().algorithm == "sha256"
