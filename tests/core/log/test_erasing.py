"""After a person was erased, no file of the data folder holds them."""

import json
from urllib.parse import quote

import pytest

from core.bus import Change
from core.errors import InvalidInput
from core.incoming.runner import run_batch
from core.log import event_log, search
from core.log.erasing import Found, erase, holder_of, previews
from core.log.event_log import LogFilter
from core.log.views import create_view, list_views
from core.outgoing.emit import emit
from tests.core import made

ANN = "Ann.Moor+shop@quayside.example"


@pytest.mark.parametrize(
    "text",
    [
        '{"email": "ann.moor+shop@quayside.example"}',
        f"Dear {ANN}, hello",
        f"{ANN}.",
        f'"\\n{ANN}\\n"',
        f"a=1&email={quote(ANN)}&b=2",
        json.dumps("Jörg@x.example").replace("J", "j") + f" {ANN}",
    ],
)
def test_a_term_is_found_however_it_is_written(text):
    assert holder_of(ANN)(text.encode())


@pytest.mark.parametrize("text", [f"Jo{ANN}", f"{ANN}.au", f"{ANN}s", "ann.moor@quayside.example", ""])
def test_another_persons_address_is_another(text):
    assert not holder_of(ANN)(text.encode())


def test_what_is_not_ascii_is_found_escaped_and_plain():
    holds = holder_of("jörg@x.example")
    assert holds(json.dumps({"a": "jörg@x.example"}).encode())
    assert holds('{"a": "jörg@x.example"}'.encode())
    assert holds(b"a=j%C3%B6rg%40x.example")


def fill(store):
    made.hook(store)
    emit(store, "customer_created", json.dumps({"email": ANN, "nick": "zanderquokka"}).encode())
    emit(store, "customer_created", b'{"email": "bob@quayside.example"}')
    customer = {"email": ANN, "first_name": "Ann"}
    made.jobs(store, customer, {**customer, "email": "bob@quayside.example"}, job_type="CUSTOMER_CREATE")
    while run_batch(store):
        pass
    with store.write(Change.LOG):
        store.sql(
            "INSERT INTO receipt (log_id, headers, scheme, detail) VALUES (4, ?, 'none', '')",
            (json.dumps([["x-from", ANN]]),),
        )
        store.sql(
            "INSERT INTO attempt (log_id, number, at, duration_ms, request_headers, response_headers,"
            " response_body) VALUES (2, 1, 1, 7, '[]', '[]', ?)",
            (f"thank you, {ANN}".encode(),),
        )
    store.path.with_name("before-0001_start.db").write_text(ANN)
    while search.index_next(store):
        pass


def files_with(store, text):
    found = text.lower().encode()
    return [path.name for path in store.path.parent.iterdir() if found in path.read_bytes().lower()]


def test_nothing_of_a_person_is_left_in_any_file_and_others_stay(store):
    fill(store)
    *_, found = previews(store, ANN.upper())
    mine = [log_id for log_id, _ in found.rows]
    assert {1, 2, 3, 4} <= set(mine)
    assert (len(found.records), len(found.copies)) == (1, 1)
    assert found.owed >= 2
    assert files_with(store, ANN)
    *_, done = erase(store, found)
    assert done == len(mine)
    assert files_with(store, ANN) == []
    assert files_with(store, "zanderquokka") == []  # nor of the words that the index had
    assert files_with(store, "bob@quayside.example")
    assert not [*previews(store, ANN)][-1]
    assert store.sql("PRAGMA integrity_check").fetchone() == ("ok",)
    assert store.sql("PRAGMA foreign_key_check").fetchall() == []
    assert store.sql("SELECT act, subject FROM audit").fetchall() == [("person erased", "")]


def test_a_preview_changes_nothing(store):
    fill(store)
    before = made.rows(store)
    assert [*previews(store, ANN)][-1].rows
    assert made.rows(store) == before


def test_a_record_that_is_gone_leaves_no_trace_in_the_history(store):
    with store.write(Change.RECORDS):
        store.sql(
            "INSERT INTO record_change (kind, key, at, job_id, before, after)"
            " VALUES ('customer', 'x', 1, 1, ?, NULL)",
            (json.dumps({"email": ANN}),),
        )
    *_, found = previews(store, ANN)
    assert (found.rows, found.records, found.changes) == ((), (), (1,))
    assert [*erase(store, found)][-1] == 0
    assert files_with(store, ANN) == []


def test_a_saved_view_that_searches_for_a_person_goes_along(store):
    kept = len(list_views(store))
    create_view(store, "Hers", LogFilter(search=ANN.lower()))
    create_view(store, f"All of {ANN}", LogFilter())
    *_, found = previews(store, ANN)
    assert (found.rows, len(found.views)) == ((), 2)
    assert [*erase(store, found)][-1] == 0
    assert len(list_views(store)) == kept
    assert files_with(store, ANN) == []


@pytest.mark.parametrize("term", ["", "  ", "ann", "a\0bcd"])
def test_a_term_that_would_find_half_of_everything_is_refused(store, term):
    with pytest.raises(InvalidInput):
        next(previews(store, term))


def test_who_is_nowhere_is_told_so(store):
    fill(store)
    *_, found = previews(store, "nobody@quayside.example")
    assert not found
    assert isinstance(found, Found)
    assert event_log.get_row(store, 1)
