"""The thread that indexes what comes into the log."""

import pytest

from core.errors import StoreError
from core.log import search
from core.log.indexer import Indexer
from tests.core.log.test_event_log import ids
from tests.core.log.test_search import come
from tests.waiting import eventually


@pytest.fixture
def indexer(store):
    made = Indexer(store)
    yield made
    made.stop()


def is_done(store):
    with store.connection():
        return search.lag(store).rows == 0 and search.position(store) == search.lag(store).newest


def test_it_indexes_what_was_left_and_what_comes(store, indexer):
    come(store, {"note": "early"})
    indexer.start()
    eventually(lambda: is_done(store))
    come(store, {"note": "late"}, {"note": "later"})
    indexer.wake()
    eventually(lambda: is_done(store))
    assert ids(store, search="late") == [2]


def test_it_catches_up_after_a_burst_and_clears_what_was_replaced(store, indexer):
    come(store, *({"note": f"word{number}"} for number in range(500)))
    with store.connection():
        search.index_next(store)
        search.rebuild(store)
    indexer.start()
    eventually(lambda: is_done(store))
    indexer.wake()

    def is_clear():
        with store.connection():
            return not store.sql("SELECT 1 FROM sqlite_master WHERE name GLOB 'log_*_old'").fetchall()

    eventually(is_clear)
    assert ids(store, search="word499") == [500]


def test_it_goes_on_after_the_store_failed(store, indexer, monkeypatch):
    monkeypatch.setattr("core.log.indexer.TRY_AGAIN", 0.01)
    real, failures = search.index_next, [StoreError("The disk is full."), RuntimeError("a bug")]

    def index(store):
        if failures:
            raise failures.pop()
        return real(store)

    monkeypatch.setattr(search, "index_next", index)
    come(store, {"note": "early"})
    indexer.start()
    eventually(lambda: is_done(store))


def test_the_engine_indexes_what_is_emitted(engine):
    come(engine.store, {"note": "harbour"})
    eventually(lambda: is_done(engine.store))
    with engine.store.connection():
        found = engine.store.sql("SELECT rowid FROM log_words WHERE log_words MATCH 'harbour'").fetchall()
    assert found == [(1,)]
