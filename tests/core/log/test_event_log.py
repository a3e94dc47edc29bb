import json

import pytest

from core.bus import Change
from core.errors import NotFound
from core.log import event_log, stats
from core.log.event_log import LogFilter
from core.log.glance import glance
from core.outgoing import held, outbox
from core.outgoing.emit import emit
from core.store.database import open_store
from tests.core import made


def add(store, **values):
    """Add a row to the log, an emitted one unless said otherwise; return its id."""
    row = {
        "date": store.clock(),
        "direction": "EMITTED",
        "status": "DELIVERED",
        "event_type": "product_created",
    }
    row |= {"payload_id": 1, "size": 2, **values}
    store.sql("INSERT OR IGNORE INTO payload VALUES (1, x'7b7d')")
    marks = ", ".join("?" * len(row))
    return store.sql(
        f"INSERT INTO event_log ({', '.join(row)}) VALUES ({marks})", tuple(row.values())
    ).lastrowid


def ids(store, **match):
    return [row.id for row in event_log.older(store, None, limit=99, match=LogFilter(**match))]


def test_pages_go_down_and_up_by_id_newest_first(store):
    for _ in range(5):
        add(store)

    def page(rows):
        return [row.id for row in rows]

    assert page(event_log.older(store, None, limit=2)) == [5, 4]
    assert page(event_log.older(store, 4, limit=2)) == [3, 2]
    assert page(event_log.older(store, 1, limit=2)) == []
    assert page(event_log.newer(store, 1, limit=2)) == [3, 2]
    assert page(event_log.newer(store, 5, limit=2)) == []
    assert page(event_log.by_ids(store, [1, 9, 3])) == [3, 1]
    assert event_log.by_ids(store, []) == []


@pytest.fixture
def mixed(store):
    """Four rows that differ in everything."""
    add(store, date=100, status="FAILED", webhook_id=1, app_id=1)
    add(store, date=200, event_type="order_created", webhook_id=2, app_id=1)
    add(store, date=300, direction="RECEIVED", status="ACCEPTED", event_type="STOCK_UPDATE", plugin_id="shop")
    add(store, date=400, direction="RECEIVED", status="REFUSED", event_type="", plugin_id="till")
    return store


@pytest.mark.parametrize(
    ("match", "found"),
    [
        ({}, [4, 3, 2, 1]),
        ({"direction": "RECEIVED"}, [4, 3]),
        ({"status": "FAILED"}, [1]),
        ({"event_type": "order_created"}, [2]),
        ({"event_type": ""}, [4]),
        ({"app_id": 1}, [2, 1]),
        ({"webhook_id": 2}, [2]),
        ({"plugin_id": "shop"}, [3]),
        ({"since": 200}, [4, 3, 2]),
        ({"until": 200}, [1]),
        ({"since": 200, "until": 400}, [3, 2]),
        ({"direction": "EMITTED", "app_id": 1, "status": "FAILED", "until": 101}, [1]),
        ({"direction": "EMITTED", "plugin_id": "shop"}, []),
    ],
)
def test_filters_hold_together_and_for_pages_above_and_below(mixed, match, found):
    assert ids(mixed, **match) == found
    newer = event_log.newer(mixed, 0, limit=99, match=LogFilter(**match))
    assert [row.id for row in newer] == found


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("product", [1]),
        ("PRODUCT", [1]),
        ("shop.example/in?x=100%", [1]),
        ("%", [1]),
        ("_", [4, 1]),
        ("o'neil", [2]),
        ('"', [2]),
        ("'; DROP TABLE event_log; --", []),
        ("évt", [3]),
        ("Évt", []),
        ("harbour", [4]),
        ("2", [2]),
        ("  2  ", [2]),
        ("-1", []),
        ("²", []),
        ("9" * 40, []),
        ("\x00", []),
        ("", [4, 3, 2, 1]),
        (" ", [4, 3, 2, 1]),
    ],
)
def test_a_search_finds_just_this_text_in_ids_types_and_urls(store, term, found):
    add(store, target_url="https://Shop.example/in?x=100%", error="missing harbour")
    add(store, event_type="order", uid='O\'Neil "1"')
    add(store, event_type="order", uid="évt")
    add(store, event_type="STOCK_UPDATE", plugin_id="Harbour")
    assert ids(store, search=term) == found


def test_a_search_and_a_filter_hold_together(store):
    add(store, status="FAILED", uid="evt_7")
    add(store, uid="evt_7")
    assert ids(store, search="evt_7", status="FAILED") == [1]


def test_a_row_tells_all_there_is_to_tell(store, clock):
    hook = made.hook(store)
    emitted = emit(store, "product_created", b"{}")
    row = event_log.get_row(store, emitted.deliveries[0])
    assert (row.webhook_id, row.app_id, row.target_url, row.uid) == (
        hook.id,
        hook.app_id,
        hook.target_url,
        emitted.uid,
    )
    assert (row.plugin_id, row.transaction_id, row.status_code, row.duration_ms) == (None, None, None, None)
    assert row.size == len(event_log.payload(store, row.id))


