from core.log.event_log import LogFilter, older
from core.outgoing.apps import update_app
from core.outgoing.emit import emit
from core.outgoing.webhooks import update_webhook
from tests.desktop.pages.apps.hands import LEFT, Key, button


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
    qtbot.waitUntil(lambda: page.app_form.webhooks.model.index(0, 5).data() == "2 held")
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
