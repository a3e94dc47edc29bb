from core.log.glance import Glance, glance
from core.outgoing.apps import create_app, update_app
from core.outgoing.emit import emit
from core.outgoing.webhooks import create_webhook
from core.store.records import LogRecord


def test_a_new_desk_has_nothing(store, clock):
    assert glance(store, clock.now) == Glance(0, None, None, 0, 0, 0, 0)


def test_it_counts_what_is_owed_and_which_webhooks_fail(store, clock):
    app = create_app(store, name="Shop", permissions=["MANAGE_ORDERS"], is_active=True).id
    for name in ("One", "Two"):
        create_webhook(
            store,
            app_id=app,
            name=name,
            target_url="https://x.example/",
            events=["order_created"],
            is_active=True,
        )
    first, second = emit(store, "order_created").deliveries
    seen = glance(store, clock.now)
    assert (seen.owed, seen.next_due, seen.last_event_at, seen.failing) == (2, clock.now, clock.now, 0)
    store.run(LogRecord.update(attempts=1, error="410 Gone").where(LogRecord.id == first))
    store.run(LogRecord.update(attempts=3, error="410 Gone", status="FAILED").where(LogRecord.id == second))
    assert glance(store, clock.now).failing == 2
    assert glance(store, clock.now + 2 * 86_400_000).failing == 0
    update_app(store, app, is_active=False)
    assert glance(store, clock.now).apps == 1
