"""Finding rows by their text, with the index and without it."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.bus import Change
from core.log import event_log, search, stretch
from core.log.event_log import LogFilter
from core.log.finding import AT_ONCE
from core.outgoing.apps import create_app
from core.store.database import open_store
from tests.core.log.test_event_log import add, ids

PAYLOADS = (
    {"email": "ann@brightwater.example", "sku": "ABC-1", "note": "free shipping"},
    {"id": "0f8fad5b-d9cd-469f-a165-70867728950e", "sku": "ABC-12", "name": "Jörg Müller"},
    {"link": "https://shop.example/in?x=100%", "quote": 'He said "ahoy" \u2603', "sku": "abc 1"},
    {"note": "shipping free", "path": "C:\\temp\nnew", "emoji": "\U0001f600 sails"},
)


def log_of(store, *payloads, **values):
    """Add a row for each payload; bytes are taken as they are."""
    made = []
    for each in payloads:
        body = each if isinstance(each, bytes) else json.dumps(each).encode()
        payload = store.sql("INSERT INTO payload (body) VALUES (?)", (body,)).lastrowid
        made.append(add(store, payload_id=payload, size=len(body), **values))
    return made


def come(store, *payloads, **values):
    """Add rows in one write, as they come."""
    with store.write(Change.LOG):
        return log_of(store, *payloads, **values)


def index_all(store):
    while search.index_next(store):
        search.merge_some(store)


@pytest.fixture(scope="module", params=["all indexed", "half indexed", "nothing indexed"])
def log(request, tmp_path_factory):
    """Four payloads, which the index may or may not have come to."""
    store = open_store(tmp_path_factory.mktemp("log"))
    with store.connection():
        log_of(store, *PAYLOADS[:2])
        if request.param != "nothing indexed":
            index_all(store)
        log_of(store, *PAYLOADS[2:])
        if request.param == "all indexed":
            index_all(store)
        yield store


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ann@brightwater.example", [1]),
        ("ANN@Brightwater.example", [1]),
        ("ABC-1", [1]),
        ("ABC-12", [2]),
        ("abc", [3, 2, 1]),
        ("AB", []),
        ("0f8fad5b-d9cd-469f-a165-70867728950e", [2]),
        ("https://shop.example/in?x=100%", [3]),
        ("müller", [2]),
        ("MÜLLER", [2]),
        ("Mu\u0308ller", [2]),
        ("muller", []),
        ("ü", []),
        ('"ahoy"', [3]),
        ('said "ahoy"', [3]),
        ("\u2603", [3]),
        ("\U0001f600", [4]),
        ("free shipping", [4, 1]),
        ('"free shipping"', [1]),
        ("sku:ABC-1", [1]),
        ("SKU:abc*", [3, 2, 1]),
        ("note:free", [1]),
        ("name:sku", []),
        ("ABC-1*", [2, 1]),
        ("brightw*", [1]),
        ("C:\\temp", [4]),
        ("status:delivered ABC-12", [2]),
        ("status:failed ABC-12", []),
        ("type:product_* sails", [4]),
        ("NEAR(a b)", []),
        ("a AND b", []),
        ("text: free", [4, 1]),
        ("-free", []),
        ("^free", []),
        ("*", [4, 3, 2, 1]),
        ("()", []),
        ("'", []),
        ("%", [3]),
        ("\0", []),
    ],
)  # fmt: skip
def test_words_of_payloads_are_found_whatever_is_typed(log, typed, found):
    if typed == "text: free":
        found = []
    assert ids(log, search=typed) == found
    assert [row.id for row in event_log.newer(log, 0, limit=9, match=LogFilter(search=typed))] == found


def test_parts_of_ids_types_and_addresses_are_found_in_the_index_too(store):
    add(store, uid="evt_81f7c2", target_url="https://Shop.example/in")
    add(
        store, direction="RECEIVED", status="ACCEPTED", transaction_id="b54557e4-aa", plugin_id="till.shopify"
    )
    index_all(store)
    for typed, found in (
        ("81F7", [1]), ("shop.example/IN", [1]), ("54557e4-a", [2]), ("l.sho", [2]), ("uct_cr", [2, 1]),
        ("product evt", [1]), ("2", [2, 1]), ("evt_*c2", [1]), ("c:b", []), ("e4", [2]),
    ):  # fmt: skip
        assert ids(store, search=typed) == found, typed


def test_apps_and_webhooks_are_meant_by_name(store):
    app = create_app(store, name="Storefront sync", permissions=[])
    add(store, app_id=app.id)
    add(store)
    assert ids(store, search='app:"storefront SYNC"') == [1]
    assert ids(store, search="app:nobody") == []


def test_a_payload_that_is_no_text_is_searched_as_well_as_can_be(store):
    log_of(store, b"\xff\xfe sails \x00 a", b'{"a": "\\ud83d sails", "b": "\\u00fc"}', b"")
    for _ in range(2):
        assert ids(store, search="sails") == [2, 1]
        assert ids(store, search="ü") == [2]
        index_all(store)


def test_a_large_payload_is_indexed_in_parts_and_no_word_is_lost(store, monkeypatch):
    monkeypatch.setattr("core.log.search.BATCH_TEXT", 1_000)
    monkeypatch.setattr("core.log.texts.PIECE", 1_000)
    numbers = " ".join(f"word{number}" for number in range(2_000))
    log_of(store, {"text": numbers}, {"text": "x" * 5_000}, {"text": "word7"})
    index_all(store)
    assert search.lag(store) == search.Lag(0, None, 3)
    for number in (0, 7, 80, 999, 1_999):
        assert 1 in ids(store, search=f"word{number}")


def test_the_lag_is_told_and_the_index_goes_on_where_it_was(store, clock, tmp_path):
    log_of(store, *PAYLOADS)
    assert search.lag(store) == search.Lag(4, clock(), 4)
    search.index_next(store)
    log_of(store, {"note": "late"})
    again = open_store(store.path.parent)
    with again.connection():
        assert search.lag(again).rows == 1
        assert search.index_next(again) == 1
        assert search.index_next(again) == 0
        assert ids(again, search="late") == [5]


def test_what_another_process_indexed_meanwhile_is_not_indexed_twice(store, monkeypatch):
    log_of(store, *PAYLOADS)
    real = search._entries

    def slowly(store, ids):
        found = real(store, ids)
        store.sql("UPDATE log_indexed SET position = 4")
        return found

    monkeypatch.setattr(search, "_entries", slowly)
    search.index_next(store)
    assert ids(store, search="shipping") == []  # the other one's index holds them


def everything_in(store):
    """The bytes of the database file once all is in it."""
    store.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return store.path.read_bytes()


def test_what_is_forgotten_leaves_no_trace_in_the_file(store):
    come(store, *({"note": f"wrybill{number} sails"} for number in range(300)))
    log_of(store, {"note": "zanderfish"}, uid="evt_quokka")
    index_all(store)
    assert b"zanderfish" in everything_in(store)
    with store.write(Change.LOG):
        search.forget(store, [301])
        store.sql("DELETE FROM event_log WHERE id = 301")
        store.sql("DELETE FROM payload WHERE id = 301")
    assert ids(store, search="sails") == list(range(300, 201, -1))
    for _ in search.merge_all(store):
        pass
    left = everything_in(store)
    assert b"zanderfish" not in left
    assert b"quokka" not in left
    assert ids(store, search="wrybill7") == [8]


def test_rows_that_are_not_indexed_yet_are_forgotten_too(store):
    log_of(store, *PAYLOADS)
    with store.write(Change.LOG):
        search.forget(store, [1, 2])
        store.sql("DELETE FROM event_log WHERE id < 3")
    index_all(store)
    assert ids(store, search="shipping") == [4]


@pytest.mark.parametrize("indexed", [0, 1, 2])
def test_a_row_is_found_by_the_address_that_it_was_given_later(store, indexed):
    for _ in range(2):
        log_of(store, {"a": 1}, target_url="https://wrong.example/in")
        if indexed:
            index_all(store)
            indexed -= 1
    with store.write(Change.LOG):
        search.readdress(
            store, {1: "https://right.example/in", 2: "https://right.example/in", 9: "https://no.example"}
        )
    index_all(store)
    assert ids(store, search="right.example") == [2, 1]
    assert ids(store, search="wrong.example") == []
    with store.write(Change.LOG):
        search.forget(store, [1, 2])
        store.sql("DELETE FROM event_log")
    for _ in search.merge_all(store):
        pass
    left = everything_in(store)
    assert b"right.example" not in left
    assert b"wrong.example" not in left


def test_an_address_that_changes_while_it_is_indexed_is_found(store, monkeypatch):
    log_of(store, {"a": 1}, target_url="https://wrong.example/in")
    real = search._entries

    def slowly(store, ids):
        found = real(store, ids)
        with store.write(Change.LOG):
            search.readdress(store, {1: "https://right.example/in"})
        return found

    monkeypatch.setattr(search, "_entries", slowly)
    index_all(store)
    assert store.sql("SELECT rowid FROM log_names WHERE log_names MATCH 'rig'").fetchall() == [(1,)]


def test_the_index_can_be_built_anew(store):
    log_of(store, *PAYLOADS)
    index_all(store)
    search.rebuild(store)
    assert search.lag(store).rows == 4
    assert ids(store, search="shipping") == [4, 1]  # read from the payloads meanwhile
    while search.clear_some(store):
        pass
    index_all(store)
    assert ids(store, search="shipping") == [4, 1]
    tables = [name for (name,) in store.sql("SELECT name FROM sqlite_master")]
    assert not [name for name in tables if "_old" in name]
    search.rebuild(store)
    search.rebuild(store)  # before the one before was cleared


def test_who_searches_while_the_index_is_replaced_meets_no_error(store):
    ended, found = threading.Event(), []

    def keep_searching():
        while not ended.is_set():
            with store.connection():  # as each read of the window has its own
                found.append(
                    len(store.sql("SELECT rowid FROM log_words WHERE log_words MATCH 'x'").fetchall())
                )

    with ThreadPoolExecutor() as pool:
        searching = [pool.submit(keep_searching) for _ in range(2)]
        for _ in range(40):
            search.rebuild(store)
        ended.set()
        for each in searching:
            each.result()
    assert set(found) == {0}


def test_a_search_of_common_words_comes_down_the_log_in_stretches(store):
    come(store, *({"note": f"the low quay {number}"} for number in range(1_500)))
    index_all(store)
    match = LogFilter(search='"the low"')
    found = stretch.below(store, None, match=match, enough=10, seconds=9)
    assert (len(found.ids), found.reached) == (AT_ONCE, 1_500 - AT_ONCE + 1)
    assert list(event_log.again(store, found.ids[:3], match=match)) == event_log.by_ids(
        store, [1500, 1499, 1498]
    )