def test_what_is_not_there_is_not_found(store):
    for read in (event_log.get_row, event_log.payload):
        with pytest.raises(NotFound, match="no event 7"):
            read(store, 7)
    assert (event_log.attempts(store, 7), event_log.receipt(store, 7)) == ([], None)


def test_the_types_that_occur_are_told_once_in_their_order(store):
    assert event_log.event_types(store) == []
    for kind in ("b", "STOCK_UPDATE", "a", "b", ""):
        add(store, event_type=kind)
    assert event_log.event_types(store) == ["STOCK_UPDATE", "a", "b"]


def plans(store, monkeypatch, act):
    """Run what reads, and return how SQLite would answer each of its questions."""
    asked: list[tuple[str, tuple[object, ...]]] = []
    real = store.sql

    def rows(query):
        asked.append(query.sql())
        return []

    def sql(statement, values=()):
        asked.append((statement, values))
        return real(statement, values)

    with monkeypatch.context() as patch:
        patch.setattr(store, "rows", rows)
        patch.setattr(store, "sql", sql)
        act()
    return [
        " ".join(row[3] for row in real(f"EXPLAIN QUERY PLAN {statement}", values).fetchall())
        for statement, values in asked
    ]


def receive(store):
    for number in range(300):
        add(
            store,
            direction="RECEIVED",
            status="ACCEPTED",
            event_type=f"T{number % 7}",
            plugin_id=f"p{number % 3}",
        )


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A log large enough for SQLite to care, with its figures."""
    store = open_store(tmp_path_factory.mktemp("large"))
    with store.connection():
        made.many(store, made.hook(store), 300)
        with store.write(Change.NONE):
            receive(store)
        yield store


@pytest.mark.parametrize(
    ("match", "index"),
    [
        ({}, "SCAN"),
        ({"direction": "RECEIVED"}, "log_direction"),
        ({"status": "DELIVERED"}, "log_status"),
        ({"event_type": "T1"}, "log_type"),
        ({"webhook_id": 1}, "log_webhook"),
        ({"app_id": 1}, "log_app"),
        ({"plugin_id": "p1"}, "log_plugin"),
    ],
)
@pytest.mark.parametrize("read", ["newest", "older", "newer"])
def test_each_filter_reads_its_index_in_order_and_sorts_nothing(large, monkeypatch, match, index, read):
    chosen = LogFilter(**match)
    reads = {
        "newest": lambda: event_log.older(large, None, limit=50, match=chosen),
        "older": lambda: event_log.older(large, 400, limit=50, match=chosen),
        "newer": lambda: event_log.newer(large, 400, limit=50, match=chosen),
    }
    (plan,) = plans(large, monkeypatch, reads[read])
    assert "TEMP B-TREE" not in plan
    assert index in plan or (index == "SCAN" and "INTEGER PRIMARY KEY" in plan)


@pytest.mark.parametrize(
    ("act", "index"),
    [
        (lambda store: outbox.due(store, 1, now=1, limit=9, apart_from=()), "outbox_due"),
        (lambda store: outbox.next_due_at(store, 1, after=1), "outbox_due"),
        (lambda store: event_log.event_types(store), "log_type"),
        (lambda store: event_log.attempts(store, 1), "attempt_log"),
    ],
)
def test_what_is_asked_often_reads_an_index_and_sorts_nothing(large, monkeypatch, act, index):
    (plan,) = plans(large, monkeypatch, lambda: act(large))
    assert "TEMP B-TREE" not in plan
    assert index in plan
    assert "SCAN l" not in plan


def test_what_is_held_is_found_by_its_index(large, monkeypatch):
    found = plans(large, monkeypatch, lambda: (held.held_counts(large), held._held_ids(large, 1)))
    assert all("SCAN" not in plan or "INDEX" in plan for plan in found)


def test_a_start_goes_through_nothing_that_is_owed_or_held(large, monkeypatch):
    found = plans(large, monkeypatch, lambda: held.settle(large))
    assert any("SEARCH outbox USING COVERING INDEX outbox_" in plan for plan in found)
    assert not any("SCAN outbox" in plan or "SCAN event_log" in plan for plan in found)


def test_the_figures_read_tallies_and_no_rows_of_the_log_but_single_ones(large, monkeypatch):
    found = plans(large, monkeypatch, lambda: (stats.overview(large, 1), glance(large, 1)))
    assert any("SEARCH log_tally USING PRIMARY KEY" in plan for plan in found)
    for plan in found:  # "SCAN event_log" is the newest row alone: by id, from the end, LIMIT 1
        assert "SCAN event_log USING" not in plan
        assert "SCAN l" not in plan.replace("SCAN log_tally", "")
        assert "SEARCH l " not in plan or "log_failing" in plan


def test_headers_come_back_in_pairs(store):
    log_id = add(store, direction="RECEIVED", status="ACCEPTED", plugin_id="shop")
    store.sql(
        "INSERT INTO receipt (log_id, headers, scheme, detail) VALUES (?, ?, 'nautical', 'ok')",
        (log_id, json.dumps([["a", "b"]])),
    )
    receipt = event_log.receipt(store, log_id)
    assert receipt
    assert (receipt.headers, receipt.verified, receipt.scheme, receipt.detail) == (
        (("a", "b"),),
        True,
        "nautical",
        "ok",
    )
