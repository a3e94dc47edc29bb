from core.outgoing.apps import get_app, update_app
from core.outgoing.emit import emit
from core.outgoing.webhooks import update_webhook
from tests.desktop.pages.apps.hands import LEFT, button


def test_the_table_shows_where_to_what_and_how_it_went(qtbot, webhook, store, page, sink):
    emit(store, "order_created")
    model = page.app_form.webhooks.model
    qtbot.waitUntil(lambda: model.rowCount() == 1 and model.index(0, 4).data() == "200 OK")
    texts = [model.index(0, n).data() for n in range(6)]
    assert texts == ["Order feed", sink.url, "1 event", "now", "200 OK", "Active"]


def test_an_inactive_app_is_said_in_the_form_and_on_the_page_and_activated_in_place(
    qtbot, form, app, store, page
):
    update_app(store, app.id, is_active=False)
    notes = form.fields.status_notes
    qtbot.waitUntil(lambda: len(notes.reasons()) == 1)
    assert notes.reasons()[0].startswith("The app “Storefront sync” is not active")
    assert form.trial.reason.text() == "A test needs the webhook and its app to be active."
    qtbot.mouseClick(button(page, "Apps"), LEFT)
    banner = page.app_form.webhooks.banner
    assert banner.title() == "The app is not active"
    qtbot.mouseClick(button(banner, "Activate app"), LEFT)
    qtbot.waitUntil(lambda: get_app(store, app.id).is_active)
    qtbot.waitUntil(lambda: banner.title() == "")


def test_the_page_says_which_webhook_lacks_a_permission_and_gives_it(qtbot, webhook, app, store, page):
    update_webhook(store, webhook.id, events=["payout_created"])
    banner = page.app_form.webhooks.banner
    qtbot.waitUntil(lambda: banner.title() == "“Order feed” does not get all it asks for")
    qtbot.mouseClick(button(banner, "Give this permission"), LEFT)
    qtbot.waitUntil(lambda: "MANAGE_PAYOUTS" in get_app(store, app.id).permissions)
    qtbot.waitUntil(lambda: banner.title() == "")


def test_a_failing_webhook_is_pointed_out_and_a_dismissed_banner_stays_away(
    qtbot, webhook, store, page, sink
):
    sink.answers = [500]
    emit(store, "order_created")
    banner = page.app_form.webhooks.banner
    qtbot.waitUntil(lambda: banner.title() == "“Order feed” could not be delivered to")
    banner.dismiss()
    update_webhook(store, webhook.id, name="Order feed 2")
    update_webhook(store, webhook.id, name="Order feed")
    qtbot.waitUntil(lambda: page.app_form.webhooks.model.index(0, 0).data() == "Order feed")
    assert "500 Internal" in page.app_form.webhooks.model.index(0, 4).data()
