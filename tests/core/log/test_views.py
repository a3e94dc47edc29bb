"""Saved views of the log."""

import pytest

from core.errors import InvalidInput, NotFound
from core.log import views
from core.log.event_log import LogFilter
from tests.core.log.test_event_log import add


def names(store):
    return [view.name for view in views.list_views(store)]


def test_three_come_ready_made(store):
    found = {view.name: view.match for view in views.list_views(store)}
    assert found == {
        "Failed today": LogFilter(status="FAILED", last="today"),
        "Waiting for retry": LogFilter(status="PENDING", min_attempts=1),
        "Refused": LogFilter(status="REFUSED"),
    }


def test_a_view_keeps_its_filter_and_its_columns(store):
    match = LogFilter(event_type=("order_created", "order_updated"), search="sku:ABC-1 ü", min_ms=500)
    made = views.create_view(store, "  My   orders ", match, "columns")
    assert (made.name, made.match, made.columns) == ("My orders", match, "columns")
    assert views.list_views(store)[-1] == made
    changed = views.update_view(store, made.id, name="Ours", match=LogFilter(app_id=1))
    assert (changed.name, changed.match, changed.columns) == ("Ours", LogFilter(app_id=1), "columns")
    views.delete_view(store, made.id)
    with pytest.raises(NotFound):
        views.get_view(store, made.id)


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_a_view_needs_a_name(store, name):
    with pytest.raises(InvalidInput, match="needs a name"):
        views.create_view(store, name, LogFilter())


def test_views_are_put_in_another_order(store):
    first, _, last = views.list_views(store)
    views.move_view(store, last.id, -1)
    assert names(store) == ["Failed today", "Refused", "Waiting for retry"]
    views.move_view(store, first.id, 1)
    views.move_view(store, first.id, 1)
    views.move_view(store, first.id, 1)
    assert names(store) == ["Refused", "Waiting for retry", "Failed today"]


def test_a_part_of_a_filter_that_is_not_known_is_left_out(store):
    store.sql("""UPDATE log_view SET wanted = '{"status": "HELD", "mood": 3}'""")
    assert {view.match for view in views.list_views(store)} == {LogFilter(status="HELD")}


def new(store):
    return {view.name: views.count_new(store, view) for view in views.list_views(store)}


def test_what_came_since_somebody_looked_is_counted(store, clock):
    add(store, status="REFUSED")
    waiting = add(store, status="PENDING", attempts=1)
    add(store, status="PENDING")
    assert new(store) == {"Failed today": 0, "Waiting for retry": 1, "Refused": 1}
    for view in views.list_views(store):
        views.see(store, view.id)
    assert set(new(store).values()) == {0}
    clock.now += 1_000
    store.sql("UPDATE event_log SET status = 'FAILED', attempts = 2 WHERE id = ?", (waiting,))
    store.sql(
        "INSERT INTO attempt (log_id, number, at, duration_ms, request_headers, response_headers,"
        " response_body) VALUES (?, 2, ?, 1, '[]', '[]', x'')",
        (waiting, clock()),
    )
    assert new(store) == {"Failed today": 1, "Waiting for retry": 0, "Refused": 0}
    add(store, status="FAILED")
    assert new(store)["Failed today"] == 2


def test_counting_stops_at_a_thousand(store, monkeypatch):
    monkeypatch.setattr("core.log.views.MOST", 2)
    for _ in range(4):
        add(store, status="REFUSED")
    assert new(store)["Refused"] == 2
