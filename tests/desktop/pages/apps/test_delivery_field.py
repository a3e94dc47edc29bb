import pytest

from core.outgoing.sending import DEFAULT, Sending
from core.outgoing.webhooks import create_webhook, get_webhook, update_webhook
from desktop.desk import Place
from tests.desktop.pages.apps.hands import LEFT, Key, button, type_into


@pytest.fixture
def delivery(form):
    return form.fields.delivery


def save(qtbot, form):
    qtbot.mouseClick(form.foot.save_button, LEFT)
    qtbot.waitUntil(lambda: not form.changed())


def test_the_settings_are_one_line_until_they_are_opened(qtbot, delivery):
    assert delivery.summary.text() == "Retries for three days, 15 s for an answer"
    assert not delivery.retry.isVisible()
    delivery.open_button.setFocus()
    qtbot.keyClick(delivery.open_button, Key.Key_Space)
    assert delivery.retry.isAncestorOf(delivery.window().focusWidget())
    assert not delivery.open_button.isVisible()


def test_what_is_set_is_saved(qtbot, form, delivery, webhook, store):
    qtbot.mouseClick(delivery.open_button, LEFT)
    qtbot.mouseClick(button(delivery, "Short"), LEFT)
    for field, text in (("timeout_s", "30"), ("at_once", "4"), ("per_second", "50")):
        type_into(qtbot, delivery.edits[field], text)
    delivery.in_order.click()
    assert form.foot.words.text() == "Unsaved changes"
    save(qtbot, form)
    assert get_webhook(store, webhook.id).sending == Sending("short", 30, 4, 50, True)


def test_an_emptied_limit_is_taken_away(qtbot, form, delivery, webhook, store):
    update_webhook(store, webhook.id, sending=Sending(at_once=4))
    qtbot.waitUntil(lambda: delivery.edits["at_once"].text() == "4")
    qtbot.mouseClick(delivery.open_button, LEFT)
    delivery.edits["at_once"].selectAll()
    qtbot.keyClick(delivery.edits["at_once"], Key.Key_Delete)
    save(qtbot, form)
    assert get_webhook(store, webhook.id).sending == DEFAULT


def test_the_times_of_the_attempts_follow_the_schedule(qtbot, delivery):
    qtbot.mouseClick(delivery.open_button, LEFT)
    standard = delivery.retry.accessibleDescription()
    qtbot.mouseClick(button(delivery, "Short"), LEFT)
    short = delivery.retry.accessibleDescription()
    assert (standard.count(","), short.count(",")) == (9, 6)  # ten times and seven


def test_a_wrong_number_is_said_beside_its_field_and_cannot_be_saved(qtbot, form, delivery):
    qtbot.mouseClick(delivery.open_button, LEFT)
    type_into(qtbot, delivery.edits["timeout_s"], "90")
    assert delivery.fields["timeout_s"].error() == "Choose from 1 to 60 seconds for the timeout."
    assert form.foot.words.text() == "1 field needs correction"
    assert not form.foot.save_button.isEnabled()
    type_into(qtbot, delivery.edits["timeout_s"], "60")
    assert delivery.fields["timeout_s"].error() == ""
    assert form.foot.save_button.isEnabled()


def test_opening_the_settings_changes_nothing(qtbot, form, delivery, webhook, store):
    qtbot.mouseClick(delivery.open_button, LEFT)
    assert not form.changed()
    type_into(qtbot, form.fields.name_edit, "Orders")
    save(qtbot, form)
    assert get_webhook(store, webhook.id).sending == webhook.sending


def test_settings_from_elsewhere_are_shown(qtbot, page, app, store):
    made = create_webhook(
        store,
        app_id=app.id,
        name="Slow",
        target_url="https://a.example/",
        events=["any_events"],
        sending=Sending("short", 60, in_order=True),
    )
    page.open(Place("Apps", webhook_id=made.id))
    qtbot.waitUntil(lambda: page.webhook_form is not None)
    words = "Retries for about an hour, 60 s for an answer, in strict order"
    assert page.webhook_form.fields.delivery.summary.text() == words
