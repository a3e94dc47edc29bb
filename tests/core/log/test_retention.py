"""The log keeps what its rules say, and gives space back."""

import peewee
import pytest

from core import settings
from core.bus import Change
from core.errors import InvalidInput
from core.incoming.keeping import Keeper
from core.log import overdue, retention, search
from core.log.deleting import delete
from core.log.overdue import DAY, KINDS, Rule
from core.log.retention import Retention, apply_rules, give_back, load_rules, previews, save_rules, trim
from core.outgoing.emit import emit
from tests.core import made
from tests.waiting import eventually


@pytest.fixture
def old(store, clock):
    """Ten deliveries that are over and ten transactions, one a day up to yesterday."""
    made.hook(store)
    emit(store, "product_created", count=10)
    made.jobs(store, *({} for _ in range(10)))
    store.sql("UPDATE job SET status = 'SUCCESS'")
    store.sql("DELETE FROM outbox")
    store.sql("UPDATE event_log SET status = 'DELIVERED' WHERE id <= 10")
    store.sql("UPDATE event_log SET size = 400000, date = ? - (11 - (id - 1) % 10) * ?", (clock.now, DAY))
    return store


def ids(store):
    return [row.id for row in made.rows(store)]


def test_without_rules_everything_is_kept(old):
    assert load_rules(old) == dict.fromkeys(KINDS, Rule())
    assert apply_rules(old, load_rules(old)) == 0


@pytest.mark.parametrize(
    ("rule", "stays"),
    [
        (Rule(days=5), [7, 8, 9, 10]),
        (Rule(rows=3), [8, 9, 10]),
        (Rule(megabytes=1), [9, 10]),
        (Rule(days=9, rows=5, megabytes=3), [6, 7, 8, 9, 10]),
        (Rule(rows=50), [*range(1, 11)]),
    ],
)
def test_a_rule_keeps_the_newest_of_its_status_by_age_number_and_size(old, rule, stays):
    *_, told = previews(old, {"DELIVERED": rule})
    assert (told["DELIVERED"].count, told["DELIVERED"].size) == (10 - len(stays), (10 - len(stays)) * 400_000)
    assert apply_rules(old, {"DELIVERED": rule}) == 10 - len(stays)
    assert ids(old) == [*stays, *range(11, 21)]
    assert apply_rules(old, {"DELIVERED": rule}) == 0


def test_what_was_received_stays_while_its_repeats_are_to_be_known(old):
    settings.save(old, repeat_days=7)
    assert apply_rules(old, {"ACCEPTED": Rule(rows=1)}) == 4
    assert ids(old) == [*range(1, 11), *range(15, 21)]


def test_a_transaction_whose_job_is_not_over_stays(old):
    old.sql("UPDATE job SET status = 'PENDING' WHERE log_id = 11")
    apply_rules(old, {"ACCEPTED": Rule(days=9)})
    assert ids(old) == [*range(1, 12), *range(13, 21)]


@pytest.fixture
def history(store, clock):
    """A change of one record, then nine of another, one a day up to yesterday."""
    store.many(
        "INSERT INTO record_change (kind, key, at, job_id, before, after) VALUES ('stock', ?, ?, 1, ?, NULL)",
        [("B" if day == 10 else "A", clock.now - day * DAY, "x" * 400_000) for day in range(10, 0, -1)],
    )
    return store


def changes(store):
    return [change_id for (change_id,) in store.sql("SELECT id FROM record_change ORDER BY id").fetchall()]


@pytest.mark.parametrize(
    ("rule", "stays"),
    [
        (Rule(), [*range(1, 11)]),
        (Rule(days=4), [1, 7, 8, 9, 10]),
        (Rule(rows=3), [1, 8, 9, 10]),
        (Rule(megabytes=1), [1, 9, 10]),
        (Rule(rows=1_000), [*range(1, 11)]),
    ],
)
def test_the_history_of_records_has_a_rule_and_the_newest_change_of_each_record_stays(history, rule, stays):
    *_, told = previews(history, {"HISTORY": rule})
    assert (told["HISTORY"].count, told["HISTORY"].size) == (10 - len(stays), (10 - len(stays)) * 400_000)
    assert apply_rules(history, {"HISTORY": rule}) == 10 - len(stays)
    assert changes(history) == stays
    assert apply_rules(history, {"HISTORY": rule}) == 0


@pytest.mark.parametrize("page", [1, 2, 3, 4])
def test_a_number_is_counted_page_by_page(history, monkeypatch, page):
    monkeypatch.setattr(overdue, "PAGE", page)
    assert apply_rules(history, {"HISTORY": Rule(rows=3)}) == 6
    assert changes(history) == [1, 8, 9, 10]


def test_a_job_that_runs_late_knows_a_deletion_whose_history_went(history):
    apply_rules(history, {"HISTORY": Rule(rows=1)})
    assert Keeper(history, 0).existing("stock", "B").gone


def test_only_the_newest_lines_of_the_audit_stay(store, monkeypatch):
    monkeypatch.setattr(retention, "AUDIT_ROWS", 2)
    store.many("INSERT INTO audit (at, act, subject) VALUES (1, 'secret shown', ?)", [("a",), ("b",), ("c",)])
    trim(store)
    assert store.sql("SELECT subject FROM audit").fetchall() == [("b",), ("c",)]


