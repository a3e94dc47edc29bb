"""An event is edited, looked at and sent from the inspector."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from core.log import event_log
from core.outgoing.emit import emit
from core.outgoing.webhooks import update_webhook
from desktop.forms.resend_dialog import LOOK, MOST_EDITED, ResendDialog
from desktop.inspector.payload_inspector import PayloadInspector
from tests.core import made

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def store(engine):
    with engine.store.connection():
        yield engine.store


@pytest.fixture
def hook(store, sink):
    return made.hook(store, sink.url, name="Feed", secret="key")


@pytest.fixture
def sent(store, hook):
    """A delivery and its body."""

    def send(body=b'{"sku": "BW-1"}'):
        (log_id,) = emit(store, "product_created", body).deliveries
        return event_log.get_row(store, log_id), event_log.payload(store, log_id)

    return send


@pytest.fixture
def dialog(engine, sent, qtbot):
    def show(*body):
        row, payload = sent(*body)
        shown = ResendDialog(engine, row, payload)
        qtbot.addWidget(shown)
        shown.show()
        qtbot.waitUntil(lambda: shown.webhook.count() > 0)
        return shown

    return show


def test_nothing_is_sent_before_something_was_changed(dialog, qtbot):
    shown = dialog()
    qtbot.waitUntil(lambda: shown._error.text().startswith("Nothing was changed."))
    assert not shown.send_button.isEnabled()


def test_what_would_be_sent_is_shown_and_then_sent(dialog, qtbot, sink, store):
    shown = dialog()
    shown.payload.setPlainText('{"price": 1.10}')
    qtbot.waitUntil(shown.send_button.isEnabled)
    shown.forms.choose(LOOK)
    assert shown.preview.isVisible()
    assert shown.preview.toPlainText().startswith("POST /hook HTTP/1.1\nhost: 127.0.0.1")
    with qtbot.waitSignal(shown.sent) as told:
        qtbot.mouseClick(shown.send_button, LEFT)
    qtbot.waitUntil(lambda: len(sink.requests) == 2)
    assert sink.requests[1].body == event_log.payload(store, told.args[0])
    assert sink.requests[1].body.startswith(b'{"price": 1.10')


def test_it_can_go_to_another_webhook_or_address(dialog, qtbot, store):
    other = made.hook(store, "http://127.0.0.1:9/other", name="Other", is_active=False)
    shown = dialog()
    update_webhook(store, other.id, is_active=True)
    shown.webhook.setCurrentIndex(shown.webhook.findData(other.id))
    qtbot.waitUntil(shown.send_button.isEnabled)
    assert "POST /other" in shown.preview.toPlainText()
    shown.address.setText("nowhere")
    qtbot.waitUntil(lambda: "https://" in shown.address_field.error())
    assert not shown.send_button.isEnabled()
    shown.address.setText("https://else.example/x")
    qtbot.waitUntil(lambda: "host: else.example" in shown.preview.toPlainText())


def test_the_colours_of_the_payload_are_no_change_of_it(dialog):
    shown = dialog()
    shown.payload.setPlainText('{"price": 1.10}')
    shown._judge()
    shown.payload.textChanged.emit()
    assert not shown._pause.isActive()
    shown.payload.insertPlainText(" ")
    assert shown._pause.isActive()


def test_a_payload_that_is_no_json_says_where(dialog, qtbot):
    shown = dialog()
    shown.payload.setPlainText('{"a": }')
    qtbot.waitUntil(lambda: "Line 1, column 7" in shown._error.text())
    assert shown.payload.property("invalid")


def test_a_large_payload_is_sent_as_it_is(dialog, qtbot):
    shown = dialog(b'{"a": "' + b"x" * MOST_EDITED + b'"}')
    assert shown.payload.isReadOnly()
    shown.address.setText("https://else.example/x")
    qtbot.waitUntil(shown.send_button.isEnabled)
    assert shown._size.text().startswith("262,")


def test_both_events_are_a_click_away_from_each_other(engine, sent, qtbot, store):
    row, _ = sent()
    inspector = PayloadInspector(engine, row.id)
    qtbot.addWidget(inspector)
    inspector.open()
    qtbot.waitUntil(inspector.acts.resend.isEnabled)
    inspector.acts.resend.trigger()
    dialog = inspector.findChild(ResendDialog)
    dialog.payload.setPlainText('{"sku": "BW-2"}')
    qtbot.waitUntil(dialog.send_button.isEnabled)
    qtbot.mouseClick(dialog.send_button, LEFT)
    qtbot.waitUntil(lambda: inspector.banner.title().startswith("Sent as event"))

    def link(words):
        links = inspector.head.findChildren(QPushButton)
        return next((each for each in links if each.text() == words and each.isVisible()), None)

    head_height = inspector.head.sizeHint().height()
    qtbot.waitUntil(lambda: link(f"Resent as event {row.id + 1}") is not None)
    assert inspector.head.sizeHint().height() == head_height
    qtbot.mouseClick(link(f"Resent as event {row.id + 1}"), LEFT)
    qtbot.waitUntil(lambda: link(f"Edited from event {row.id}") is not None)
    qtbot.waitUntil(lambda: "BW-2" in inspector.text_tab.view.toPlainText())
    qtbot.mouseClick(link(f"Edited from event {row.id}"), LEFT)
    qtbot.waitUntil(lambda: inspector.windowTitle() == f"Payload of event {row.id}")
