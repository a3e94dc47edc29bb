import os
import shutil
import subprocess

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QDialog, QScrollArea

from core.outgoing.apps import update_app
from core.outgoing.tokens import create_token, list_tokens
from tests.desktop.pages.apps.hands import LEFT, Key, button, type_into
from tests.waiting import eventually

needs_tools = pytest.mark.skipif(not (shutil.which("bash") and shutil.which("curl")), reason="needs curl")


@pytest.fixture
def field(app, page, qtbot):
    qtbot.waitUntil(lambda: page.app_form.title() == app.name)
    return page.app_form.tokens


def dialog_of(page):
    [found] = [each for each in page.window().findChildren(QDialog, "tokenDialog") if each.isVisible()]
    return found


def make(qtbot, page, name):
    """Make a token by hand; return the dialog that shows it."""
    qtbot.mouseClick(button(page.app_form, "New token…"), LEFT)
    dialog = dialog_of(page)
    type_into(qtbot, dialog.name_edit, name)
    qtbot.keyClick(dialog.name_edit, Key.Key_Return)
    return dialog


def test_a_token_is_shown_once_and_then_only_its_last_four(page, field, store, app, qtbot):
    assert not field.table.isVisible()
    dialog = make(qtbot, page, "Till")
    qtbot.waitUntil(dialog.token.isVisible)
    text = dialog.token_edit.text()
    assert "not shown again" in dialog.token.editor.accessibleDescription()
    qtbot.mouseClick(dialog.copy, LEFT)
    assert QGuiApplication.clipboard().text() == text
    qtbot.mouseClick(button(dialog, "Close"), LEFT)
    qtbot.waitUntil(lambda: field.model.rowCount() == 1)
    shown = [field.model.index(0, column).data() for column in range(4)]
    assert shown[:2] == ["Till", f"…{text[-4:]}"]
    assert not any(text in str(each) for each in shown)
    qtbot.waitUntil(lambda: page.window().findChildren(QDialog, "tokenDialog") == [])
    assert [token.name for token in list_tokens(store, app.id)] == ["Till"]


def test_a_token_needs_a_name(page, field, store, app, qtbot):
    dialog = make(qtbot, page, "  ")
    qtbot.waitUntil(lambda: dialog.name.error() != "")
    assert list_tokens(store, app.id) == []
    qtbot.mouseClick(button(dialog, "Cancel"), LEFT)
    assert not dialog.isVisible()


@pytest.mark.parametrize("how", ["link", "enter"])
def test_revoking_asks_first(page, field, store, app, qtbot, answer, how, said):
    create_token(store, app.id, name="<b>Till</b>")
    qtbot.waitUntil(lambda: field.model.rowCount() == 1)

    def revoke():
        place = field.table.visualRect(field.model.index(0, 3)).center()
        if how == "link":
            qtbot.mouseClick(field.table.viewport(), LEFT, pos=place)
        else:
            field.table.selectRow(0)
            qtbot.keyClick(field.table, Key.Key_Return)

    revoke()
    assert answer(page, "Keep").startswith("Revoke “<b>Till</b>”?")
    assert len(list_tokens(store, app.id)) == 1
    revoke()
    answer(page, "Revoke")
    qtbot.waitUntil(lambda: field.model.rowCount() == 0)
    assert list_tokens(store, app.id) == []
    qtbot.waitUntil(lambda: [text for text, _ in said.toasts][-1:] == ["Revoked “<b>Till</b>”"])


@needs_tools
def test_the_copied_line_emits_when_it_is_pasted_into_a_shell(page, field, store, webhook, qtbot, sink):
    _, token = create_token(store, webhook.app_id, name="Till")
    qtbot.waitUntil(field.copy_line.isVisible)
    qtbot.mouseClick(field.copy_line, LEFT)
    line = QGuiApplication.clipboard().text()
    assert token not in line
    assert in_bash(line).startswith("HTTP/1.1 401")
    assert in_bash(line.replace("TOKEN", token)).startswith("HTTP/1.1 202")
    [request] = eventually(lambda: sink.requests)
    assert b'"example": true' in request.body


def in_bash(line):
    """Run a line as a terminal would, without what the environment says of proxies."""
    clean = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    ran = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=20, env=clean)
    return ran.stdout


def test_the_curl_line_is_there_before_the_first_token(field, store, app):
    assert list_tokens(store, app.id) == []
    assert field.copy_line.isVisible()
    assert "Bearer TOKEN" in field.line_edit.text()


def test_tab_goes_from_the_permissions_to_the_tokens_and_on_to_the_webhooks(page, field, webhook, qtbot):
    qtbot.waitUntil(lambda: page.app_form.webhooks.model.rowCount() == 1)
    order = []
    page.app_form.findChild(QCheckBox, "MANAGE_PAYMENTS").setFocus()  # the last in sight
    while len(order) < 5:
        qtbot.keyClick(page.window().focusWidget(), Key.Key_Tab)
        order.append(page.window().focusWidget())
    webhooks = page.app_form.webhooks
    assert order == [
        *(field.new_button, field.line_edit, field.copy_line),
        *(webhooks.create_button, webhooks.table),
    ]


def test_the_line_names_an_event_that_the_app_may_emit(field, qtbot, store, app):
    create_token(store, app.id, name="Till")
    qtbot.waitUntil(lambda: "/events/order_created " in field.line_edit.text())
    update_app(store, app.id, permissions=["MANAGE_PRODUCTS"])
    qtbot.waitUntil(lambda: "/events/order_created " not in field.line_edit.text())


def test_the_fields_grow_with_the_tokens_and_scroll_in_a_low_window(page, field, store, app, qtbot):
    [area] = [each for each in page.app_form.findChildren(QScrollArea) if each.isAncestorOf(field)]
    low = page.minimumSizeHint().height()
    for name in ("Till", "Import"):
        create_token(store, app.id, name=name)
    qtbot.waitUntil(field.table.isVisible)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)
    assert page.minimumSizeHint().height() <= low  # less where it was not laid out yet
    page.resize(page.width(), page.minimumSizeHint().height())
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)


def test_a_new_app_has_no_tokens_yet(page, field, qtbot):
    page.app_form.show_new()
    assert not field.new_button.isVisible()
