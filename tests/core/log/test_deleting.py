"""Rows of the log are deleted, and what is still to be done is not."""

from core.log import event_log, search
from core.log.chosen import choose
from core.log.deleting import BATCH_BYTES, HELD, OWED, WORKING, Deleted, in_batches, previews, steps
from core.log.event_log import LogFilter
from core.outgoing.emit import emit
from core.outgoing.webhooks import update_webhook
from tests.core import made


def end(store, *log_ids, status="DELIVERED"):
    for log_id in log_ids:
        store.sql("UPDATE event_log SET status = ? WHERE id = ?", (status, log_id))
        store.sql("DELETE FROM outbox WHERE log_id = ?", (log_id,))


def left(store, table):
    return store.sql(f"SELECT count(*) FROM {table}").fetchone()[0]


def last(answers):
    return [*answers][-1]


def test_what_is_over_goes_with_all_that_hangs_on_it(store):
    made.hook(store)
    emit(store, "product_created", b'{"a": 1}')
    made.jobs(store, {"b": 2})
    store.sql("UPDATE job SET status = 'SUCCESS'")
    end(store, 1)
    store.sql(
        "INSERT INTO attempt (log_id, number, at, duration_ms, request_headers, response_headers,"
        " response_body) VALUES (1, 1, 1, 7, '[]', '[]', x'')"
    )
    assert last(previews(store, choose(store, LogFilter()))).count == 2
    assert left(store, "event_log") == 2
    sizes = sum(row.size for row in made.rows(store))
    assert last(steps(store, choose(store, LogFilter()))) == Deleted(2, sizes)
    tables = ("event_log", "payload", "attempt", "job", "log_tally WHERE count <> 0")
    assert [left(store, table) for table in tables] == [0] * 5


def test_what_is_owed_or_held_or_worked_on_stays_and_is_told(store):
    hook = made.hook(store)
    emit(store, "product_created", count=2)
    made.jobs(store, {})
    end(store, 1)
    update_webhook(store, hook.id, is_active=False)
    emit(store, "product_created")
    store.sql("UPDATE event_log SET status = 'PENDING' WHERE id = 2")
    chosen = choose(store, [1, 2, 3, 4, 99])
    expected = Deleted(1, event_log.get_row(store, 1).size, ((OWED, 1), (WORKING, 1), (HELD, 1)))
    assert last(previews(store, chosen)) == expected
    assert last(steps(store, chosen)) == expected
    assert [row.id for row in made.rows(store)] == [2, 3, 4]


def test_what_is_deleted_goes_from_the_text_index(store):
    made.hook(store)
    emit(store, "product_created", b'{"note": "harbour"}')
    end(store, 1)
    search.index_next(store)
    hits = "SELECT rowid FROM log_words WHERE log_words MATCH 'harbour'"
    assert store.sql(hits).fetchall() == [(1,)]
    last(steps(store, choose(store, LogFilter())))
    assert store.sql(hits).fetchall() == []


def test_a_payload_stays_while_another_delivery_carries_it(store):
    one, other = made.hook(store), made.hook(store)
    emit(store, "product_created")
    end(store, 1, 2)
    last(steps(store, choose(store, LogFilter(webhook_id=one.id))))
    assert event_log.payload(store, 2)
    last(steps(store, choose(store, LogFilter(webhook_id=other.id))))
    assert left(store, "payload") == 0


def test_what_comes_after_the_choice_is_no_part_of_it(store):
    made.hook(store)
    emit(store, "product_created")
    chosen = choose(store, LogFilter(status="DELIVERED"))
    emit(store, "product_created")
    end(store, 1, 2)
    assert last(steps(store, chosen)).count == 1
    assert [row.id for row in made.rows(store)] == [2]


def test_batches_are_small_in_rows_and_in_bytes():
    assert [len(batch) for batch in in_batches((each, 1) for each in range(250))] == [100, 100, 50]
    assert [*in_batches([(1, BATCH_BYTES), (2, 1), (3, 5 * BATCH_BYTES), (4, 1)])] == [[1], [2], [3], [4]]
    assert [*in_batches([])] == []
