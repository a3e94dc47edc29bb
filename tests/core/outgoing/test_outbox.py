"""What the sender reads and records, without a sender."""

import pytest

from core.log import event_log
from core.outgoing import outbox, recording
from core.outgoing.emit import emit
from core.outgoing.outbox import Tried
from core.outgoing.retry import SHORT, STANDARD, schedule_of
from core.outgoing.webhooks import delete_webhook, update_webhook
from tests.core import made


@pytest.fixture
def hook(store):
    return made.hook(store)


SCHEDULE = schedule_of(STANDARD)


def due(store, hook, limit=10, apart_from=()):
    return outbox.due(store, hook.id, now=store.clock(), limit=limit, apart_from=apart_from)


def record(store, owed, status=500, retry=STANDARD):
    ok = 200 <= status < 300
    error = None if ok else "500 Internal Server Error"
    headers, body = ('[["a", "b"]]', '[["c", "d"]]'), b"\xffbody"
    tried = Tried(owed, store.clock(), ok, status, error, 12, *headers, body, retry=retry, connect_ms=4)
    recording.commit(store, [tried], jitter=lambda: 0.0)
    return event_log.get_row(store, owed.log_id)


def test_what_came_by_a_clock_that_was_ahead_is_due_when_it_would_have_been(store, hook, clock, monkeypatch):
    monkeypatch.setattr(outbox, "AT_ONCE", 2)
    emit(store, "product_created", b"{}")
    store.sql("UPDATE outbox SET due_at = due_at + 1000")
    by = 9 * 3_600_000
    clock.now += by
    emit(store, "product_created", b"{}", count=4)
    store.sql("UPDATE outbox SET due_at = due_at + 5000 WHERE log_id = 3")
    store.sql("UPDATE event_log SET next_attempt_at = (SELECT due_at FROM outbox WHERE log_id = id)")
    clock.now -= by
    bring_back(store, by)
    now = clock.now
    expected = [now + 1000, now, now + 5000, now, now]
    assert [at for (at,) in store.sql("SELECT due_at FROM outbox ORDER BY log_id")] == expected
    assert [row.next_attempt_at for row in made.rows(store)] == expected


def bring_back(store, by):
    after = 0
    while after is not None:
        after = outbox.bring_back(store, by, after=after)


def test_what_was_tried_by_a_clock_that_was_ahead_waits_no_longer_than_it_would_have(store, hook, clock):
    emit(store, "product_created", b"{}", count=2)
    first, second = due(store, hook)
    record(store, first)
    clock.now += 9 * 3_600_000
    record(store, second)
    clock.now -= 9 * 3_600_000
    for _ in range(2):  # what was brought back is not a second time
        bring_back(store, 9 * 3_600_000)
        expected = [clock.now + SCHEDULE[0] * 1000] * 2
        assert [at for (at,) in store.sql("SELECT due_at FROM outbox ORDER BY log_id")] == expected
        assert [row.next_attempt_at for row in made.rows(store)] == expected


def test_what_is_due_comes_the_longest_due_first(store, hook, clock):
    emit(store, "product_created", b"{}", count=4)
    store.sql("UPDATE outbox SET due_at = ? WHERE log_id = 3", (clock.now - 5,))
    store.sql("UPDATE outbox SET due_at = ? WHERE log_id = 1", (clock.now + 1,))
    assert [owed.log_id for owed in due(store, hook)] == [3, 2, 4]
    assert outbox.next_due_at(store, hook.id, after=clock.now) == clock.now + 1


def test_what_is_under_way_is_left_out_and_the_page_is_full_all_the_same(store, hook):
    emit(store, "product_created", b"{}", count=6)
    assert [owed.log_id for owed in due(store, hook, limit=3, apart_from={1, 3})] == [2, 4, 5]


def test_a_page_goes_on_behind_the_one_before_also_within_one_moment(store, hook, clock):
    emit(store, "product_created", b"{}", count=4)
    clock.now += 5
    emit(store, "product_created", b"{}", count=2)
    emit(store, "product_created", b"{}")
    store.sql("UPDATE outbox SET due_at = ? WHERE log_id = 7", (clock.now + 1,))
    first = due(store, hook, limit=3)
    second = outbox.due(
        store, hook.id, now=clock.now, limit=9, apart_from={5}, after=(first[-1].due_at, first[-1].log_id)
    )
    assert [[owed.log_id for owed in page] for page in (first, second)] == [[1, 2, 3], [4, 6]]


def test_a_small_body_comes_along_and_a_large_one_is_read_apart(store, hook):
    small, large = b'{"a": 1}', b'{"a": "' + b"x" * outbox.SMALL + b'"}'
    emit(store, "product_created", small)
    emit(store, "product_created", large)
    first, second = due(store, hook)
    assert (first.body or b"").startswith(small[:-1])
    assert (second.body, outbox.body_of(store, second.payload_id)[:-1].startswith(large[:-1])) == (None, True)


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_a_success_is_delivered_and_owed_no_more(store, hook, status):
    emit(store, "product_created")
    row = record(store, due(store, hook)[0], status)
    assert (row.status, row.status_code, row.attempts, row.error) == ("DELIVERED", status, 1, None)
    assert (row.duration_ms, row.next_attempt_at, made.owed(store)) == (12, None, [])