def test_rules_are_kept_and_a_wrong_one_is_refused(store):
    save_rules(store, {"FAILED": Rule(days=30), "DELIVERED": Rule()})
    assert load_rules(store)["FAILED"] == Rule(days=30)
    with pytest.raises(InvalidInput) as refused:
        save_rules(store, {"FAILED": Rule(days=0)})
    assert refused.value.field == "FAILED.days"
    with pytest.raises(InvalidInput):
        save_rules(store, {"PENDING": Rule(days=1)})
    assert load_rules(store)["FAILED"] == Rule(days=30)


def test_space_that_is_given_back_makes_the_file_smaller(old):
    with old.write(Change.LOG):
        old.many("INSERT INTO payload (body) VALUES (zeroblob(1000000))", [()] * 8)
        old.sql("DELETE FROM payload WHERE length(body) = 1000000")
    old.sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    before = old.path.stat().st_size
    give_back(old)
    assert old.path.stat().st_size < before - 7_000_000
    assert old.sql("PRAGMA freelist_count").fetchone() == (0,)
    assert old.sql("PRAGMA integrity_check").fetchone() == ("ok",)


def test_space_is_given_back_in_large_pieces_and_not_page_by_page(old, monkeypatch):
    with old.write(Change.LOG):
        old.many("INSERT INTO payload (body) VALUES (zeroblob(1000000))", [()] * 4)
        old.sql("DELETE FROM payload WHERE length(body) = 1000000")
    left = []
    turn = old._turn

    def counted():
        left.append(old.sql("PRAGMA freelist_count").fetchone()[0])
        return turn()

    monkeypatch.setattr(old, "_turn", counted)
    give_back(old)
    assert left[0] > 900
    assert left[1:] == [left[0] - 128 * step for step in range(1, len(left))]


def test_what_is_deleted_by_hand_is_given_back_too(old, monkeypatch):
    monkeypatch.setattr(Retention, "BETWEEN", 0.01)
    monkeypatch.setattr(retention, "SPARE", 500)
    keeper = Retention(old)
    keeper.start()
    with old.write(Change.LOG):
        old.many("INSERT INTO payload (body) VALUES (zeroblob(1000000))", [()] * 4)
    assert old.sql("PRAGMA freelist_count").fetchone()[0] < 500
    with old.write(Change.LOG):
        old.sql("DELETE FROM payload WHERE length(body) = 1000000")
    eventually(lambda: old.sql("PRAGMA freelist_count").fetchone() == (0,))
    keeper.stop()


def test_what_deletions_leave_in_the_index_is_merged_between_them(store):
    made.hook(store)
    emit(store, "product_created", count=12)
    store.sql("UPDATE event_log SET status = 'DELIVERED'")
    assert search.index_next(store) == 12
    for log_id in ids(store):
        assert delete(store, [log_id]) == {}
    (structure,) = store.sql("SELECT block FROM log_words_data WHERE id = 10").fetchone()
    assert structure[5] < 8  # pieces, after a cookie and the number of levels; at 16 all are merged at once


def test_it_is_looked_after_at_once_when_rules_change(old):
    keeper = Retention(old)
    keeper.start()
    try:
        save_rules(old, {"DELIVERED": Rule(rows=1)})
        keeper.wake()
        eventually(lambda: ids(old) == [10, *range(11, 21)])
    finally:
        keeper.stop()
    assert not keeper.is_alive()


def test_trouble_with_the_disk_passes(old, monkeypatch, caplog):
    monkeypatch.setattr(Retention, "TRY_AGAIN", 0.01)
    save_rules(old, {"DELIVERED": Rule(rows=1)})
    keeper = Retention(old)
    troubles = [peewee.OperationalError("disk I/O error"), peewee.OperationalError("database is locked")]

    def look(store):
        if troubles:
            raise troubles.pop()
        return load_rules(store)

    monkeypatch.setattr(retention, "load_rules", look)
    keeper.start()
    eventually(lambda: ids(old) == [10, *range(11, 21)])
    keeper.stop()
    assert "what is too old could not be deleted" in caplog.text


def test_old_counts_go_by_the_hour_and_not_at_each_change_of_a_setting(store):
    store.sql("INSERT INTO log_tally VALUES ('FAILED', 1, 1)")
    keeper = Retention(store)
    keeper._look()
    assert store.sql("SELECT * FROM log_tally").fetchall() == []
    store.sql("INSERT INTO log_tally VALUES ('FAILED', 1, 1)")
    keeper._look()
    assert len(store.sql("SELECT * FROM log_tally").fetchall()) == 1
    keeper._trim_at = 0.0
    keeper._look()
    assert store.sql("SELECT * FROM log_tally").fetchall() == []


def test_it_can_be_stopped_between_two_batches(old, monkeypatch):
    monkeypatch.setattr("core.log.deleting.BATCH", 2)
    assert apply_rules(old, {"DELIVERED": Rule(rows=1)}, stop=lambda: True) == 2
    assert overdue.PAGE > 2
