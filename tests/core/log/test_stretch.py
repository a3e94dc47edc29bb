"""Reading ids downwards in stretches of bounded time, and rows in place of others."""

import pytest

from core.incoming.plugins import create_plugin
from core.log import event_log, stretch
from core.log.event_log import LogFilter
from core.outgoing.apps import create_app
from tests.core import made
from tests.core.log.test_event_log import add

ALL = LogFilter()
LONG = 9.0


def all_below(store, match, *, than=None, enough=10_000, seconds=LONG):
    found = stretch.below(store, than, match=match, enough=enough, seconds=seconds)
    return list(found.ids), found.reached, found.is_last


def test_a_stretch_goes_down_to_the_end_of_the_log(store):
    for _ in range(5):
        add(store)
    assert all_below(store, ALL) == ([5, 4, 3, 2, 1], 0, True)
    assert all_below(store, ALL, than=3)[0] == [2, 1]
    assert all_below(store, ALL, than=1)[0] == []


def test_an_empty_log_is_at_its_end_at_once(store):
    assert all_below(store, ALL) == ([], 0, True)


@pytest.fixture
def long_log(store):
    made.many(store, made.hook(store), 3_000)
    return store


def test_a_stretch_that_has_enough_says_how_far_down_it_came(long_log):
    ids, reached, is_last = all_below(long_log, ALL, enough=100)
    assert (len(ids), is_last) == (stretch.FIRST, False)
    assert ids[-1] == reached
    more, _, is_last = all_below(long_log, ALL, than=reached)
    assert (ids + more, is_last) == (list(range(3_000, 0, -1)), True)


def test_a_stretch_ends_in_time_even_if_nothing_matched(long_log, clock):
    found = stretch.below(long_log, None, match=LogFilter(code_from=500), enough=1, seconds=0)
    assert (len(found.ids), found.reached) == (0, 3_000 - stretch.FIRST + 1)
    assert found.reached_at == clock()


def test_what_is_above_a_row_is_read_to_the_newest(store):
    for status in ("FAILED", "DELIVERED", "FAILED", "FAILED"):
        add(store, status=status)
    ids, newest = stretch.above(store, 1, match=LogFilter(status="FAILED"))
    assert (list(ids), newest) == ([4, 3], 4)
    assert list(stretch.above(store, 4, match=ALL)[0]) == []


def test_what_is_nearest_above_a_row_is_looked_for_in_bounded_time(long_log, clock):
    add(long_log, status_code=503)
    wanted = LogFilter(code_from=500)
    found = stretch.nearest_above(long_log, 10, match=wanted, enough=1, seconds=0)
    assert (list(found.ids), found.reached, found.reached_at) == ([], 10 + stretch.FIRST, clock())
    found = stretch.nearest_above(long_log, found.reached, match=wanted, enough=1, seconds=LONG)
    assert (list(found.ids), found.reached, found.is_last) == ([3_001], 3_001, True)
    assert stretch.nearest_above(long_log, 3_001, match=wanted, enough=1, seconds=LONG).is_last


@pytest.fixture
def mixed(store):
    """Rows that differ in what no index answers, and a seller's plugin and job."""
    create_plugin(store, name="Shop", provider="none", seller="Ann", id="shop")
    add(store, date=100, status_code=200, duration_ms=20, size=10)
    add(store, date=200, status_code=503, duration_ms=900, size=5_000, event_type="order_created")
    add(store, date=300, direction="RECEIVED", status="ACCEPTED", plugin_id="shop", event_type="STOCK_UPDATE")
    made.jobs(store, {}, plugin="till")
    return store


@pytest.mark.parametrize(
    ("match", "found"),
    [
        ({"code_from": 500, "code_to": 599}, [2]),
        ({"code_from": 200, "code_to": 200}, [1]),
        ({"min_ms": 21}, [2]),
        ({"max_ms": 20}, [1]),
        ({"min_size": 11}, [2]),
        ({"max_size": 9}, [4, 3]),
        ({"seller": "Ann"}, [4, 3]),
        ({"seller": "Ann", "plugin_id": "shop"}, [3]),
        ({"event_type": ("order_created", "product_created")}, [2, 1]),
        ({"event_type": ()}, []),
        ({"from_id": 3}, [4, 3]),
        ({"since": 150, "until": 300}, [2]),
        ({"since": 1, "until": 2}, []),
        ({"min_ms": 1, "status": "DELIVERED", "event_type": "order_created"}, [2]),
    ],
)
def test_filters_hold_together_whether_or_not_an_index_answers_them(mixed, match, found):
    assert all_below(mixed, LogFilter(**match))[0] == found


def test_a_long_stretch_of_time_is_not_looked_through_for_its_ends(mixed, monkeypatch):
    monkeypatch.setattr("core.log.matching._FEW", 1)
    assert all_below(mixed, LogFilter(since=150, until=301))[0] == [3, 2]


def test_rows_are_read_again_with_the_neighbours_that_match_by_now(store):
    for status in ("FAILED", "PENDING", "FAILED", "DELIVERED", "FAILED"):
        add(store, status=status)
    failed = LogFilter(status="FAILED")
    store.sql("UPDATE event_log SET status = 'FAILED' WHERE id = 2")
    store.sql("DELETE FROM event_log WHERE id = 5")
    assert [row.id for row in event_log.again(store, [5, 3, 1], match=failed)] == [3, 2, 1]
    assert event_log.again(store, [], match=failed) == []


def test_where_few_rows_match_only_these_are_read_again(long_log):
    failed = LogFilter(status="FAILED")
    long_log.sql("UPDATE event_log SET status = 'FAILED' WHERE id IN (7, 1500, 2900)")
    assert [row.id for row in event_log.again(long_log, [2900, 8, 7], match=failed)] == [2900, 7]


def test_an_app_without_rows_matches_none(store):
    app = create_app(store, name="Quiet", permissions=[])
    add(store)
    assert all_below(store, LogFilter(app_id=app.id))[0] == []


def test_the_last_hours_and_today_are_counted_from_now(store, clock):
    for age in (30 * 3_600_000, 90 * 60_000, 0):
        add(store, date=clock() - age)
    assert all_below(store, LogFilter(last="1h"))[0] == [3]
    assert all_below(store, LogFilter(last="2h"))[0] == [3, 2]
    assert 3 in all_below(store, LogFilter(last="today"))[0]
    assert 1 not in all_below(store, LogFilter(last="today"))[0]
    assert all_below(store, LogFilter(last="2h", since=clock()))[0] == [3]
    assert all_below(store, LogFilter(last="never"))[0] == [3, 2, 1]
    assert [row.id for row in event_log.older(store, None, limit=9, match=LogFilter(last="2h"))] == [3, 2]
