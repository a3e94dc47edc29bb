import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from core.log.event_log import LogFilter, older
from core.outgoing.apps import update_app
from core.outgoing.emit import emit
from core.outgoing.webhooks import update_webhook
from desktop.forms.held_dialog import HeldDialog
from tests.desktop.pages.apps.hands import LEFT, Key, button


@pytest.fixture
def asked(qtbot, page):
    """Wait until it is asked what becomes of what was held, and return the dialog."""

    def dialog():
        qtbot.waitUntil(lambda: page.window().findChild(HeldDialog) is not None)
        return page.window().findChild(HeldDialog)

    return dialog


def hold_two(store, webhook):
    update_webhook(store, webhook.id, is_active=False)
    emit(store, "order_created")
    emit(store, "order_created")


def statuses(store, webhook):
    rows = older(store, None, limit=10, match=LogFilter(webhook_id=webhook.id))
    return [row.status for row in rows]


def test_activating_in_the_table_asks_about_what_was_held_and_releases_it(
    qtbot, webhook, store, page, sink, asked, said
):
    hold_two(store, webhook)
    table = page.app_form.webhooks.table
    qtbot.waitUntil(lambda: page.app_form.webhooks.model.index(0, 5).data() == "2 held")
    table.selectRow(0)
    qtbot.keyClick(table, Key.Key_Space)
    dialog = asked()
    assert dialog.title.text() == "2 deliveries were held for “Order feed”"
    qtbot.mouseClick(button(dialog, "Release 2"), LEFT)
    qtbot.waitUntil(lambda: statuses(store, webhook) == ["DELIVERED"] * 2)
    assert len(sink.requests) == 2
    qtbot.waitUntil(lambda: ("Released 2 deliveries", None) in said.toasts)


def test_activating_in_the_form_asks_about_what_was_held_and_discards_it(
    qtbot, form, webhook, store, sink, asked, said
):
    hold_two(store, webhook)
    told = "2 deliveries are held for this webhook. Once it is active, you choose what becomes of them."
    qtbot.waitUntil(lambda: told in form.fields.status_notes.reasons())
    form.fields.active.setChecked(True)
    qtbot.mouseClick(form.foot.save_button, LEFT)
    qtbot.mouseClick(button(asked(), "Discard 2"), LEFT)
    qtbot.waitUntil(lambda: statuses(store, webhook) == ["FAILED"] * 2)
    assert sink.requests == []
    qtbot.waitUntil(lambda: ("Discarded 2 deliveries", None) in said.toasts)


def test_what_is_kept_held_can_be_released_later_from_the_form(qtbot, form, webhook, store, asked):
    hold_two(store, webhook)
    qtbot.waitUntil(lambda: not form.fields.active.isChecked())
    form.fields.active.setChecked(True)
    qtbot.mouseClick(form.foot.save_button, LEFT)
    qtbot.keyClick(asked(), Key.Key_Escape)
    assert statuses(store, webhook) == ["HELD"] * 2
    qtbot.waitUntil(lambda: form.fields.status_notes.reasons() == ["2 deliveries are held for this webhook."])
    qtbot.waitUntil(lambda: form.window().findChild(HeldDialog) is None)
    qtbot.mouseClick(button(form.fields.status_notes, "Release or discard…"), LEFT)
    qtbot.mouseClick(button(asked(), "Release 2"), LEFT)
    qtbot.waitUntil(lambda: statuses(store, webhook) == ["DELIVERED"] * 2)


def test_activating_an_app_asks_about_what_its_webhooks_were_held(qtbot, webhook, app, store, page, asked):
    update_app(store, app.id, is_active=False)
    emit(store, "order_created")
    qtbot.waitUntil(lambda: not page.app_form.active_switch.isChecked())
    qtbot.mouseClick(page.app_form.active_switch, LEFT)
    dialog = asked()
    assert dialog.title.text() == "1 delivery was held for “Storefront sync”"
    qtbot.mouseClick(button(dialog, "Release 1"), LEFT)
    qtbot.waitUntil(lambda: statuses(store, webhook) == ["DELIVERED"])


def test_what_is_still_held_for_an_active_webhook_is_asked_about_from_its_row(
    qtbot, webhook, store, page, asked
):
    hold_two(store, webhook)
    update_webhook(store, webhook.id, is_active=True)
    table = page.app_form.webhooks.table
    usual = table.columnWidth(5)
    qtbot.waitUntil(lambda: page.app_form.webhooks.model.index(0, 5).data() == "Active, 2 held")
    assert table.columnWidth(5) > usual  # both words fit
    table.selectRow(0)
    table.customContextMenuRequested.emit(QPoint(20, 10))
    menu = page.findChild(QMenu)
    next(each for each in menu.actions() if each.text() == "Release or discard…").trigger()
    menu.close()
    assert asked().title.text() == "2 deliveries were held for “Order feed”"
    qtbot.keyClick(asked(), Key.Key_Escape)


def test_a_release_at_a_rate_tells_how_far_it_is_and_what_is_cancelled_stays_held(
    qtbot, webhook, store, desk, page, said
):
    update_webhook(store, webhook.id, is_active=False)
    emit(store, "order_created", count=200)
    update_webhook(store, webhook.id, is_active=True)
    dialog = HeldDialog(desk, "Order feed", {webhook.id: 200}, page)
    dialog.open()
    assert dialog._takes.text() == "takes about 20 s"
    qtbot.mouseClick(button(dialog, "1 a second"), LEFT)
    assert dialog._takes.text() == "takes about 3 min"
    qtbot.mouseClick(button(dialog, "10 a second"), LEFT)
    qtbot.mouseClick(button(dialog, "Release 200"), LEFT)
    qtbot.waitUntil(lambda: dialog.title.text().startswith("Releasing: "))
    assert dialog.title.text().endswith(" of 200")
    qtbot.mouseClick(button(dialog, "Cancel"), LEFT)
    qtbot.waitUntil(lambda: said.toasts != [])
    (held,) = store.sql("SELECT count(*) FROM event_log WHERE status = 'HELD'").fetchone()
    assert 150 < held < 200
    assert said.toasts[0][0].endswith(f"; {held} stay held")


def test_enter_keeps_what_is_held(qtbot, webhook, store, desk, page):
    hold_two(store, webhook)
    dialog = HeldDialog(desk, "Order feed", {webhook.id: 2}, page)
    dialog.open()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.window().findChild(HeldDialog) is None)
    assert statuses(store, webhook) == ["HELD"] * 2
