from datetime import datetime

import pytest

from core.log.glance import glance
from core.log.stats import BUCKETS, HALF_HOUR, today
from core.outgoing.emit import emit
from core.outgoing.webhooks import delete_webhook, update_webhook
from tests.core import made

MINUTE = 60_000


@pytest.fixture
def clock(clock):
    """Noon of some day, here."""
    clock.now = int(datetime(2026, 11, 20, 12, 10).astimezone().timestamp() * 1000)
    return clock


def put(store, log_id, **values):
    for name, value in values.items():
        store.sql(f"UPDATE event_log SET {name} = ? WHERE id = ?", (value, log_id))


def test_an_empty_desk_has_nothing_to_tell(store, clock):
    found = today(store, clock.now)
    assert (found.delivered, found.failed, found.received, found.refused, found.owed, found.held) == (0,) * 6
    assert (found.next_due, found.last_event_at, found.failing) == (None, None, ())
    assert (len(found.series), {bucket.emitted for bucket in found.series}) == (BUCKETS, {0})
    assert [count for _, count in found.owed_by_due] == [0] * 6


def test_the_day_is_counted_from_midnight(store, clock):
    made.hook(store)
    emit(store, "product_created", count=6)
    for log_id, status in ((1, "DELIVERED"), (2, "DELIVERED"), (3, "FAILED"), (4, "HELD"), (5, "DELIVERED")):
        put(store, log_id, status=status)
    put(store, 5, date=clock.now - 12 * 3_600_000 - 11 * MINUTE)  # yesterday
    store.sql("DELETE FROM outbox WHERE log_id < 6")
    made.jobs(store, {})
    store.sql("UPDATE event_log SET status = 'REFUSED' WHERE id = (SELECT max(id) FROM event_log)")
    made.jobs(store, {})
    found = today(store, clock.now)
    assert (found.delivered, found.failed, found.received, found.refused) == (2, 1, 1, 1)
    assert (found.owed, found.held, found.last_event_at, found.next_due) == (1, 1, clock.now, clock.now)


def test_the_series_covers_the_last_48_half_hours(store, clock):
    made.hook(store)
    emit(store, "product_created", count=4)
    put(store, 1, date=clock.now - HALF_HOUR, status="FAILED")
    put(store, 2, date=clock.now - 47 * HALF_HOUR)
    put(store, 3, date=clock.now - 48 * HALF_HOUR)  # too old
    made.jobs(store, {})
    series = today(store, clock.now).series
    assert [bucket.at for bucket in series] == list(range(series[0].at, clock.now + 1, HALF_HOUR))
    counts = [(bucket.emitted, bucket.received, bucket.failed) for bucket in series]
    assert (counts[0], counts[-2], counts[-1]) == ((1, 0, 0), (1, 0, 1), (1, 1, 0))
    assert set(counts[1:-2]) == {(0, 0, 0)}


def test_what_is_owed_is_counted_by_when_it_is_due(store, clock):
    made.hook(store)
    emit(store, "product_created", count=8)
    for log_id, minutes in ((1, -5), (2, 0), (3, 0.5), (4, 1), (5, 2), (6, 29), (7, 119), (8, 500)):
        due = int(clock.now + minutes * MINUTE)
        store.sql("UPDATE outbox SET due_at = ? WHERE log_id = ?", (due, log_id))
    found = today(store, clock.now)
    assert found.owed_by_due == (
        ("Now", 2),
        ("Under 1 min", 2),
        ("Under 5 min", 1),
        ("Under 30 min", 1),
        ("Under 2 h", 1),
        ("Later", 1),
    )
    assert found.next_due == clock.now - 5 * MINUTE


def test_webhooks_that_fail_are_told_the_worst_first_with_the_newest_error(store, clock):
    one, worst, gone = made.hook(store), made.hook(store, name="Worst"), made.hook(store)
    emit(store, "product_created", count=2)
    store.sql("UPDATE event_log SET status = 'FAILED', error = 'old', attempts = 1")
    put(store, 1, status="DELIVERED")
    put(store, 5, error="new", status="PENDING", date=clock.now + 5)
    update_webhook(store, one.id, name="One")
    delete_webhook(store, gone.id)
    worst_one, other = today(store, clock.now).failing
    assert (worst_one.webhook_id, worst_one.name, worst_one.failed, worst_one.error) == (
        worst.id,
        "Worst",
        2,
        "new",
    )
    assert (worst_one.last_at, worst_one.app_name, worst_one.next_attempt_at) == (
        clock.now + 5,
        "Feed",
        clock.now,
    )
    assert (other.name, other.failed) == ("One", 1)


def test_what_is_always_in_sight_agrees_with_the_overview(store, clock):
    made.hook(store)
    emit(store, "product_created", count=3)
    put(store, 1, status="FAILED", error="500", attempts=8)
    store.sql("DELETE FROM outbox WHERE log_id = 1")
    made.jobs(store, {}, {})
    store.sql("UPDATE job SET status = 'SUCCESS' WHERE id = 1")
    seen, counted = glance(store, clock.now), today(store, clock.now)
    assert (seen.owed, seen.next_due, seen.last_event_at) == (
        counted.owed,
        counted.next_due,
        counted.last_event_at,
    )
    assert (seen.failing, seen.jobs, seen.apps, seen.plugins) == (1, 1, 1, 0)
