from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.log.glance import glance
from core.log.stats import DAY, HOUR, SPAN, WEEK, forget_old_tallies, overview, percentile, waiting
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


def tallied(store):
    """Every count that is kept and is not 0."""
    questions = (
        "SELECT status, minute, count FROM log_tally WHERE count <> 0",
        "SELECT span, sum(count) FROM answer_tally GROUP BY 1 HAVING sum(count) <> 0",
        "SELECT webhook_id, span, count FROM failing_tally WHERE count <> 0",
        "SELECT status, count FROM job_tally WHERE count <> 0",
    )
    return [sorted(store.sql(question).fetchall()) for question in questions]


def counted(store):
    """The same, by counting the rows."""
    failing = "status IN ('FAILED', 'PENDING') AND error IS NOT NULL AND attempts > 0"
    questions = (
        f"SELECT status, date / {MINUTE}, count(*) FROM event_log GROUP BY 1, 2",
        f"SELECT date / {SPAN}, count(*) FROM event_log WHERE status = 'DELIVERED' AND duration_ms NOT NULL"
        " GROUP BY 1",
        f"SELECT webhook_id, date / {SPAN}, count(*) FROM event_log WHERE {failing} GROUP BY 1, 2",
        "SELECT status, count(*) FROM job GROUP BY 1",
    )
    return [sorted(store.sql(question).fetchall()) for question in questions]


def test_an_empty_desk_has_nothing_to_tell(store, clock):
    found = overview(store, clock.now)
    parts = ("delivered", "failed", "waiting", "accepted", "refused", "emitted", "received")
    assert [found.total(part) for part in parts] == [0] * 7
    assert (found.owed, found.held, found.next_due, found.last_event_at, found.failing) == (
        0,
        0,
        None,
        None,
        (),
    )
    assert (found.answers.half, found.answers.most) == (None, None)
    assert [count for _, count in found.owed_by_due + found.jobs] == [0] * 11


def test_a_range_counts_what_its_first_bucket_begins_with_and_nothing_before(store, clock):
    made.hook(store)
    emit(store, "product_created", count=6)
    for log_id, status in ((1, "DELIVERED"), (2, "DELIVERED"), (3, "FAILED"), (4, "HELD"), (5, "DELIVERED")):
        put(store, log_id, status=status)
    put(store, 5, date=DAY.start(clock.now) - 1)
    store.sql("DELETE FROM outbox WHERE log_id < 6")
    made.jobs(store, {})
    store.sql("UPDATE event_log SET status = 'REFUSED' WHERE id = (SELECT max(id) FROM event_log)")
    made.jobs(store, {})
    found = overview(store, clock.now)
    assert [found.total(part) for part in ("delivered", "failed", "waiting", "accepted", "refused")] == [
        2, 1, 2, 1, 1
    ]  # fmt: skip
    assert (found.owed, found.held, found.last_event_at, found.next_due) == (1, 1, clock.now, clock.now)
    assert overview(store, clock.now, WEEK).total("delivered") == 3


@pytest.mark.parametrize(("over", "step", "buckets"), [(HOUR, 1, 60), (DAY, 30, 48), (WEEK, 180, 56)])
def test_a_series_has_no_gap_and_ends_with_now(store, clock, over, step, buckets):
    made.hook(store)
    emit(store, "product_created", count=4)
    put(store, 1, date=clock.now - step * MINUTE, status="FAILED")
    put(store, 2, date=over.start(clock.now))
    put(store, 3, date=over.start(clock.now) - 1)  # too old
    made.jobs(store, {})
    series = overview(store, clock.now, over).series
    assert len(series) == buckets
    assert [bucket.at for bucket in series] == list(range(series[0].at, clock.now + 1, step * MINUTE))
    assert series[-1].at <= clock.now < series[-1].until
    counts = [(bucket.emitted, bucket.received, bucket.failed) for bucket in series]
    assert (counts[0], counts[-2], counts[-1]) == ((1, 0, 0), (1, 0, 1), (1, 1, 0))
    assert set(counts[1:-2]) == {(0, 0, 0)}


def test_it_tells_how_fast_what_was_delivered_was_answered(store, clock):
    made.hook(store)
    emit(store, "product_created", count=20)
    for log_id in range(1, 21):
        put(store, log_id, duration_ms=log_id * 100, status="DELIVERED")
    put(store, 20, status="PENDING")  # sent again
    answers = overview(store, clock.now).answers
    assert (answers.half, answers.most) == (1_000, 1_900)


def test_a_percentile_is_the_step_in_which_its_rank_lies():
    assert [percentile([(5, 1), (10, 8), (900, 1)], percent) for percent in (1, 10, 11, 90, 91, 100)] == [
        5, 5, 10, 10, 900, 900
    ]  # fmt: skip
    assert percentile([], 50) is None
    assert percentile([(5, 0)], 50) is None


class _Act:
    """What happens to a row, for generated histories."""

    columns = st.fixed_dictionaries(
        {
            "status": st.sampled_from(("PENDING", "DELIVERED", "FAILED", "HELD")),
            "error": st.sampled_from((None, "410 Gone")),
            "attempts": st.integers(0, 2),
            "duration_ms": st.none() | st.integers(0, 60_000),
            "date": st.integers(1_795_000_000_000, 1_795_000_900_000),
        }
    )


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 6), st.none() | _Act.columns), max_size=12))
def test_the_tallies_are_what_counting_would_give(store, clock, acts):
    store.sql("DELETE FROM event_log")
    made.hook(store)
    first = emit(store, "product_created", count=6).deliveries[0]
    made.jobs(store, {}, {})
    store.sql("UPDATE job SET status = 'SUCCESS' WHERE id = (SELECT max(id) FROM job)")
    for number, values in acts:
        if values is None:
            store.sql("DELETE FROM event_log WHERE id = ?", (first + number - 1,))
        else:
            put(store, first + number - 1, **values)
    assert tallied(store) == counted(store)


def test_old_counts_go_but_what_waits_stays(store, clock):
    made.hook(store)
    emit(store, "product_created", count=3)
    put(store, 1, status="FAILED", error="410 Gone", attempts=1)
    put(store, 2, status="DELIVERED", duration_ms=7)
    clock.now += 9 * 24 * 60 * MINUTE
    forget_old_tallies(store)
    assert tallied(store)[:3] == [[("PENDING", (clock.now - 9 * 24 * 60 * MINUTE) // MINUTE, 1)], [], []]
    assert waiting(store, "PENDING") == 1
    store.sql("DELETE FROM event_log")
    assert (waiting(store, "PENDING"), tallied(store)[0]) == (0, [])


def test_what_is_owed_is_counted_by_when_it_is_due(store, clock):
    made.hook(store)
    emit(store, "product_created", count=8)
    for log_id, minutes in ((1, -5), (2, 0), (3, 0.5), (4, 1), (5, 2), (6, 29), (7, 119), (8, 500)):
        due = int(clock.now + minutes * MINUTE)
        store.sql("UPDATE outbox SET due_at = ? WHERE log_id = ?", (due, log_id))
    found = overview(store, clock.now)
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
    worst_one, other = overview(store, clock.now).failing
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
    seen, counted = glance(store, clock.now), overview(store, clock.now)
    assert (seen.owed, seen.next_due, seen.last_event_at) == (
        counted.owed,
        counted.next_due,
        counted.last_event_at,
    )
    assert (seen.failing, seen.jobs, seen.apps, seen.plugins) == (1, 1, 1, 0)