def test_failures_are_tried_again_as_the_schedule_says_and_then_given_up(store, hook, clock):
    emit(store, "product_created")
    for number, wait in enumerate(SCHEDULE, start=1):
        row = record(store, due(store, hook)[0])
        assert (row.status, row.attempts, row.error) == ("PENDING", number, "500 Internal Server Error")
        assert row.next_attempt_at == clock.now + wait * 1000
        assert due(store, hook) == []
        clock.now += wait * 1000
    row = record(store, due(store, hook)[0])
    assert (row.status, row.attempts, row.next_attempt_at) == ("FAILED", len(SCHEDULE) + 1, None)
    assert made.owed(store) == []
    assert [each.number for each in event_log.attempts(store, row.id)] == list(range(1, len(SCHEDULE) + 2))


def test_another_schedule_gives_up_sooner(store, hook, clock):
    emit(store, "product_created")
    for wait in schedule_of(SHORT):
        assert record(store, due(store, hook)[0], retry=SHORT).next_attempt_at == clock.now + wait * 1000
        clock.now += wait * 1000
    assert record(store, due(store, hook)[0], retry=SHORT).status == "FAILED"


def test_a_success_after_failures_leaves_no_error(store, hook, clock):
    emit(store, "product_created")
    record(store, due(store, hook)[0])
    clock.now += SCHEDULE[0] * 1000
    row = record(store, due(store, hook)[0], 200)
    assert (row.status, row.attempts, row.error) == ("DELIVERED", 2, None)


def test_an_attempt_is_kept_whole(store, hook, clock):
    emit(store, "product_created")
    record(store, due(store, hook)[0])
    (attempt,) = event_log.attempts(store, 1)
    assert (attempt.at, attempt.status_code, attempt.duration_ms) == (clock.now, 500, 12)
    assert (attempt.request_headers, attempt.response_headers) == ((("a", "b"),), (("c", "d"),))
    assert (attempt.response_body, attempt.error) == (b"\xffbody", "500 Internal Server Error")
    assert attempt.connect_ms == 4


@pytest.mark.parametrize(
    ("answer", "expected"), [(500, ("HELD", "Webhook is inactive")), (200, ("DELIVERED", None))]
)
def test_a_webhook_paused_meanwhile_holds_what_failed(store, hook, answer, expected):
    emit(store, "product_created")
    owed = due(store, hook)[0]
    update_webhook(store, hook.id, is_active=False)
    row = record(store, owed, answer)
    assert ((row.status, row.error), row.attempts, row.next_attempt_at) == (expected, 1, None)
    assert (made.owed(store), len(event_log.attempts(store, row.id))) == ([], 1)


@pytest.mark.parametrize(
    ("answer", "expected"), [(500, ("FAILED", "The webhook was deleted")), (200, ("DELIVERED", None))]
)
def test_a_webhook_deleted_meanwhile_keeps_the_attempt(store, hook, answer, expected):
    emit(store, "product_created")
    owed = due(store, hook)[0]
    delete_webhook(store, hook.id)
    row = record(store, owed, answer)
    assert ((row.status, row.error), len(event_log.attempts(store, row.id))) == (expected, 1)


def test_a_row_deleted_meanwhile_is_passed_over(store, hook):
    emit(store, "product_created", count=2)
    first, second = due(store, hook)
    store.sql("DELETE FROM event_log WHERE id = ?", (first.log_id,))
    tried = [Tried(each, store.clock(), False, 500, "500", 1, "[]", "[]", b"") for each in (first, second)]
    recording.commit(store, tried, jitter=lambda: 0.0)
    assert [(row.id, row.attempts) for row in made.rows(store)] == [(second.log_id, 1)]


def test_only_active_webhooks_of_active_apps_are_targets(store, hook):
    paused = made.hook(store)
    update_webhook(store, paused.id, is_active=False)
    made.hook(store, app_id=made.app(store, is_active=False).id)
    assert set(outbox.targets(store)) == {hook.id}


def test_what_is_owed_in_order_is_found_without_a_look_at_all_of_it(store, hook, monkeypatch):
    asked, real = [], store.sql

    def sql(statement, values=()):
        asked.append((statement, values))
        return real(statement, values)

    monkeypatch.setattr(store, "sql", sql)
    outbox.due_in_order(store, hook.id, now=store.clock(), limit=10, apart_from=())
    ((statement, values),) = asked
    plan = [row[3] for row in real(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()]
    assert not any("TEMP B-TREE" in step for step in plan), plan
