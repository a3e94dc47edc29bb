import json

import pytest
from PySide6.QtCore import Qt

from core.catalogue import sample_payload
from core.log.event_log import LogFilter, older, payload
from core.outgoing.apps import create_app
from core.outgoing.webhooks import create_webhook, update_webhook
from desktop.forms.emit_dialog import START, EmitDialog

LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


@pytest.fixture
def store(engine):
    with engine.store.connection():
        yield engine.store


@pytest.fixture
def webhook(store, sink):
    app = create_app(
        store, name="Storefront sync", permissions=("MANAGE_ORDERS", "MANAGE_PAYOUTS"), is_active=True
    )
    return create_webhook(
        store, app_id=app.id, name="Feed", target_url=sink.url, events=["any_events"], is_active=True
    )


@pytest.fixture
def dialog(desk, webhook, show, qtbot):
    made = show(EmitDialog(desk.engine), (920, 600))
    qtbot.waitUntil(made.emit_button.isEnabled)
    return made


def rows(store):
    return older(store, None, limit=10, match=LogFilter(direction="EMITTED"))


def test_it_opens_with_a_sample_its_exact_size_and_who_takes_it(dialog):
    assert dialog.payload.toPlainText() == sample_payload(START).decode()
    assert dialog.takers.text() == "1 webhook takes order_created now."
    assert dialog._size.text().endswith(" bytes as sent")
    assert not dialog._sample.isVisible()


def test_the_size_is_that_of_the_bytes_that_are_sent(dialog, qtbot, store, sink):
    said = int(dialog._size.text().split()[0].replace(",", ""))
    qtbot.mouseClick(dialog.emit_button, LEFT)
    qtbot.waitUntil(lambda: len(sink.requests) == 1)
    assert len(sink.requests[0].body) == said


def test_emitting_says_how_many_webhooks_took_it_and_can_be_repeated(dialog, qtbot, store):
    qtbot.mouseClick(dialog.emit_button, LEFT)
    qtbot.waitUntil(lambda: dialog.outcome.text() == "Emitted order_created to 1 webhook.")
    qtbot.waitUntil(dialog.emit_button.isEnabled)
    qtbot.keyClick(dialog.payload, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(rows(store)) == 2)


def test_the_colours_of_the_text_are_no_change_of_it(dialog):
    dialog.payload.textChanged.emit()
    assert not dialog._pause.isActive()
    dialog.payload.insertPlainText(" ")
    assert dialog._pause.isActive()


def test_the_edited_text_is_sent_to_the_byte(dialog, qtbot, store):
    text = '{"price": 1.10,\n  "name": "a\u00a0b Ö",  "price": 2}'
    dialog.payload.setPlainText(text)
    qtbot.waitUntil(lambda: dialog._looked.text == text and dialog.emit_button.isEnabled())
    qtbot.mouseClick(dialog.emit_button, LEFT)
    qtbot.waitUntil(lambda: len(rows(store)) == 1)
    assert payload(store, rows(store)[0].id).startswith(text[:-1].encode())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": }', "This is not JSON. Line 1, column 7"),
        ("[1]", "A payload is a JSON object."),
        ("", "This is not JSON."),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_in_place_and_nothing_can_be_emitted(dialog, qtbot, store, text, words):
    dialog.payload.setPlainText(text)
    qtbot.waitUntil(lambda: dialog._error.text().startswith(words))
    assert not dialog.emit_button.isEnabled()
    assert dialog._size.text() == ""
    qtbot.keyClick(dialog.payload, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.mouseClick(dialog._sample, LEFT)
    qtbot.waitUntil(dialog.emit_button.isEnabled)
    assert dialog._error.text() == ""
    assert rows(store) == []


def test_an_event_is_found_and_chosen_by_keyboard(dialog, qtbot):
    qtbot.keyClicks(dialog.events.search.edit, "payout del")
    qtbot.keyClick(dialog.events.search.edit, Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.takers.text() == "1 webhook takes payout_deleted now.")
    assert json.loads(dialog.payload.toPlainText()) == json.loads(sample_payload("payout_deleted"))
    assert dialog.payload.hasFocus()
    assert not dialog.outcome.isVisible()


def test_what_was_edited_is_there_again_after_another_event(dialog, qtbot):
    dialog.payload.setPlainText('{"mine": 1}')
    dialog.events.chosen.emit("payout_created")
    assert dialog.payload.toPlainText() == sample_payload("payout_created").decode()
    dialog.events.chosen.emit(START)
    assert dialog.payload.toPlainText() == '{"mine": 1}'


def test_an_event_that_nobody_takes_says_what_it_needs(dialog, qtbot, store):
    dialog.events.chosen.emit("stock_updated")
    needs = "one must be active, subscribe to it, and be allowed it."
    qtbot.waitUntil(lambda: dialog.takers.text() == f"No webhook takes stock_updated: {needs}")
    qtbot.waitUntil(dialog.emit_button.isEnabled)
    qtbot.mouseClick(dialog.emit_button, LEFT)
    qtbot.waitUntil(
        lambda: dialog.outcome.text() == "No webhook took stock_updated, so there is nothing to send."
    )


def test_a_paused_webhook_is_counted_as_one_whose_delivery_is_held(dialog, qtbot, store, webhook):
    update_webhook(store, webhook.id, is_active=False)
    dialog.events.chosen.emit("order_updated")
    words = "0 webhooks take order_updated now. 1 delivery will be held."
    qtbot.waitUntil(lambda: dialog.takers.text() == words)


def test_the_names_that_tests_hold_on_to_are_there(dialog):
    assert dialog.objectName() == "emitDialog"
    assert dialog.payload.accessibleName() == "Payload"
    assert dialog.events.tree.accessibleName() == "Events"
